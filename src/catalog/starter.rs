//! Twenty items that most bakeries sell, to begin with something. Prices and tax classes are guesses to be looked at, so
//! their tax is not confirmed.

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
    let (gross, net) = (
        default_price_list(tx, TaxMode::Gross)?,
        default_price_list(tx, TaxMode::Net)?,
    );
    for (name, category, class, grams, shop, wholesale, allergens) in LINES {
        let class = classes
            .iter()
            .find(|known| known.code == *class)
            .ok_or(Error::NotFound)?;
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
                ..NewItem::new(lang.t(&format!("starter-{name}")), base, class.id)
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
    Ok(LINES.len())
}
