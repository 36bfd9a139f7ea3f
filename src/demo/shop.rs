//! The demo bakery before its first order: people, rounds, goods, doughs, suppliers, customers, opening stock.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::world::{
    DOUGHS, GOODS, INGREDIENTS, PAYERS, PEOPLE, ROUNDS, SPECIALS, SUPPLIERS, WATER, tax_id,
    variant_of,
};
use super::{EMAIL, PASSWORD};
use crate::catalog::{self, Allergen, NewItem};
use crate::customers::rounds::{self, NewRound};
use crate::customers::{
    self, AllergenNotes, BusinessType, CustomerType, NewCustomer, NewPoint, Rhythm,
};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::people::roles::Role;
use crate::people::{self, NewBakery, NewUser};
use crate::recipes::{self, NewLine, NewRecipe};
use crate::settings;
use crate::stock::{self, Reason, Receipt};
use crate::suppliers::{self, ContactRole, NewContact, NewProduct, NewSupplier};
use crate::values::ids::{CustomerId, ItemId, PointId, RouteId, SupplierId, TaxClassId, UserId};
use crate::values::{
    BaseUnit, Day, Money, Price, Quantity, Rate, StockValue, TaxMode, Unit, Weekdays,
};

/// Where in the goods the pastry begins, which only people of the shop order.
pub(super) const FIRST_CAKE: i64 = 40;

/// Grams of an egg, the only ingredient that is counted.
const EGG: u32 = 50;

/// What the history is made with.
#[derive(Clone)]
pub(super) struct Shop {
    pub goods: Vec<ItemId>,
    pub ingredients: Vec<ItemId>,
    pub suppliers: Vec<SupplierId>,
    pub customers: Vec<(CustomerId, Vec<PointId>)>,
}

/// An error of a world that does not fit the rules: a fault of ours.
fn bad<E: std::fmt::Debug>(error: E) -> Error {
    Error::Internal(format!("the demo's world is wrong: {error:?}"))
}

fn decimal(text: &str) -> Result<Decimal> {
    text.parse().map_err(bad)
}

fn price(text: &str) -> Result<Price> {
    Price::exact(decimal(text)?).map_err(bad)
}

/// Opens the shop.
pub(super) fn open(tx: &Tx) -> Result<Shop> {
    begin(tx)?;
    let drivers = people(tx)?;
    let rounds = make_rounds(tx, &drivers)?;
    let classes = catalog::tax_classes(tx)?
        .into_iter()
        .map(|class| (class.code, class.id))
        .collect();
    let ingredients = ingredients(tx, &classes)?;
    let suppliers = suppliers(tx, &ingredients)?;
    let doughs = doughs(tx, &classes, &ingredients)?;
    let goods = goods(tx, &classes, &doughs)?;
    let customers = payers(tx, &rounds)?;
    Ok(Shop {
        goods,
        ingredients,
        suppliers,
        customers,
    })
}

fn begin(tx: &Tx) -> Result<()> {
    let owner = NewUser {
        name: "Marta Soler".into(),
        email: EMAIL.into(),
        password: PASSWORD.into(),
        role: Role::Owner,
        lang: Lang::Es,
    };
    let bakery = NewBakery {
        name: "Panadería La Espiga".into(),
        tax_id: tax_id(0),
        street: "Calle del Horno 3".into(),
        postcode: "28012".into(),
        town: "Madrid".into(),
        province: "Madrid".into(),
        zone: "Europe/Madrid".into(),
        owner,
    };
    people::set_up(tx, bakery, people::hash_password(PASSWORD)?)?;
    catalog::begin(tx)?;
    customers::begin(tx)?;
    stock::begin(tx)?;
    let typed = [
        (settings::PHONE, "910 000 101"),
        (settings::IBAN, "ES91 2100 0418 4502 0005 1332"),
        (
            settings::PAYMENT_TERMS,
            "Transferencia antes del vencimiento.",
        ),
        (settings::AUTO_APPROVE, "true"),
    ];
    settings::save(
        tx,
        &typed.map(|(key, value)| (key.to_owned(), value.to_owned())),
    )
}

/// Everybody with the owner's password; answers the drivers.
fn people(tx: &Tx) -> Result<Vec<UserId>> {
    let hash = people::hash_password(PASSWORD)?;
    let mut drivers = Vec::new();
    for (name, email, role) in PEOPLE {
        let role = Role::from_code(role).ok_or_else(|| bad(role))?;
        let person = NewUser {
            name: (*name).into(),
            email: (*email).into(),
            password: PASSWORD.into(),
            role,
            lang: Lang::Es,
        };
        let id = people::add(tx, &person, hash.clone())?;
        if role == Role::Driver {
            drivers.push(id);
        }
    }
    Ok(drivers)
}

fn make_rounds(tx: &Tx, drivers: &[UserId]) -> Result<Vec<RouteId>> {
    let made = ROUNDS.iter().enumerate().map(|(place, (name, departs))| {
        let departs_at = departs.parse().map_err(bad)?;
        rounds::create(
            tx,
            &NewRound {
                name: (*name).into(),
                departs_at,
                driver_id: drivers.get(place).copied(),
                is_active: true,
            },
        )
    });
    made.collect()
}

type Classes = HashMap<String, TaxClassId>;

fn class(classes: &Classes, code: &str) -> Result<TaxClassId> {
    classes.get(code).copied().ok_or_else(|| bad(code))
}

fn ingredients(tx: &Tx, classes: &Classes) -> Result<Vec<ItemId>> {
    let made = INGREDIENTS.iter().map(|ingredient| {
        let base: BaseUnit = ingredient.base.parse().map_err(bad)?;
        let item = NewItem {
            sku: ingredient.sku.into(),
            category: ingredient.category.into(),
            is_sold: false,
            is_made: false,
            is_bought: true,
            from_stock: true,
            allergens: Allergen::from_codes(&ingredient.allergens.to_lowercase()),
            shelf_life_days: Some(ingredient.shelf_days),
            piece_weight: (base == BaseUnit::Piece).then_some(Quantity::whole(EGG)),
            // The last pack but one is opened: it shows.
            low_stock: Some(
                Quantity::of(
                    decimal(ingredient.pack_size)? * Decimal::TWO,
                    large_unit(base),
                )
                .map_err(bad)?,
            ),
            ..NewItem::new(ingredient.name, base, class(classes, "food")?)
        };
        catalog::create(tx, item)
    });
    made.collect()
}

fn suppliers(tx: &Tx, ingredients: &[ItemId]) -> Result<Vec<SupplierId>> {
    let mut made = Vec::new();
    for (place, (name, contact, email, phone, lead, days, least, terms)) in
        SUPPLIERS.iter().enumerate()
    {
        let new = NewSupplier {
            name: (*name).into(),
            contact_name: (*contact).into(),
            email: (*email).into(),
            phone: (*phone).into(),
            tax_id: tax_id(1 + place),
            address_line1: format!("Polígono La Era, nave {}", place + 1),
            city: "Getafe".into(),
            postal_code: "28906".into(),
            province: "Madrid".into(),
            payment_terms: (*terms).into(),
            delivery_weekdays: Weekdays::from_bits(*days).ok_or_else(|| bad(days))?,
            minimum_order_value: Money::exact(decimal(least)?).map_err(bad)?,
            lead_time_days: *lead,
            is_trusted: place < 3,
            ..NewSupplier::default()
        };
        let supplier = suppliers::create(tx, &new)?;
        if place == 0 {
            let accounts = NewContact {
                name: "Administración".into(),
                role: ContactRole::Accounts,
                email: "facturas@harinas-garcia.test".into(),
                phone: "915550111".into(),
                takes_orders: false,
            };
            suppliers::add_contact(tx, supplier, &accounts)?;
        }
        for (ingredient, item) in INGREDIENTS
            .iter()
            .zip(ingredients)
            .filter(|(one, _)| one.supplier == place)
        {
            suppliers::add_product(tx, supplier, &product(ingredient, *item)?)?;
        }
        made.push(supplier);
    }
    Ok(made)
}

fn product(ingredient: &super::world::Ingredient, item: ItemId) -> Result<NewProduct> {
    let base: BaseUnit = ingredient.base.parse().map_err(bad)?;
    Ok(NewProduct {
        ingredient_id: item,
        supplier_product_code: format!("R-{}", ingredient.sku.trim_start_matches("I-")),
        supplier_product_name: ingredient.name.into(),
        unit_price: price(ingredient.price)?,
        pack_name: ingredient.pack.into(),
        pack_size: Quantity::of(decimal(ingredient.pack_size)?, large_unit(base)).map_err(bad)?,
        minimum_order_quantity: Quantity::ZERO,
        lead_time_days: None,
        is_preferred: true,
        quality_grade: String::new(),
        tax_rate: Rate::percent(if ingredient.category == "Harina" {
            "4"
        } else {
            "10"
        })
        .map_err(bad)?,
        contract_price: None,
        contract_from: None,
        contract_until: None,
        is_active: true,
        breaks: Vec::new(),
    })
}

/// Kilogram, litre or piece.
const fn large_unit(base: BaseUnit) -> Unit {
    match base {
        BaseUnit::G => Unit::Kg,
        BaseUnit::Ml => Unit::L,
        BaseUnit::Piece => Unit::Piece,
    }
}

/// Every dough as an item of its own with its recipe: grams it yields are the sum of its lines.
fn doughs(
    tx: &Tx,
    classes: &Classes,
    ingredients: &[ItemId],
) -> Result<HashMap<&'static str, ItemId>> {
    let known: HashMap<&str, (ItemId, &str)> = INGREDIENTS
        .iter()
        .zip(ingredients)
        .map(|(ingredient, id)| (ingredient.sku, (*id, ingredient.base)))
        .collect();
    // From the tap: weighed like everything else, kept in no stock.
    let water = NewItem {
        sku: "I-AGUA".into(),
        category: "Ingredientes".into(),
        is_sold: false,
        is_made: false,
        is_service: true,
        ..NewItem::new("Agua del grifo", BaseUnit::G, class(classes, "food")?)
    };
    let water = catalog::create(tx, water)?;
    let mut made = HashMap::new();
    for dough in DOUGHS {
        let item = NewItem {
            sku: dough.sku.into(),
            category: "Masas".into(),
            is_sold: false,
            ..NewItem::new(dough.name, BaseUnit::G, class(classes, "food")?)
        };
        let item_id = catalog::create(tx, item)?;
        let mut lines = Vec::new();
        let mut grams = 0;
        for (sku, amount) in dough.lines {
            let (ingredient_id, base) = *known.get(sku).ok_or_else(|| bad(sku))?;
            let base: BaseUnit = base.parse().map_err(bad)?;
            grams += if base == BaseUnit::Piece {
                amount * i64::from(EGG)
            } else {
                *amount
            };
            lines.push(NewLine {
                ingredient_id,
                quantity: Some(Decimal::from(*amount)),
                unit: base.unit(),
                bakers_percentage: None,
            });
        }
        if dough.lines.iter().any(|(sku, _)| *sku == "I-LEVADURA") {
            let poured = grams * WATER / 100;
            grams += poured;
            lines.push(NewLine {
                ingredient_id: water,
                quantity: Some(Decimal::from(poured)),
                unit: Unit::G,
                bakers_percentage: None,
            });
        }
        let yields = Quantity::of(Decimal::from(grams), Unit::G).map_err(bad)?;
        recipes::create(
            tx,
            recipe(item_id, dough.name, recipes::Kind::Dough, yields, lines)?,
        )?;
        made.insert(dough.sku, item_id);
    }
    Ok(made)
}

fn recipe(
    item: ItemId,
    name: &str,
    kind: recipes::Kind,
    yields: Quantity,
    lines: Vec<NewLine>,
) -> Result<NewRecipe> {
    let loss = if kind == recipes::Kind::Product {
        "12"
    } else {
        "0"
    };
    Ok(NewRecipe {
        item_id: item,
        name: name.into(),
        kind,
        yield_quantity: yields,
        loss_percentage: Rate::percent(loss).map_err(bad)?,
        steps: String::new(),
        bake_minutes: None,
        bake_degrees: None,
        lines,
    })
}

fn goods(
    tx: &Tx,
    classes: &Classes,
    doughs: &HashMap<&'static str, ItemId>,
) -> Result<Vec<ItemId>> {
    let since = Day::new(2020, 1, 1).ok_or_else(|| bad("a day"))?;
    let retail = catalog::default_price_list(tx, TaxMode::Gross)?.id;
    let wholesale = catalog::default_price_list(tx, TaxMode::Net)?.id;
    let mut made = Vec::new();
    let mut headings: HashMap<&str, ItemId> = HashMap::new();
    for goods in GOODS {
        let is_made = !goods.dough.is_empty();
        let weight = Quantity::of(Decimal::from(goods.grams), Unit::G).map_err(bad)?;
        let special = SPECIALS.iter().find(|special| special.sku == goods.sku);
        let variant = variant_of(goods.sku);
        let parent_id = match variant {
            Some((sku, _)) => Some(heading(tx, classes, (sku, goods), &mut headings)?),
            None => None,
        };
        let item = NewItem {
            sku: goods.sku.into(),
            variant_name: variant.map(|(_, name)| name.into()).unwrap_or_default(),
            parent_id,
            category: goods.category.into(),
            allergens: special
                .map(|special| Allergen::from_codes(special.allergens))
                .unwrap_or_default(),
            weekdays: special
                .and_then(|special| Weekdays::from_bits(special.weekdays))
                .unwrap_or(Weekdays::ALL),
            lead_days: special.map_or(0, |special| special.lead_days),
            from_stock: special.is_some_and(|special| special.pieces > 0),
            is_made,
            is_bought: !is_made,
            piece_weight: Some(weight).filter(|weight| weight.is_positive()),
            shelf_life_days: is_made.then_some(goods.shelf_days),
            ..NewItem::new(goods.name, BaseUnit::Piece, class(classes, goods.tax)?)
        };
        let id = catalog::create(tx, item)?;
        catalog::set_price(tx, retail, id, since, price(goods.retail)?)?;
        catalog::set_price(tx, wholesale, id, since, price(goods.wholesale)?)?;
        if is_made {
            let dough = *doughs.get(goods.dough).ok_or_else(|| bad(goods.dough))?;
            // Ten pieces, and what the oven takes away.
            let line = NewLine {
                ingredient_id: dough,
                quantity: Some(Decimal::from(goods.grams * 1_136 / 100)),
                unit: Unit::G,
                bakers_percentage: None,
            };
            recipes::create(
                tx,
                recipe(
                    id,
                    goods.name,
                    recipes::Kind::Product,
                    Quantity::whole(10),
                    vec![line],
                )?,
            )?;
        }
        if let Some(special) = special.filter(|special| special.pieces > 0) {
            on_the_shelf(tx, id, goods, special.pieces)?;
        }
        made.push(id);
    }
    Ok(made)
}

/// Puts so many pieces into the shop.
fn on_the_shelf(tx: &Tx, id: ItemId, goods: &super::world::Goods, pieces: u32) -> Result<()> {
    let quantity = Quantity::whole(pieces);
    let cost = price(goods.wholesale)?;
    let value = StockValue::of(cost, quantity, BaseUnit::Piece.price_unit()).map_err(bad)?;
    let receipt = Receipt::of(id, quantity, value, Reason::Opening, "opening", None);
    stock::receive(tx, receipt).map(drop)
}

/// The heading under which variants stand: it is made once, and not sold itself.
fn heading(
    tx: &Tx,
    classes: &Classes,
    (sku, goods): (&'static str, &super::world::Goods),
    known: &mut HashMap<&'static str, ItemId>,
) -> Result<ItemId> {
    if let Some(id) = known.get(sku) {
        return Ok(*id);
    }
    let item = NewItem {
        sku: sku.into(),
        category: goods.category.into(),
        is_made: false,
        ..NewItem::new(goods.name, BaseUnit::Piece, class(classes, goods.tax)?)
    };
    let id = catalog::create(tx, item)?;
    known.insert(sku, id);
    Ok(id)
}

fn payers(tx: &Tx, rounds: &[RouteId]) -> Result<Vec<(CustomerId, Vec<PointId>)>> {
    let mut made = Vec::new();
    for (place, payer) in PAYERS.iter().enumerate() {
        let route = payer
            .round
            .checked_sub(1)
            .and_then(|round| rounds.get(round))
            .copied();
        let kind = CustomerType::from_code(payer.kind).ok_or_else(|| bad(payer.kind))?;
        let new = NewCustomer {
            customer_type: kind,
            business_type: if kind.is_business() {
                BusinessType::Business
            } else {
                BusinessType::Individual
            },
            business_name: payer.business.into(),
            contact_name: payer.contact.into(),
            phone: Some(payer.phone.into()),
            email: kind
                .is_business()
                .then(|| format!("facturas{place}@clientes.test")),
            tax_id: kind
                .is_business()
                .then(|| tax_id(1 + SUPPLIERS.len() + place)),
            address_line1: format!("Calle Mayor {}", 3 + place * 2),
            city: "Madrid".into(),
            postal_code: format!("280{:02}", 1 + place % 54),
            province: "Madrid".into(),
            credit_limit: kind
                .is_business()
                .then(|| Money::from_cents((payer.size * 250_000).min(1_000_000))),
            credit_term_days: kind.is_business().then_some(30),
            invoice_rhythm: Rhythm::from_code(payer.rhythm).ok_or_else(|| bad(payer.rhythm))?,
            notes_with_prices: place % 4 == 0,
            route_id: route,
            ..NewCustomer::default()
        };
        let customer = customers::create(tx, new)?;
        let mut points = vec![first_point(tx, customer)?];
        for name in payer.points.iter().skip(1) {
            let address_line1 = format!("Avenida de la Estación {}", 10 + place);
            points.push(customers::add_point(
                tx,
                customer,
                point(name, address_line1, route),
            )?);
        }
        if payer.business == "Hotel Miramar" {
            avoid_nuts(tx, customer)?;
        }
        made.push((customer, points));
    }
    Ok(made)
}

fn first_point(tx: &Tx, customer: CustomerId) -> Result<PointId> {
    let points = customers::points(tx, customer)?;
    points
        .first()
        .map(|point| point.id)
        .ok_or_else(|| bad("a customer without a point"))
}

fn point(name: &str, address_line1: String, route_id: Option<RouteId>) -> NewPoint {
    NewPoint {
        name: name.into(),
        contact_name: String::new(),
        phone: None,
        address_line1,
        address_line2: String::new(),
        city: "Madrid".into(),
        postal_code: "28005".into(),
        province: "Madrid".into(),
        delivery_notes: String::new(),
        route_id,
        stop_order: None,
        window_from: None,
        window_until: None,
    }
}

fn avoid_nuts(tx: &Tx, customer: CustomerId) -> Result<()> {
    let notes = AllergenNotes {
        allergens: vec![Allergen::Nuts],
        allergen_notes: "Pidió evitarlos en el desayuno.".into(),
        consent_date: tx.today(),
    };
    customers::set_allergens(tx, customer, Some(notes))
}

/// Packs of everything bought that the store opens with.
const PACKS: i64 = 3;
/// What it opens with of some of it, so that it runs low three weeks later.
const ENOUGH_UNTIL_NOW: &[(&str, i64)] = &[
    ("I-ESPELTA", 38),
    ("I-AZUCAR", 9),
    ("I-SAL", 10),
    ("I-GIRASOL", 6),
];

/// Fills the store, at the suppliers' prices.
pub(super) fn fill_store(tx: &Tx, shop: &Shop) -> Result<()> {
    for (ingredient, item) in INGREDIENTS.iter().zip(&shop.ingredients) {
        let base: BaseUnit = ingredient.base.parse().map_err(bad)?;
        let known = ENOUGH_UNTIL_NOW
            .iter()
            .find(|(sku, _)| *sku == ingredient.sku);
        let packs = known.map_or(PACKS, |(_, packs)| *packs);
        let amount = decimal(ingredient.pack_size)? * Decimal::from(packs);
        let quantity = Quantity::of(amount, large_unit(base)).map_err(bad)?;
        let value =
            StockValue::of(price(ingredient.price)?, quantity, base.price_unit()).map_err(bad)?;
        stock::receive(
            tx,
            Receipt::of(*item, quantity, value, Reason::Opening, "opening", None),
        )?;
    }
    // Nothing was baked in the book before this day, so what was sold until now stood below zero.
    for item in &shop.goods {
        let there = stock::on_hand(tx, *item)?;
        if there < Quantity::ZERO {
            let receipt = Receipt::of(
                *item,
                -there,
                StockValue::ZERO,
                Reason::Opening,
                "opening",
                None,
            );
            stock::receive(tx, receipt)?;
        }
    }
    Ok(())
}
