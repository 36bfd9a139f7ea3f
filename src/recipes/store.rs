//! SQL of recipes.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Basis, Book, Cost, Fact, Kind, Line, NewRecipe, Recipe};
use crate::catalog::Allergen;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::stock;
use crate::suppliers;
use crate::values::ids::{ItemId, RecipeId};
use crate::values::{Day, PriceUnit, Quantity, StockValue};

const RECIPE: &str = "id, item_id, name, kind, yield_quantity, loss_percentage, steps, is_active, created_at, updated_at, version, bake_minutes, bake_degrees";

fn recipe_from(row: &Row) -> rusqlite::Result<Recipe> {
    let kind: String = row.get(3)?;
    Ok(Recipe {
        id: row.get(0)?,
        item_id: row.get(1)?,
        name: row.get(2)?,
        kind: Kind::from_code(&kind).unwrap_or(Kind::Product),
        yield_quantity: row.get(4)?,
        loss_percentage: row.get(5)?,
        steps: row.get(6)?,
        is_active: row.get(7)?,
        created_at: row.get(8)?,
        updated_at: row.get(9)?,
        version: row.get(10)?,
        bake_minutes: row.get(11)?,
        bake_degrees: row.get(12)?,
        lines: Vec::new(),
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] for an unknown recipe.
pub fn find(conn: &Connection, id: RecipeId) -> Result<Recipe> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {RECIPE} FROM recipes WHERE id = ?1"))?;
    let recipe = statement.query_row([id], recipe_from)?;
    with_lines(conn, recipe)
}

pub(super) fn active_for(conn: &Connection, item: ItemId) -> Result<Option<Recipe>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {RECIPE} FROM recipes WHERE item_id = ?1 AND is_active = 1"
    ))?;
    let recipe = statement.query_row([item], recipe_from).optional()?;
    recipe.map(|recipe| with_lines(conn, recipe)).transpose()
}

/// All recipes of an item, the active one first.
///
/// # Errors
/// Only those of the database.
pub fn of_item(conn: &Connection, item: ItemId) -> Result<Vec<Recipe>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {RECIPE} FROM recipes WHERE item_id = ?1 ORDER BY is_active DESC, updated_at DESC"
    ))?;
    let recipes: Vec<Recipe> = statement
        .query_map([item], recipe_from)?
        .collect::<rusqlite::Result<_>>()?;
    recipes
        .into_iter()
        .map(|recipe| with_lines(conn, recipe))
        .collect()
}

fn with_lines(conn: &Connection, mut recipe: Recipe) -> Result<Recipe> {
    let mut statement = conn.prepare_cached(
        "SELECT ingredient_id, quantity, unit, bakers_percentage FROM recipe_lines WHERE recipe_id = ?1 ORDER BY position",
    )?;
    let rows = statement.query_map([recipe.id], |row| line_from(row, 0))?;
    recipe.lines = rows.collect::<rusqlite::Result<_>>()?;
    Ok(recipe)
}

fn line_from(row: &Row, at: usize) -> rusqlite::Result<Line> {
    Ok(Line {
        ingredient_id: row.get(at)?,
        quantity: row.get(at + 1)?,
        unit: row.get(at + 2)?,
        bakers_percentage: row.get(at + 3)?,
    })
}

/// A recipe in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: RecipeId,
    pub item_id: ItemId,
    pub name: String,
    pub kind: Kind,
    pub yield_quantity: Quantity,
    pub is_active: bool,
    pub version: i64,
}

/// Recipes by name; `text` is a part of it. Recipes are as many as a bakery has products, so they are one list.
///
/// # Errors
/// Only those of the database.
pub fn list(
    conn: &Connection,
    kind: Option<Kind>,
    active: bool,
    text: &str,
    after: Option<(String, RecipeId)>,
    limit: usize,
) -> Result<Vec<Listed>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, item_id, name, kind, yield_quantity, is_active, version FROM recipes
         WHERE is_active = ?1 AND (?2 = '' OR kind = ?2) AND (name, id) > (?3, ?4)
           AND (?5 = '' OR EXISTS (SELECT 1 FROM items i WHERE i.id = recipes.item_id AND i.search LIKE ?5) OR name LIKE ?6)
         ORDER BY name, id LIMIT ?7",
    )?;
    let (name, id) = after.map_or((String::new(), Vec::new()), |(name, id)| {
        (name, id.0.as_bytes().to_vec())
    });
    let plain = text.trim().replace(['%', '_'], "");
    let (folded, named) = if plain.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("%{}%", crate::values::fold(&plain)),
            format!("%{plain}%"),
        )
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let kind = kind.map_or("", Kind::code);
    let rows = statement.query_map(
        params![active, kind, name, id, folded, named, limit],
        |row| {
            let kind: String = row.get(3)?;
            Ok(Listed {
                id: row.get(0)?,
                item_id: row.get(1)?,
                name: row.get(2)?,
                kind: Kind::from_code(&kind).unwrap_or(Kind::Product),
                yield_quantity: row.get(4)?,
                is_active: row.get(5)?,
                version: row.get(6)?,
            })
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The active recipes that use an item: id and name.
///
/// # Errors
/// Only those of the database.
pub fn uses_of(conn: &Connection, item: ItemId) -> Result<Vec<(RecipeId, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT r.id, r.name FROM recipe_lines l JOIN recipes r ON r.id = l.recipe_id
         WHERE l.ingredient_id = ?1 AND r.is_active = 1 ORDER BY r.name, r.id",
    )?;
    let rows = statement.query_map([item], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert(tx: &Tx, id: RecipeId, new: &NewRecipe) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO recipes (id, item_id, name, kind, yield_quantity, loss_percentage, steps, created_at, updated_at,
                              bake_minutes, bake_degrees)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10)",
    )?
    .execute(params![
        id,
        new.item_id,
        new.name.trim(),
        new.kind.code(),
        new.yield_quantity,
        new.loss_percentage,
        new.steps.trim(),
        tx.now,
        new.bake_minutes,
        new.bake_degrees,
    ])?;
    Ok(())
}

pub(super) fn update(tx: &Tx, id: RecipeId, version: i64, new: &NewRecipe) -> Result<bool> {
    let rows = tx.execute(
        "UPDATE recipes SET name = ?3, kind = ?4, yield_quantity = ?5, loss_percentage = ?6, steps = ?7, updated_at = ?8,
                            bake_minutes = ?9, bake_degrees = ?10,
                            version = version + 1 WHERE id = ?1 AND version = ?2",
        params![
            id,
            version,
            new.name.trim(),
            new.kind.code(),
            new.yield_quantity,
            new.loss_percentage,
            new.steps.trim(),
            tx.now,
            new.bake_minutes,
            new.bake_degrees,
        ],
    )?;
    Ok(rows == 1)
}

pub(super) fn set_active(tx: &Tx, id: RecipeId, version: i64, active: bool) -> Result<bool> {
    let rows = tx.execute(
        "UPDATE recipes SET is_active = ?3, updated_at = ?4, version = version + 1 WHERE id = ?1 AND version = ?2",
        params![id, version, active, tx.now],
    )?;
    Ok(rows == 1)
}

pub(super) fn put_lines(tx: &Tx, id: RecipeId, lines: &[Line]) -> Result<()> {
    tx.execute("DELETE FROM recipe_lines WHERE recipe_id = ?1", [id])?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO recipe_lines (recipe_id, position, ingredient_id, quantity, unit, bakers_percentage)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (position, line) in (1_i64..).zip(lines) {
        statement.execute(params![
            id,
            position,
            line.ingredient_id,
            line.quantity,
            line.unit,
            line.bakers_percentage
        ])?;
    }
    Ok(())
}

const FACT: &str = "i.id, i.name || CASE i.variant_name WHEN '' THEN '' ELSE ' · ' || i.variant_name END, i.category, i.base_unit, \
                    i.unit, i.price_unit, i.price_unit_size, i.piece_weight, i.allergens, i.is_made, i.is_bought, i.is_service";

fn fact_from(row: &Row) -> rusqlite::Result<Fact> {
    let code: String = row.get(5)?;
    let allergens: String = row.get(8)?;
    Ok(Fact {
        id: row.get(0)?,
        name: row.get(1)?,
        category: row.get(2)?,
        base_unit: row.get(3)?,
        unit: row.get(4)?,
        price_unit: PriceUnit::from_code(&code, Some(row.get(6)?))
            .map_err(rusqlite::types::FromSqlError::other)?,
        piece_weight: row.get(7)?,
        allergens: Allergen::from_codes(&allergens),
        is_made: row.get(9)?,
        is_bought: row.get(10)?,
        is_service: row.get(11)?,
    })
}

/// # Errors
/// [`crate::error::Error::NotFound`] for an unknown item.
pub(super) fn fact(conn: &Connection, item: ItemId) -> Result<Fact> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {FACT} FROM items i WHERE i.id = ?1"))?;
    Ok(statement.query_row([item], fact_from)?)
}

/// The item `?1` and everything in it, down through active recipes.
const PARTS: &str = "WITH RECURSIVE parts (item) AS (
        VALUES (?1)
        UNION
        SELECT l.ingredient_id FROM parts p JOIN recipes r ON r.item_id = p.item AND r.is_active = 1
        JOIN recipe_lines l ON l.recipe_id = r.id
    )";

/// Takes an item and everything in it into the book, in three queries; nothing that is there already.
///
/// # Errors
/// [`Error::NotFound`] for an unknown item.
pub(super) fn take_in(conn: &Connection, book: &mut Book, item: ItemId) -> Result<()> {
    if book.facts.contains_key(&item) {
        return Ok(());
    }
    let mut statement = conn.prepare_cached(&format!(
        "{PARTS} SELECT {FACT} FROM parts p JOIN items i ON i.id = p.item"
    ))?;
    for fact in statement.query_map([item], fact_from)? {
        let fact = fact?;
        book.facts.insert(fact.id, fact);
    }
    if !book.facts.contains_key(&item) {
        return Err(Error::NotFound);
    }
    let mut statement = conn.prepare_cached(&format!(
        "{PARTS} SELECT {RECIPE} FROM parts p JOIN recipes ON item_id = p.item AND is_active = 1"
    ))?;
    let mut new: HashMap<ItemId, Recipe> = HashMap::new();
    for recipe in statement.query_map([item], recipe_from)? {
        let recipe = recipe?;
        if !book.recipes.contains_key(&recipe.item_id) {
            new.insert(recipe.item_id, recipe);
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let mut statement = conn.prepare_cached(&format!(
        "{PARTS} SELECT r.item_id, l.ingredient_id, l.quantity, l.unit, l.bakers_percentage
         FROM parts p JOIN recipes r ON r.item_id = p.item AND r.is_active = 1 JOIN recipe_lines l ON l.recipe_id = r.id
         ORDER BY l.recipe_id, l.position"
    ))?;
    for row in statement.query_map([item], |row| Ok((row.get(0)?, line_from(row, 1)?)))? {
        let (of, line): (ItemId, Line) = row?;
        if let Some(recipe) = new.get_mut(&of) {
            recipe.lines.push(line);
        }
    }
    book.recipes.extend(new);
    Ok(())
}

/// All active recipes with their lines and items, in three queries.
pub(super) fn book(conn: &Connection) -> Result<Book> {
    let mut book = Book::default();
    let mut statement =
        conn.prepare_cached(&format!("SELECT {RECIPE} FROM recipes WHERE is_active = 1"))?;
    for recipe in statement.query_map([], recipe_from)? {
        let recipe = recipe?;
        book.recipes.insert(recipe.item_id, recipe);
    }
    let mut statement = conn.prepare_cached(
        "SELECT r.item_id, l.ingredient_id, l.quantity, l.unit, l.bakers_percentage
         FROM recipes r JOIN recipe_lines l ON l.recipe_id = r.id WHERE r.is_active = 1 ORDER BY l.recipe_id, l.position",
    )?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, line_from(row, 1)?)))? {
        let (item, line): (ItemId, Line) = row?;
        if let Some(recipe) = book.recipes.get_mut(&item) {
            recipe.lines.push(line);
        }
    }
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {FACT} FROM items i WHERE i.id IN (SELECT item_id FROM recipes WHERE is_active = 1
         UNION SELECT l.ingredient_id FROM recipe_lines l JOIN recipes r ON r.id = l.recipe_id)"
    ))?;
    for fact in statement.query_map([], fact_from)? {
        let fact = fact?;
        book.facts.insert(fact.id, fact);
    }
    Ok(book)
}

/// What one base unit of an item costs: the average of what is there, else what it cost last, else what the preferred
/// supplier asks on this day when one pack is ordered.
pub(super) fn cost(conn: &Connection, fact: &Fact, day: Day) -> Result<Cost> {
    let per_base =
        |quantity: Quantity, value: StockValue| value.decimal().checked_div(quantity.decimal());
    let mut statement = conn.prepare_cached(
        "SELECT quantity, value FROM item_stock WHERE item_id = ?1 AND quantity > 0",
    )?;
    let held: Option<(Quantity, StockValue)> = statement
        .query_row([fact.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((quantity, value)) = held.filter(|(_, value)| value.is_positive()) {
        return Ok(Cost {
            per_base: per_base(quantity, value),
            basis: Basis::Average,
        });
    }
    if let Some((quantity, value)) = stock::last_receipt(conn, fact.id)? {
        return Ok(Cost {
            per_base: per_base(quantity, value),
            basis: Basis::Last,
        });
    }
    Ok(match suppliers::preferred(conn, fact.id)? {
        Some(product) => {
            let price = product.quote(product.pack_size, day).price;
            let unit = fact.base_unit.price_unit().in_base();
            Cost {
                per_base: price.decimal().checked_div(unit),
                basis: Basis::Supplier,
            }
        }
        None => Cost {
            per_base: None,
            basis: Basis::Unknown,
        },
    })
}

/// The allergens told of an item and of everything in it, down through active recipes; only these rows are read.
pub(super) fn allergens(conn: &Connection, item: ItemId) -> Result<BTreeSet<Allergen>> {
    let mut statement = conn.prepare_cached(&format!(
        "{PARTS} SELECT i.allergens FROM parts p JOIN items i ON i.id = p.item"
    ))?;
    let rows = statement.query_map([item], |row| row.get::<_, String>(0))?;
    let codes: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    if codes.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(codes
        .iter()
        .flat_map(|codes| Allergen::from_codes(codes))
        .collect())
}
