//! Recipes: baker's percentages, sub-recipes, needs, costs, allergens.

use std::time::Instant;

use hornada::catalog::{self, Allergen, NewItem};
use hornada::db::{Actor, Tx};
use hornada::error::{Error, Result};
use hornada::recipes::{self, Kind, NewLine, NewRecipe};
use hornada::suppliers;
use hornada::values::ids::{ItemId, RecipeId};
use hornada::values::{BaseUnit, Quantity, Rate, Unit};

use crate::stock::receive;
use crate::support::TestApp;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn item(app: &TestApp, name: &'static str, base: BaseUnit, change: fn(&mut NewItem)) -> ItemId {
    app.write(move |tx| {
        let mut new = NewItem::new(name, base, catalog::tax_classes(tx)?[0].id);
        change(&mut new);
        catalog::create(tx, new)
    })
}

fn is_bought(new: &mut NewItem) {
    new.is_bought = true;
    new.is_made = false;
    new.is_sold = false;
}

fn kilos(number: &str, ingredient: ItemId) -> NewLine {
    NewLine {
        ingredient_id: ingredient,
        quantity: Some(number.parse().unwrap()),
        unit: Unit::Kg,
        bakers_percentage: None,
    }
}

fn share(percent: &str, ingredient: ItemId) -> NewLine {
    NewLine {
        ingredient_id: ingredient,
        quantity: None,
        unit: Unit::G,
        bakers_percentage: Some(percent.parse().unwrap()),
    }
}

fn recipe(item: ItemId, kind: Kind, makes: &str, lines: Vec<NewLine>) -> NewRecipe {
    NewRecipe {
        item_id: item,
        name: String::new(),
        kind,
        yield_quantity: quantity(makes),
        loss_percentage: Rate::ZERO,
        steps: String::new(),
        bake_minutes: None,
        bake_degrees: None,
        lines,
    }
}

fn create(app: &TestApp, new: NewRecipe) -> RecipeId {
    app.write(move |tx| recipes::create(tx, new))
}

fn try_write<T: Send + 'static>(
    app: &TestApp,
    work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> Result<T> {
    app.db.write_blocking(Actor::system(), work)
}

fn refused(app: &TestApp, new: NewRecipe) -> Vec<(String, String)> {
    match try_write(app, move |tx| recipes::create(tx, new)) {
        Err(Error::Invalid(errors)) => errors
            .0
            .into_iter()
            .map(|error| (error.field, error.message.key))
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// The small bakery of the hand-reckoned figures: flour 0.60 €/kg, butter 8 €/kg, water free, salt 0.50 €/kg.
struct Small {
    flour: ItemId,
    butter: ItemId,
    water: ItemId,
    salt: ItemId,
    dough: ItemId,
    croissant: ItemId,
}

fn small(app: &TestApp) -> Small {
    let small = Small {
        flour: item(app, "Harina T-45", BaseUnit::G, |new| {
            is_bought(new);
            new.category = "Harinas".into();
            new.allergens = vec![Allergen::Gluten];
        }),
        butter: item(app, "Mantequilla", BaseUnit::G, |new| {
            is_bought(new);
            new.allergens = vec![Allergen::Milk];
        }),
        water: item(app, "Agua", BaseUnit::Ml, |new| {
            new.is_service = true;
            new.is_made = false;
            new.is_sold = false;
        }),
        salt: item(app, "Sal", BaseUnit::G, is_bought),
        dough: item(app, "Masa de croissant", BaseUnit::G, |new| {
            new.is_sold = false
        }),
        croissant: item(app, "Croissant", BaseUnit::Piece, |_| {}),
    };
    receive(app, small.flour, "100000", "60.00");
    receive(app, small.butter, "10000", "80.00");
    receive(app, small.salt, "1000", "0.50");
    small
}

/// 10 kg flour, 5 l water, 0.2 kg salt, 0.8 kg butter: 16 kg of dough for 6 + 0.10 + 6.40 = 12.50 €.
fn dough_of(small: &Small) -> NewRecipe {
    let lines = vec![
        kilos("10", small.flour),
        share("50", small.water),
        share("2", small.salt),
        share("8", small.butter),
    ];
    recipe(small.dough, Kind::Dough, "16000", lines)
}

/// 20 croissants: 1.6 kg of dough and 0.4 kg of butter.
fn croissants_of(small: &Small) -> NewRecipe {
    let lines = vec![kilos("1.6", small.dough), kilos("0.4", small.butter)];
    recipe(small.croissant, Kind::Product, "20", lines)
}

#[test]
fn a_product_costs_its_dough_its_butter_and_the_overhead_once() {
    let app = TestApp::new();
    let small = small(&app);
    create(&app, dough_of(&small));
    create(&app, croissants_of(&small));
    let cost = |item| {
        app.read(|view| recipes::unit_cost(view, item))
            .unwrap()
            .to_string()
    };
    // 12.50 € for 16 kg are 0.78125 €/kg; with 20 % overhead 0.9375.
    assert_eq!(cost(small.dough), "0.9375");
    // 1.6 × 0.78125 + 0.4 × 8 = 4.45 for 20 are 0.2225; with 20 % 0.267.
    assert_eq!(cost(small.croissant), "0.267");
    assert_eq!(cost(small.butter), "8.00");
    app.set("production.overhead", "0");
    assert_eq!(cost(small.croissant), "0.2225");
}

#[test]
fn a_cost_that_is_not_known_is_said_with_its_ingredient() {
    let app = TestApp::new();
    let small = small(&app);
    let almond = item(&app, "Almendra", BaseUnit::G, is_bought);
    create(&app, dough_of(&small));
    let mut new = croissants_of(&small);
    new.lines.push(kilos("0.1", almond));
    let id = create(&app, new);
    assert_eq!(
        app.read(|view| recipes::unit_cost(view, small.croissant)),
        None
    );
    let missing = app.read(|view| {
        let recipe = recipes::find(view, id)?;
        let book = recipes::Book::with_costs(view)?;
        Ok(book
            .sheet(&recipe, recipe.yield_quantity, Rate::ZERO)?
            .missing)
    });
    assert_eq!(missing, [(almond, "Almendra".to_owned())]);
    // When all of it is used up, what it cost last still counts.
    receive(&app, almond, "1000", "12.00");
    let known = app.read(|view| recipes::unit_cost(view, small.croissant));
    app.write(move |tx| {
        let issue = hornada::stock::Issue {
            item: almond,
            quantity: quantity("1000"),
            reason: hornada::stock::Reason::Consumption,
            day: tx.today(),
            document_kind: "batch",
            document_id: None,
            note: String::new(),
        };
        hornada::stock::issue(tx, issue)
    });
    assert_eq!(
        app.read(|view| recipes::unit_cost(view, small.croissant)),
        known
    );
    assert!(known.is_some());
}

#[test]
fn what_was_never_bought_costs_what_its_supplier_asks() {
    let app = TestApp::new();
    let small = small(&app);
    let almond = item(&app, "Almendra", BaseUnit::G, is_bought);
    create(&app, dough_of(&small));
    let mut new = croissants_of(&small);
    new.lines.push(kilos("0.1", almond));
    create(&app, new);
    app.write(move |tx| {
        let supplier = suppliers::NewSupplier {
            name: "Frutos Secos del Sur".into(),
            ..Default::default()
        };
        let supplier = suppliers::create(tx, &supplier)?;
        let product = suppliers::NewProduct {
            ingredient_id: almond,
            supplier_product_code: String::new(),
            supplier_product_name: String::new(),
            unit_price: "12".parse().unwrap(),
            pack_name: "caja".into(),
            pack_size: quantity("5000"),
            minimum_order_quantity: Quantity::ZERO,
            lead_time_days: None,
            is_preferred: true,
            quality_grade: String::new(),
            tax_rate: Rate::ZERO,
            contract_price: None,
            contract_from: None,
            contract_until: None,
            is_active: true,
            breaks: Vec::new(),
        };
        suppliers::add_product(tx, supplier, &product)
    });
    // 4.45 and 0.1 kg at 12 €/kg are 5.65 for 20: 0.2825, with 20 % 0.339.
    let cost = app.read(|view| recipes::unit_cost(view, small.croissant));
    assert_eq!(cost.unwrap().to_string(), "0.339");
}

#[test]
fn needs_go_through_the_dough_and_every_item_stands_once() {
    let app = TestApp::new();
    let small = small(&app);
    create(&app, dough_of(&small));
    create(&app, croissants_of(&small));
    let soda = item(&app, "Agua con gas", BaseUnit::Piece, |new| {
        new.is_bought = true;
        new.is_made = false;
    });
    let cake = item(&app, "Bizcocho", BaseUnit::Piece, |_| {});
    let wanted = [
        (small.croissant, quantity("100")),
        (small.croissant, quantity("20")),
        (soda, quantity("6")),
        (cake, quantity("1")),
    ];
    let explosion = app.read(|view| recipes::explode(view, &wanted));
    assert_eq!(explosion.doughs, [(small.dough, quantity("9600"))]);
    assert_eq!(explosion.made, []);
    // 9.6 kg of dough are 6 kg of flour, 0.12 kg of salt, 0.48 kg of butter; 120 croissants take 2.4 kg of butter more.
    assert_eq!(
        explosion.bought,
        [
            (soda, quantity("6")),
            (small.flour, quantity("6000")),
            (small.butter, quantity("2880")),
            (small.salt, quantity("120")),
        ]
    );
    assert_eq!(explosion.without_recipe, [(cake, quantity("1"))]);
}

#[test]
fn bakers_percentages_become_quantities_of_the_flour() {
    let app = TestApp::new();
    let small = small(&app);
    let id = create(&app, dough_of(&small));
    let quantities = |id| -> Vec<String> {
        app.read(|view| {
            Ok(recipes::find(view, id)?
                .lines
                .iter()
                .map(|line| line.quantity.to_string())
                .collect())
        })
    };
    assert_eq!(quantities(id), ["10000", "5000", "200", "800"]);
    // All in percent: 16 kg of dough out of 160 % are 10 kg of flour.
    let other = item(&app, "Otra masa", BaseUnit::G, |_| {});
    let lines = vec![
        share("100", small.flour),
        share("50", small.water),
        share("2", small.salt),
        share("8", small.butter),
    ];
    assert_eq!(
        quantities(create(&app, recipe(other, Kind::Dough, "16000", lines))),
        ["10000", "5000", "200", "800"]
    );
    // A fifth of the flour in percent: 8 kg and 20 % are 10 kg.
    let rye = item(&app, "Harina de centeno", BaseUnit::G, |new| {
        is_bought(new);
        new.category = "HARINAS".into();
    });
    let third = item(&app, "Masa de centeno", BaseUnit::G, |_| {});
    let lines = vec![
        kilos("8", small.flour),
        share("20", rye),
        share("60", small.water),
    ];
    assert_eq!(
        quantities(create(&app, recipe(third, Kind::Dough, "16000", lines))),
        ["8000", "2000", "6000"]
    );
}

#[test]
fn the_loss_counts_when_flour_follows_from_the_yield() {
    let app = TestApp::new();
    let small = small(&app);
    let loaf = item(&app, "Hogaza", BaseUnit::G, |_| {});
    let lines = vec![share("100", small.flour), share("60", small.water)];
    let mut new = recipe(loaf, Kind::Product, "12000", lines);
    new.loss_percentage = "25".parse().unwrap();
    let id = create(&app, new);
    // 12 kg of bread are 16 kg of dough: 10 kg of flour, 6 l of water.
    let lines = app.read(|view| recipes::find(view, id)).lines;
    assert_eq!(
        (lines[0].quantity, lines[1].quantity),
        (quantity("10000"), quantity("6000"))
    );
}

#[test]
fn a_recipe_that_would_need_itself_is_refused_with_the_way() {
    let app = TestApp::new();
    let small = small(&app);
    create(&app, dough_of(&small));
    create(&app, croissants_of(&small));
    let crumbs = item(&app, "Migas", BaseUnit::G, |_| {});
    let id = create(
        &app,
        recipe(
            crumbs,
            Kind::Filling,
            "1000",
            vec![NewLine {
                unit: Unit::Piece,
                ..kilos("20", small.croissant)
            }],
        ),
    );
    let dough = app
        .read(|view| recipes::active_for(view, small.dough))
        .unwrap();
    let mut new = dough.to_new();
    new.lines.push(kilos("1", crumbs));
    let (recipe_id, version) = (dough.id, dough.version);
    let Err(Error::Invalid(errors)) =
        try_write(&app, move |tx| recipes::edit(tx, recipe_id, version, new))
    else {
        panic!("the circle was let through")
    };
    assert_eq!(errors.0[0].field, "lines.4.ingredient_id");
    assert_eq!(
        errors.0[0].message.speak(hornada::i18n::Lang::Es),
        "La receta se necesitaría a sí misma: Masa de croissant → Migas → Croissant → Masa de croissant."
    );
    let own = recipe(small.salt, Kind::Product, "1", vec![kilos("1", small.salt)]);
    assert_eq!(refused(&app, own)[0].1, "recipe-item-not-made");
    // Out of use it is no way, and back into use it is looked at again.
    app.write(move |tx| recipes::set_active(tx, id, 1, false));
    let dough = app
        .read(|view| recipes::active_for(view, small.dough))
        .unwrap();
    let mut new = dough.to_new();
    new.lines.push(kilos("1", crumbs));
    app.write(move |tx| recipes::edit(tx, recipe_id, version, new));
    assert!(matches!(
        try_write(&app, move |tx| recipes::set_active(tx, id, 2, true)),
        Err(Error::Invalid(_))
    ));
}

#[test]
fn every_wrong_field_of_a_recipe_is_named_at_once() {
    let app = TestApp::new();
    let small = small(&app);
    let mut new = recipe(small.croissant, Kind::Product, "0", vec![]);
    new.loss_percentage = Rate::WHOLE;
    let fields: Vec<String> = refused(&app, new)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(fields, ["yield_quantity", "loss_percentage", "lines"]);
    let lines = vec![
        kilos("0", small.flour),
        NewLine {
            unit: Unit::L,
            ..kilos("1", small.flour)
        },
        NewLine {
            quantity: None,
            ..kilos("1", small.flour)
        },
        share("0", small.salt),
    ];
    let fields: Vec<String> = refused(&app, recipe(small.croissant, Kind::Product, "10", lines))
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        fields,
        [
            "lines.0.quantity",
            "lines.1.unit",
            "lines.2.quantity",
            "lines.3.bakers_percentage"
        ]
    );
    // Percentages of nothing: pieces have no weight here, so no flour can be known.
    let lines = vec![share("100", small.flour)];
    assert_eq!(
        refused(&app, recipe(small.croissant, Kind::Product, "10", lines))[0].1,
        "recipe-flour-unknown"
    );
}

#[test]
fn an_item_has_one_recipe_in_use_and_an_edit_needs_the_version() {
    let app = TestApp::new();
    let small = small(&app);
    let id = create(&app, dough_of(&small));
    assert_eq!(refused(&app, dough_of(&small))[0].0, "item_id");
    let new = dough_of(&small);
    app.write(move |tx| recipes::edit(tx, id, 1, new));
    let new = dough_of(&small);
    assert!(matches!(
        try_write(&app, move |tx| recipes::edit(tx, id, 1, new)),
        Err(Error::Stale)
    ));
    app.write(move |tx| recipes::set_active(tx, id, 2, false));
    assert!(
        app.read(|view| recipes::active_for(view, small.dough))
            .is_none()
    );
    create(&app, dough_of(&small));
}

#[test]
fn allergens_come_up_from_the_dough() {
    let app = TestApp::new();
    let small = small(&app);
    create(&app, dough_of(&small));
    create(&app, croissants_of(&small));
    let allergens: Vec<Allergen> = app
        .read(|view| recipes::allergens(view, small.croissant))
        .into_iter()
        .collect();
    assert_eq!(allergens, [Allergen::Gluten, Allergen::Milk]);
    assert!(
        app.read(|view| recipes::allergens(view, small.salt))
            .is_empty()
    );
}

#[test]
fn scaling_up_and_down_again_gives_the_recipe() {
    let app = TestApp::new();
    let small = small(&app);
    let id = create(&app, dough_of(&small));
    let recipe = app.read(|view| recipes::find(view, id));
    let double = recipe.scaled(quantity("32000")).unwrap();
    assert_eq!(double[2].quantity, quantity("400"));
    let third = recipe.scaled(quantity("5333.333")).unwrap();
    assert_eq!(third[0].quantity, quantity("3333.333"));
}

#[test]
fn five_hundred_ingredients_through_two_hundred_recipes_take_milliseconds() {
    let app = TestApp::new();
    let wanted = app.write(|tx| {
        let class = catalog::tax_classes(tx)?[0].id;
        let mut bought = Vec::new();
        for number in 0..500 {
            let mut new = NewItem::new(format!("Ingrediente {number}"), BaseUnit::G, class);
            is_bought(&mut new);
            bought.push(catalog::create(tx, new)?);
        }
        let mut wanted: Vec<(ItemId, Quantity)> = Vec::new();
        for number in 0..200_usize {
            let new = NewItem::new(format!("Receta {number}"), BaseUnit::G, class);
            let made = catalog::create(tx, new)?;
            let mut lines: Vec<NewLine> = (0..12)
                .map(|at| kilos("1", bought[(number * 7 + at * 41) % 500]))
                .collect();
            // Each recipe uses the two before it, so the ways through them multiply.
            lines.extend(
                wanted
                    .iter()
                    .rev()
                    .take(2)
                    .map(|(item, _)| kilos("0.1", *item)),
            );
            recipes::create(tx, recipe(made, Kind::Dough, "12200", lines))?;
            wanted.push((made, Quantity::whole(1000)));
        }
        Ok(wanted)
    });
    let took = app.read(|view| {
        let start = Instant::now();
        let explosion = recipes::explode(view, &wanted)?;
        assert_eq!(explosion.bought.len(), 500);
        assert_eq!(explosion.doughs.len(), 200);
        Ok(start.elapsed())
    });
    assert!(took.as_millis() < 400, "{took:?}");
}

/// Pages and API, as people and programs use them.
mod outside {
    use super::*;
    use crate::support::{Client, Reply, attr, texts};
    use hornada::people::roles::Role;
    use serde_json::json;

    fn send(client: &Client, path: &str, fields: &[(String, String)]) -> Reply {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        client.post(path, &fields)
    }

    fn own(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn croissant_form() -> Vec<(String, String)> {
        own(&[
            ("_key", "key-1"),
            ("rows", "8"),
            ("item", "croissant"),
            ("kind", "product"),
            ("yield_quantity", "20"),
            ("loss_percentage", "12,5"),
            ("steps", "Laminar\nFormar"),
            ("lines.0.ingredient", "Masa de croissant"),
            ("lines.0.quantity", "1,6 kg"),
            ("lines.2.ingredient", "mantequilla"),
            ("lines.2.quantity", "400 g"),
        ])
    }

    #[test]
    fn a_yield_of_a_thousand_pieces_is_typed_with_its_mark() {
        let app = TestApp::new();
        let small = small(&app);
        create(&app, dough_of(&small));
        let mut form = croissant_form();
        for (name, value) in &mut form {
            if name == "yield_quantity" {
                "1.000".clone_into(value);
            }
        }
        let location = send(&app.owner(), "/recipes", &form).location();
        let recipe = app
            .owner()
            .api("GET", &format!("/api/v1{location}"), None)
            .json(200);
        assert_eq!(recipe["yield_quantity"], "1000", "{recipe}");
    }

    #[test]
    fn a_recipe_is_written_without_knowing_ids_and_shown_for_any_quantity() {
        let app = TestApp::new();
        let small = small(&app);
        create(&app, dough_of(&small));
        let owner = app.owner();
        let page = owner
            .get(&format!("/recipes/new?item={}", small.croissant))
            .page(200);
        assert_eq!(attr(&page, "#f-item_id", "value").unwrap(), "Croissant");
        let location = send(&owner, "/recipes", &croissant_form()).location();
        assert_eq!(
            send(&owner, "/recipes", &croissant_form()).location(),
            location,
            "a double click makes one"
        );
        let page = owner.get(&location).page(200);
        assert_eq!(texts(&page, "h1"), ["Croissant"]);
        assert_eq!(texts(&page, "tbody td b"), ["1,6 kg", "400 g"]);
        assert!(texts(&page, ".total b")[0].starts_with("0,267 €"));
        let page = owner.get(&format!("{location}?quantity=50")).page(200);
        assert_eq!(texts(&page, "tbody td b"), ["4 kg", "1 kg"]);
        let page_of_words = owner.get(&format!("{location}?quantity=mucho")).page(200);
        assert_eq!(texts(&page_of_words, ".field__error").len(), 1);
        let card = owner.get(&format!("{location}/card?quantity=50"));
        assert!(
            card.body.contains("4 kg") && card.body.contains("Laminar") && !card.body.contains('€')
        );
        assert!(
            texts(&page, ".timeline li")
                .iter()
                .any(|line| line.starts_with(|first: char| first.is_ascii_digit()))
        );
    }

    #[test]
    fn bakers_see_recipes_without_costs_and_change_nothing() {
        let app = TestApp::new();
        let small = small(&app);
        let id = create(&app, dough_of(&small));
        let baker = app.role(Role::Baker);
        for path in [
            "/recipes".to_owned(),
            format!("/recipes/{id}"),
            format!("/recipes/{id}/card"),
        ] {
            let reply = baker.get(&path);
            assert_eq!(reply.status, 200, "{path}");
            assert!(!reply.body.contains('€'), "{path}");
        }
        assert_eq!(baker.get("/recipes/new").status, 403);
        assert_eq!(
            baker
                .api("GET", &format!("/api/v1/recipes/{id}/cost"), None)
                .status,
            403
        );
        let list = baker.api("GET", "/api/v1/recipes", None).json(200);
        assert!(list["items"][0].get("unit_cost").is_none());
        let list = app.owner().api("GET", "/api/v1/recipes", None).json(200);
        assert_eq!(list["items"][0]["unit_cost"], "0.9375");
    }

    #[test]
    fn a_wrong_recipe_keeps_what_was_typed_and_says_what_is_wrong_beside_it() {
        let app = TestApp::new();
        let small = small(&app);
        create(&app, dough_of(&small));
        let owner = app.owner();
        let mut form = croissant_form();
        form.extend(own(&[
            ("lines.4.ingredient", "no existe"),
            ("lines.4.quantity", "1 kg"),
            ("lines.5.quantity", "7"),
        ]));
        let page = send(&owner, "/recipes", &form).page(422);
        assert_eq!(
            attr(&page, "[name='lines.4.ingredient']", "value").unwrap(),
            "no existe"
        );
        assert_eq!(
            texts(&page, "tbody .field__error"),
            [
                "No hay ningún artículo así: créalo antes en Artículos.",
                "Falta decir qué ingrediente es."
            ]
        );
        assert_eq!(attr(&page, "#f-yield_quantity", "value").unwrap(), "20");
        let mut form = croissant_form();
        form.extend(own(&[
            ("lines.6.ingredient", "Croissant"),
            ("lines.6.quantity", "1"),
        ]));
        let page = send(&owner, "/recipes", &form).page(422);
        assert!(
            texts(&page, "#lines-6-error")[0].starts_with("La receta se necesitaría a sí misma")
        );
        let page = owner.post("/recipes", &[]).page(422);
        assert_eq!(texts(&page, ".form__summary li").len(), 3);
        let page = owner
            .post(
                "/recipes/form",
                &[("rows", "8"), ("lines.1.ingredient", "Sal")],
            )
            .page(200);
        assert_eq!(texts(&page, "tbody tr").len(), 13);
        assert_eq!(
            attr(&page, "[name='lines.1.ingredient']", "value").unwrap(),
            "Sal"
        );
        assert_eq!(app.value::<i64>("SELECT count(*) FROM recipes"), 1);
    }

    #[test]
    fn a_recipe_is_changed_with_its_version_and_retired() {
        let app = TestApp::new();
        let small = small(&app);
        create(&app, dough_of(&small));
        let owner = app.owner();
        let location = send(&owner, "/recipes", &croissant_form()).location();
        let page = owner.get(&format!("{location}/edit")).page(200);
        assert_eq!(
            attr(&page, "[name='lines.0.quantity']", "value").unwrap(),
            "1,6 kg"
        );
        assert_eq!(
            attr(&page, "[name=loss_percentage]", "value").unwrap(),
            "12,5"
        );
        let mut form = croissant_form();
        form.retain(|(name, _)| name != "_key" && !name.starts_with("lines.2"));
        form.extend(own(&[("version", "1")]));
        assert_eq!(send(&owner, &location, &form).location(), location);
        assert_eq!(send(&owner, &location, &form).status, 412);
        let page = owner.get(&location).page(200);
        assert!(
            texts(&page, ".timeline li")
                .iter()
                .any(|line| line.contains("Ingredientes: Mantequilla 400 g")),
            "{:?}",
            texts(&page, ".timeline li")
        );
        owner
            .post(&format!("{location}/active"), &[("version", "2")])
            .location();
        assert_eq!(
            texts(&owner.get("/recipes").page(200), "tbody th"),
            ["Masa de croissant"]
        );
        assert_eq!(
            texts(&owner.get("/recipes?kind=retired").page(200), "tbody th"),
            ["Croissant"]
        );
        owner
            .post(
                &format!("{location}/active"),
                &[("version", "3"), ("active", "on")],
            )
            .location();
        assert_eq!(
            texts(&owner.get("/recipes?kind=product").page(200), "tbody th"),
            ["Croissant"]
        );
    }

    #[test]
    fn the_api_makes_changes_costs_and_explodes() {
        let app = TestApp::new();
        let small = small(&app);
        let owner = app.owner();
        let dough = json!({ "product_id": small.dough, "kind": "dough", "yield_quantity": "16", "yield_unit": "kg", "lines": [
            { "ingredient_id": small.flour, "quantity": "10", "unit": "kg" },
            { "ingredient_id": small.water, "unit": "l", "bakers_percentage": "50" },
            { "ingredient_id": small.salt, "unit": "g", "bakers_percentage": "2" },
            { "ingredient_id": small.butter, "unit": "g", "bakers_percentage": "8" } ] });
        let made = owner.api("POST", "/api/v1/recipes", Some(dough.clone()));
        assert!(made.header("location").starts_with("/api/v1/recipes/"));
        let made = made.json(201);
        assert_eq!(made["lines"][1]["quantity"], "5");
        assert_eq!(made["allergens"], json!(["gluten", "milk"]));
        let path = format!("/api/v1/recipes/{}", made["id"].as_str().unwrap());
        assert_eq!(
            owner
                .api("POST", "/api/v1/recipes", Some(dough.clone()))
                .json(422)["errors"][0]["field"],
            "product_id"
        );
        let cost = owner.api("GET", &format!("{path}/cost"), None).json(200);
        assert_eq!(
            (&cost["ingredients"], &cost["total"]),
            (&json!("12.5"), &json!("15"))
        );
        assert_eq!(cost["unit_cost"], "0.9375");
        let needs = owner
            .api("GET", &format!("{path}/explosion?quantity=1600"), None)
            .json(200);
        let bought: Vec<_> = needs["bought"]
            .as_array()
            .unwrap()
            .iter()
            .map(|need| need["quantity"].as_str().unwrap())
            .collect();
        assert_eq!(bought, ["1000", "80", "20"]);
        assert_eq!(
            owner
                .api("GET", &format!("{path}/cost?quantity=-1"), None)
                .status,
            422
        );
        assert_eq!(owner.api("PUT", &path, Some(dough.clone())).status, 428);
        let stale = owner.api_with("PUT", &path, &[("if-match", "\"7\"")], Some(dough.clone()));
        assert_eq!(stale.status, 412);
        let changed = owner
            .api_with("PUT", &path, &[("if-match", "\"1\"")], Some(dough))
            .json(200);
        assert_eq!(changed["version"], 2);
    }

    #[test]
    fn the_margin_is_what_the_price_leaves_without_tax() {
        let app = TestApp::new();
        let small = small(&app);
        create(&app, dough_of(&small));
        let id = create(&app, croissants_of(&small));
        app.write(move |tx| {
            let class = catalog::tax_classes(tx)?
                .into_iter()
                .find(|class| class.code == "food")
                .unwrap();
            tx.execute(
                "UPDATE items SET tax_class_id = ?2 WHERE id = ?1",
                rusqlite::params![small.croissant, class.id],
            )?;
            for list in catalog::price_lists(tx)? {
                let price = if list.code == "PVP" { "1.10" } else { "0.20" };
                catalog::set_price(
                    tx,
                    list.id,
                    small.croissant,
                    tx.today(),
                    price.parse().unwrap(),
                )?;
            }
            Ok(())
        });
        let cost = app
            .owner()
            .api("GET", &format!("/api/v1/recipes/{id}/cost"), None)
            .json(200);
        let margins = cost["margins"].as_array().unwrap();
        let of = |net: &str| {
            margins
                .iter()
                .find(|margin| margin["net_price"] == net)
                .unwrap_or_else(|| panic!("{margins:?}"))
        };
        // 1.10 € with 10 % tax are 1.00 €: 0.733 is left, 73.3 %.
        assert_eq!(of("1.00")["margin"], "0.733");
        assert_eq!(of("1.00")["margin_percentage"], "73.30");
        // Sold below cost: 0.20 − 0.267.
        assert_eq!(of("0.20")["margin"], "-0.067");
        assert_eq!(of("0.20")["margin_percentage"], "-33.50");
        let page = app.owner().get(&format!("/recipes/{id}")).page(200);
        assert_eq!(texts(&page, "tr.is-late").len(), 1);
    }
}
