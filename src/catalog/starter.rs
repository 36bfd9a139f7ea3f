//! Twenty items that most bakeries sell and ten ingredients for their recipes, to begin with something. Prices and tax
//! classes are guesses to be looked at, so their tax is not confirmed.

use super::{Allergen, NewItem, create, default_price_list, set_price, store, tax};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::values::money::Price;
use crate::values::quantity::Quantity;
use crate::values::tax::TaxMode;
use crate::values::unit::BaseUnit;

/// Key of the name, key of the category, tax class, grams of a piece (none: sold by weight), shop and wholesale price in
/// cents, allergens.
type Line = (
    &'static str,
    &'static str,
    &'static str,
    Option<u32>,
    i64,
    i64,
    &'static str,
);

const LINES: &[Line] = &[
    ("barra", "bread", "bread", Some(250), 110, 72, "gluten"),
    (
        "barra-integral",
        "bread",
        "bread",
        Some(250),
        130,
        88,
        "gluten",
    ),
    ("baguette", "bread", "bread", Some(200), 105, 68, "gluten"),
    ("chapata", "bread", "bread", Some(300), 140, 95, "gluten"),
    ("hogaza", "bread", "bread", Some(1000), 380, 270, "gluten"),
    ("candeal", "bread", "bread", Some(500), 210, 150, "gluten"),
    ("bollito", "bread", "bread", Some(60), 45, 26, "gluten"),
    (
        "molde",
        "bread",
        "bread",
        Some(600),
        340,
        245,
        "gluten,milk",
    ),
    (
        "hamburguesa",
        "bread",
        "bread",
        Some(90),
        65,
        42,
        "gluten,eggs,milk,sesame",
    ),
    ("centeno", "bread", "bread", Some(700), 390, 280, "gluten"),
    (
        "croissant",
        "pastry",
        "food",
        Some(62),
        150,
        62,
        "gluten,eggs,milk",
    ),
    (
        "napolitana",
        "pastry",
        "food",
        Some(85),
        170,
        78,
        "gluten,eggs,milk,soybeans",
    ),
    (
        "ensaimada",
        "pastry",
        "food",
        Some(80),
        160,
        74,
        "gluten,eggs",
    ),
    (
        "magdalena",
        "pastry",
        "food",
        Some(45),
        70,
        35,
        "gluten,eggs,milk",
    ),
    (
        "palmera",
        "pastry",
        "food",
        Some(110),
        190,
        92,
        "gluten,milk",
    ),
    (
        "empanada",
        "savoury",
        "food",
        None,
        1650,
        1180,
        "gluten,eggs,fish",
    ),
    (
        "bizcocho",
        "cakes",
        "food",
        Some(450),
        650,
        460,
        "gluten,eggs,milk",
    ),
    (
        "tarta-manzana",
        "cakes",
        "food",
        Some(900),
        1800,
        1320,
        "gluten,eggs,milk",
    ),
    (
        "pastas",
        "cakes",
        "food",
        None,
        2200,
        1540,
        "gluten,eggs,milk,nuts",
    ),
    (
        "roscon",
        "season",
        "food",
        Some(500),
        1900,
        1350,
        "gluten,eggs,milk,nuts",
    ),
];

/// What goes into them: key of the name and of the category, tax class, unit, allergens. Recipes know flour by its category.
/// Masa madre is no ingredient to buy but a recipe.
const INGREDIENTS: &[(&str, &str, &str, BaseUnit, &str)] = &[
    ("flour", "flours", "bread", BaseUnit::G, "gluten"),
    ("flour-wholemeal", "flours", "bread", BaseUnit::G, "gluten"),
    ("flour-rye", "flours", "bread", BaseUnit::G, "gluten"),
    ("yeast", "ingredients", "food", BaseUnit::G, ""),
    ("salt", "ingredients", "food", BaseUnit::G, ""),
    ("sugar", "ingredients", "food", BaseUnit::G, ""),
    ("butter", "ingredients", "food", BaseUnit::G, "milk"),
    ("milk", "ingredients", "bread", BaseUnit::Ml, "milk"),
    ("eggs", "ingredients", "bread", BaseUnit::Piece, "eggs"),
    (WATER, "ingredients", "food", BaseUnit::G, ""),
];

/// From the tap: weighed like everything else, bought from nobody, kept in no stock.
const WATER: &str = "water";

/// Grams of an egg without its shell.
const EGG: u32 = 50;

/// Fills an empty catalogue; answers how many items there are now.
///
/// # Errors
/// A conflict when the bakery has items already.
pub fn starter(tx: &Tx, lang: Lang) -> Result<usize> {
    let any = store::list(
        tx,
        &store::Filter {
            inactive: true,
            ..store::Filter::default()
        },
        None,
        1,
    )?;
    if !any.is_empty() {
        return Err(Error::conflict("catalog-starter-late"));
    }
    let classes = tax::tax_classes(tx)?;
    let class_of = |code: &str| {
        let class = classes.iter().find(|known| known.code == code);
        class.map(|class| class.id).ok_or(Error::NotFound)
    };
    let (gross, net) = (
        default_price_list(tx, TaxMode::Gross)?,
        default_price_list(tx, TaxMode::Net)?,
    );
    for (name, category, class, grams, shop, wholesale, allergens) in LINES {
        let base = if grams.is_some() {
            BaseUnit::Piece
        } else {
            BaseUnit::G
        };
        let id = create(
            tx,
            NewItem {
                category: lang.t(&format!("starter-category-{category}")),
                piece_weight: grams.map(Quantity::whole),
                tax_confirmed: false,
                allergens: Allergen::from_codes(allergens),
                ..NewItem::new(lang.t(&format!("starter-{name}")), base, class_of(class)?)
            },
        )?;
        for (list, cents) in [(&gross, shop), (&net, wholesale)] {
            set_price(
                tx,
                list.id,
                id,
                tx.today(),
                Price::from_ten_thousandths(cents * 100),
            )?;
        }
    }
    for (name, category, class, base, allergens) in INGREDIENTS {
        let is_water = *name == WATER;
        let name = lang.t(&format!("starter-{name}"));
        let ingredient = NewItem {
            category: lang.t(&format!("starter-category-{category}")),
            is_sold: false,
            is_made: false,
            is_bought: !is_water,
            is_service: is_water,
            piece_weight: (*base == BaseUnit::Piece).then(|| Quantity::whole(EGG)),
            tax_confirmed: false,
            allergens: Allergen::from_codes(allergens),
            ..NewItem::new(name, *base, class_of(class)?)
        };
        create(tx, ingredient)?;
    }
    Ok(LINES.len() + INGREDIENTS.len())
}
