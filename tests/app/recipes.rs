//! Recipes: baker's percentages, sub-recipes, needs, costs, allergens.

use std::time::Instant;

use hornada::catalog::{self, Allergen, NewItem};
use hornada::db::{Actor, Tx};
use hornada::error::{Error, Result};
use hornada::recipes::{self, Kind, NewLine, NewRecipe};
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
