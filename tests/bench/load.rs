//! A bakery with very many orders, loaded past the verbs: the same rows, written in bulk.

use std::path::Path;

use hornada::catalog::{self, NewItem};
use hornada::customers::{self, CustomerType, NewCustomer};
use hornada::db::{Actor, Db, Options, Tx};
use hornada::error::Result;
use hornada::i18n::Lang;
use hornada::orders::api::{OrderBody, Sees};
use hornada::orders::{self, Amount, DeliveryMethod, Line, NewOrder, Order, Source, Who};
use hornada::people::roles::Role;
use hornada::people::{self, NewBakery, NewUser};
use hornada::recipes::{self, Kind, NewLine, NewRecipe};
use hornada::standing_orders::dates::Frequency;
use hornada::standing_orders::{self, NewTemplate, NewTemplateLine};
use hornada::values::ids::{CustomerId, ItemId, OrderId, TaxClassId};
use hornada::values::{BaseUnit, Price, Quantity, Rate, TaxMode, Unit};
use hornada::web::session;
use hornada::{stock, values};
use rusqlite::params;
use serde_json::json;

/// Items that are sold, each with a recipe.
const ITEMS: usize = 200;
const INGREDIENTS: usize = 500;
const CUSTOMERS: usize = 1_000;
const LINES: usize = 5;
/// 100,000 orders are three years, unless `HORNADA_BENCH_A_DAY` makes it a larger bakery.
const ORDERS_A_DAY: usize = 91;
/// Standing orders begin this many days from today, beyond what is made of them at once.
pub const STANDING_FROM: i64 = 60;
/// Orders written in one transaction.
const TOGETHER: usize = 20_000;

/// What the measurements need to know of it.
pub struct World {
    pub token: String,
    today: values::Day,
    pub order_id: OrderId,
    pub items: Vec<ItemId>,
    pub customers: Vec<CustomerId>,
    pub model: Model,
}

/// An order as the product takes it, and what it writes of it.
pub struct Model {
    pub order: Order,
    pub lines: Vec<Line>,
    /// Of its history.
    pub changes: String,
    /// Of its event.
    pub payload: String,
    /// The answer over HTTP, which is kept.
    pub answer: String,
}

impl World {
    /// The item of a line of order `number`.
    pub fn item(&self, number: usize, line: usize) -> &ItemId {
        &self.items[(number + line) % ITEMS]
    }

    /// For when order `number` is: one of the days of the next weeks.
    pub fn day(&self, number: usize) -> values::Day {
        self.today.add_days(7 + (number % 40) as i64)
    }

    /// The body of an order of five lines: of any customer, for one of the days of the next weeks.
    pub fn order_body(&self, number: usize) -> String {
        let lines: Vec<_> = (0..LINES)
            .map(|line| json!({ "product_id": self.item(number, line), "quantity": "12", "unit": "unit" }))
            .collect();
        let day = self.day(number);
        let customer = &self.customers[number % CUSTOMERS];
        json!({ "customer_id": customer, "requested_date": day, "delivery_method": "delivery", "items": lines }).to_string()
    }
}

/// Makes the bakery in `folder` with `orders` orders, so many a day: more of them are a longer history.
pub fn load(folder: &Path, orders: usize) -> World {
    let db = Db::open(Options::new(folder)).unwrap();
    let actor = Actor::system();
    let (token, items, customers) = db.write_blocking(actor.clone(), begin).unwrap();
    let a_day =
        std::env::var("HORNADA_BENCH_A_DAY").map_or(ORDERS_A_DAY, |a_day| a_day.parse().unwrap());
    let mut last = None;
    for start in (0..orders).step_by(TOGETHER) {
        let (items, customers) = (items.clone(), customers.clone());
        let count = TOGETHER.min(orders - start);
        let made = db.write_blocking(actor.clone(), move |tx| {
            let mut last = None;
            for number in start..start + count {
                let day = tx
                    .today()
                    .add_days(3 - ((orders - 1 - number) / a_day) as i64);
                last = Some(order(tx, (number, day), &items, &customers)?);
            }
            Ok(last)
        });
        last = made.unwrap();
    }
    let today = db.today();
    let of = (customers[0], items[..LINES].to_vec());
    let model = db.write_blocking(actor, move |tx| model(tx, of)).unwrap();
    db.close().unwrap();
    World {
        token,
        today,
        order_id: last.unwrap(),
        items,
        customers,
        model,
    }
}

/// Takes an order as the API does.
fn model(tx: &Tx, (customer, items): (CustomerId, Vec<ItemId>)) -> Result<Model> {
    let line = |item: &ItemId| orders::NewLine::of(*item, Amount::Units(12.into()), None);
    let new = NewOrder {
        requested_date: Some(tx.today().add_days(7)),
        delivery_method: Some(DeliveryMethod::Delivery),
        lines: items.iter().map(line).collect(),
        ..NewOrder::from(Who::Known(customer), Source::Online)
    };
    let orders::Taken { order, lines } = orders::create(tx, new)?;
    let sees = Sees {
        costs: true,
        allergens: true,
    };
    let body = OrderBody::of(tx, order.clone(), lines.clone(), sees)?;
    let (changes, payload) = tx.query_row(
        "SELECT j.changes, e.payload FROM journal j, events e WHERE j.subject_id = ?1 AND e.subject_id = ?1",
        [order.id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Model {
        answer: json!(body).to_string(),
        order,
        lines,
        changes,
        payload,
    })
}

fn begin(tx: &Tx) -> Result<(String, Vec<ItemId>, Vec<CustomerId>)> {
    let owner = NewUser {
        name: "Marta".into(),
        email: "owner@demo.test".into(),
        password: "masa-madre-2026".into(),
        role: Role::Owner,
        lang: Lang::Es,
    };
    let text = String::new;
    let bakery = NewBakery {
        name: "La Espiga".into(),
        tax_id: "B64717838".into(),
        street: text(),
        postcode: text(),
        town: text(),
        province: text(),
        zone: "Europe/Madrid".into(),
        owner,
    };
    let owner = people::set_up(tx, bakery, people::hash_password("masa-madre-2026")?)?;
    catalog::begin(tx)?;
    customers::begin(tx)?;
    stock::begin(tx)?;
    let class = catalog::tax_classes(tx)?[0].id;
    let items = (0..ITEMS).map(|number| {
        let id = catalog::create(
            tx,
            NewItem::new(format!("Artículo {number}"), BaseUnit::Piece, class),
        )?;
        for mode in [TaxMode::Net, TaxMode::Gross] {
            let list = catalog::default_price_list(tx, mode)?;
            catalog::set_price(
                tx,
                list.id,
                id,
                values::Day::FIRST,
                Price::from_ten_thousandths(9_500),
            )?;
        }
        Ok(id)
    });
    let items: Vec<ItemId> = items.collect::<Result<_>>()?;
    recipes(tx, class, &items)?;
    let customers = (0..CUSTOMERS).map(|number| {
        customers::create(
            tx,
            NewCustomer {
                customer_type: CustomerType::Restaurant,
                business_name: format!("Bar número {number}"),
                contact_name: format!("Contacto {number}"),
                phone: Some(format!("6{number:08}")),
                address_line1: "Calle Mayor 1".into(),
                ..NewCustomer::default()
            },
        )
    });
    let customers = customers.collect::<Result<_>>()?;
    Ok((
        session::begin(tx, owner, session::Kind::Browser)?,
        items,
        customers,
    ))
}

/// Every ingredient is in two recipes.
fn recipes(tx: &Tx, class: TaxClassId, items: &[ItemId]) -> Result<()> {
    let ingredients = (0..INGREDIENTS).map(|number| {
        let item = NewItem {
            is_sold: false,
            is_made: false,
            is_bought: true,
            ..NewItem::new(format!("Ingrediente {number}"), BaseUnit::G, class)
        };
        catalog::create(tx, item)
    });
    let ingredients: Vec<ItemId> = ingredients.collect::<Result<_>>()?;
    for (number, item) in items.iter().enumerate() {
        let line = |nth: usize| NewLine {
            ingredient_id: ingredients[(number * LINES + nth) % INGREDIENTS],
            quantity: Some(100.into()),
            unit: Unit::G,
            bakers_percentage: None,
        };
        let recipe = NewRecipe {
            bake_minutes: None,
            bake_degrees: None,
            item_id: *item,
            name: String::new(),
            kind: Kind::Product,
            yield_quantity: Quantity::whole(10),
            loss_percentage: Rate::ZERO,
            steps: String::new(),
            lines: (0..LINES).map(line).collect(),
        };
        recipes::create(tx, recipe)?;
    }
    Ok(())
}

/// A standing order of five lines for each of a thousand customers, every day from tomorrow.
pub fn standing_orders(tx: &Tx, world: &(Vec<ItemId>, Vec<CustomerId>)) -> Result<()> {
    let (items, customers) = world;
    for customer in customers {
        let line = |item: &ItemId| NewTemplateLine {
            product_id: *item,
            unit: String::new(),
            week: [12.into(); 7],
            custom_instructions: String::new(),
        };
        let template = NewTemplate {
            recurring_name: String::new(),
            customer_id: *customer,
            delivery_point_id: None,
            frequency: Frequency::Daily,
            delivery_method: DeliveryMethod::Delivery,
            delivery_time: None,
            delivery_notes: String::new(),
            start_date: tx.today().add_days(STANDING_FROM),
            end_date: None,
            lines: items.iter().take(LINES).map(line).collect(),
        };
        standing_orders::create(tx, template)?;
    }
    Ok(())
}

fn order(
    tx: &Tx,
    (number, day): (usize, values::Day),
    items: &[ItemId],
    customers: &[CustomerId],
) -> Result<OrderId> {
    let id: OrderId = tx.id();
    let customer = customers[number % customers.len()];
    let status = if day < tx.today().add_days(-1) {
        "completed"
    } else {
        "confirmed"
    };
    tx.prepare_cached(
        "INSERT INTO orders (id, order_number, customer_id, delivery_point_id, order_type, order_source, status, order_date, requested_date,
         price_list_id, tax_mode, subtotal, tax_amount, total_amount, delivery_method, created_at, updated_at)
         SELECT ?1, ?2, ?3, (SELECT id FROM delivery_points WHERE customer_id = ?3), 'wholesale', 'phone', ?4, ?5, ?5, id, 'net', 4750, 190,
         4940, 'delivery', ?6, ?6 FROM price_lists WHERE tax_mode = 'net' LIMIT 1",
    )?
    .execute(params![id, format!("ORD-OLD-{number:07}"), customer, status, day, tx.now])?;
    tx.prepare_cached(
        "INSERT INTO order_tax_rows (order_id, rate, base, tax) VALUES (?1, 400, 4750, 190)",
    )?
    .execute([id])?;
    for line in 0..LINES {
        let item = items[(number + line) % items.len()];
        tx.prepare_cached(
            "INSERT INTO order_items (id, order_id, position, product_id, product_name, product_sku, quantity, unit, unit_size, unit_price,
             price_unit, price_unit_size, line_total, tax_rate, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, 'Artículo', 'A', 10000, 'unit', 1000, 9500, 'unit', 1000, 950, 400, ?5, ?5)",
        )?
        .execute(params![tx.id::<values::ids::LineId>(), id, line as i64, item, tx.now])?;
    }
    tx.prepare_cached(
        "INSERT INTO journal (at, actor_kind, actor_name, subject_kind, subject_id, action) VALUES (?1, 'user', 'Marta', 'order', ?2, 'created')",
    )?
    .execute(params![tx.now, id.0.as_bytes()])?;
    Ok(id)
}
