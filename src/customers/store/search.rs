//! How customers are found: three characters or digits in a row by the trigram index, shorter texts by the start of the
//! name. The index row of a customer has the customer's number as its rowid.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde::Serialize;
use utoipa::ToSchema;

use crate::customers::{CustomerType, Standing};
use crate::db::{Tx, View};
use crate::error::Result;
use crate::values::calendar::Day;
use crate::values::ids::CustomerId;
use crate::values::spanish::normalise;
use crate::values::{PhoneDigits, fold};

/// A customer as lists show it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Found {
    pub id: CustomerId,
    pub code: i64,
    /// The business, or the person where there is none.
    pub name: String,
    pub contact_name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub city: String,
    pub tax_id: Option<String>,
    pub customer_type: CustomerType,
    pub payment_status: Standing,
    #[schema(value_type = Option<String>, format = Date)]
    pub last_order_date: Option<Day>,
    pub is_active: bool,
    #[serde(skip)]
    pub search: String,
}

/// What a list of customers is asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub customer_type: Option<CustomerType>,
    pub payment_status: Option<Standing>,
    /// Those that were taken out of the lists, instead of those in them.
    pub inactive: bool,
}

const COLUMNS: &str = "c.id, c.code, c.business_name, c.contact_name, c.phone, c.email, c.city, c.tax_id, c.customer_type,
    c.payment_status, c.last_order_date, c.is_active, c.search";

fn from_row(row: &Row) -> rusqlite::Result<Found> {
    let (business, contact): (String, String) = (row.get(2)?, row.get(3)?);
    Ok(Found {
        id: row.get(0)?,
        code: row.get(1)?,
        name: if business.is_empty() {
            contact.clone()
        } else {
            business
        },
        contact_name: contact,
        phone: row.get(4)?,
        email: row.get(5)?,
        city: row.get(6)?,
        tax_id: row.get(7)?,
        customer_type: row.get(8)?,
        payment_status: row.get(9)?,
        last_order_date: row.get(10)?,
        is_active: row.get(11)?,
        search: row.get(12)?,
    })
}

/// What lists are ordered by and short texts compared with: the name that is shown, then the other one.
pub(in crate::customers) fn search_text(business: &str, contact: &str) -> String {
    let text = if business.is_empty() || business == contact {
        contact.to_owned()
    } else {
        format!("{business} {contact}")
    };
    fold(&text)
}

/// Writes the customer's row of the trigram index anew.
pub(in crate::customers) fn index(tx: &Tx, id: CustomerId) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "SELECT code, search, ifnull(email, ''), ifnull(phone, ''), ifnull(secondary_phone, ''), city, ifnull(tax_id, '')
         FROM customers WHERE id = ?1",
    )?;
    let (code, mut text) = statement.query_row([id], |row| {
        let code: i64 = row.get(0)?;
        let texts: [String; 4] = [row.get(1)?, row.get(2)?, row.get(5)?, row.get(6)?];
        let phones: [String; 2] = [row.get(3)?, row.get(4)?];
        let phones = phones.map(|phone| PhoneDigits::new(&phone).to_string());
        Ok((
            code,
            format!("{} {} {code}", fold(&texts.join(" ")), phones.join(" ")),
        ))
    })?;
    let mut statement = tx.prepare_cached(
        "SELECT name, contact_name, city, ifnull(phone, '') FROM delivery_points WHERE customer_id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let words: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        let phone: String = row.get(3)?;
        text.push(' ');
        text.push_str(&fold(&words.join(" ")));
        text.push(' ');
        text.push_str(PhoneDigits::new(&phone).as_str());
    }
    tx.prepare_cached("DELETE FROM customer_search WHERE rowid = ?1")?
        .execute([code])?;
    tx.prepare_cached(
        "INSERT INTO customer_search (rowid, text, customer_id) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![code, text, id])?;
    Ok(())
}

/// What was typed, as the index is asked: an FTS5 expression of everything with three characters or more, and the words
/// that are too short for it.
struct Query {
    expression: String,
    short: Vec<String>,
}

/// A text in quotes, as FTS5 reads it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The ways in which a run of digits may be meant: as typed, without the country code, without a leading zero.
fn digit_ways(digits: &str) -> Vec<String> {
    let mut ways = vec![digits.to_owned()];
    for prefix in ["0034", "34", "0"] {
        if let Some(rest) = digits.strip_prefix(prefix)
            && rest.len() >= 3
        {
            ways.push(rest.to_owned());
        }
    }
    ways
}

impl Query {
    fn of(text: &str) -> Self {
        let folded = fold(text);
        let mut query = Self {
            expression: String::new(),
            short: Vec::new(),
        };
        // "+34 612 34 56" is one run of digits, "lu 612" a word and a run.
        let mut digits = String::new();
        for word in folded.split_whitespace().take(8) {
            let is_number = word.chars().any(|c| c.is_ascii_digit())
                && word
                    .chars()
                    .all(|c| c.is_ascii_digit() || "+-./()".contains(c));
            if is_number {
                digits.extend(word.chars().filter(char::is_ascii_digit));
            } else {
                query.word(word);
            }
        }
        if digits.len() >= 3 {
            let ways: Vec<String> = digit_ways(&digits).iter().map(|way| quoted(way)).collect();
            query.and(format!("({})", ways.join(" OR ")));
        } else if !digits.is_empty() {
            query.short.push(digits);
        }
        query
    }

    /// A word; tax numbers are also found as they are written with hyphens or points.
    fn word(&mut self, word: &str) {
        if word.chars().count() < 3 {
            self.short.push(word.to_owned());
            return;
        }
        let bare = normalise(word).to_lowercase();
        let looks_like_tax_id =
            bare != word && bare.chars().filter(char::is_ascii_digit).count() >= 7;
        if looks_like_tax_id {
            self.and(format!("({} OR {})", quoted(word), quoted(&bare)));
        } else {
            self.and(quoted(word));
        }
    }

    fn and(&mut self, part: String) {
        if !self.expression.is_empty() {
            self.expression.push_str(" AND ");
        }
        self.expression.push_str(&part);
    }
}

/// Active customers whose name, business, phone, tax number, e-mail, town or number hold what was typed: names that begin
/// with it first, then whoever ordered last.
///
/// # Errors
/// Only those of the database.
pub fn search(view: &View, text: &str, limit: usize) -> Result<Vec<Found>> {
    let query = Query::of(text);
    let limit = i64::try_from(limit).unwrap_or(50);
    let start = fold(text.trim());
    if query.expression.is_empty() {
        return short(view, &start, &query.short, limit);
    }
    let mut words = query.short.iter().cloned();
    let (one, two) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let mut statement = view.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM customer_search s JOIN customers c ON c.code = s.rowid
         WHERE s.text MATCH :match AND c.is_active = 1 AND instr(s.text, :one) > 0 AND instr(s.text, :two) > 0
         ORDER BY substr(c.search, 1, length(:start)) = :start DESC, c.last_order_date DESC, c.search, c.id LIMIT :limit"
    ))?;
    let rows = statement.query_map(
        named_params! { ":match": query.expression, ":one": one, ":two": two, ":start": start, ":limit": limit },
        from_row,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One or two characters: the start of a name or of a word in it, or a customer's whole number.
fn short(view: &View, start: &str, words: &[String], limit: i64) -> Result<Vec<Found>> {
    let first = words.first().map_or("", String::as_str);
    let mut found = Vec::new();
    if let Ok(code) = first.parse::<i64>() {
        let mut statement = view.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM customers c WHERE c.code = ?1 AND c.is_active = 1"
        ))?;
        found.extend(statement.query_row([code], from_row).optional()?);
    }
    if start.is_empty() {
        return Ok(found);
    }
    let mut statement = view.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM customers c WHERE c.is_active = 1 AND c.search >= ?1 AND c.search < ?2
         ORDER BY c.last_order_date DESC, c.search, c.id LIMIT ?3"
    ))?;
    let end = format!("{start}\u{10FFFF}");
    let rows = statement.query_map(params![start, end, limit], from_row)?;
    found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    let left = limit - i64::try_from(found.len()).unwrap_or(limit);
    if left <= 0 {
        return Ok(found);
    }
    // Then the start of any later word. The names of all customers are looked through, which is a few milliseconds for
    // as many as a bakery has.
    let mut statement = view.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM customers c WHERE c.is_active = 1 AND instr(c.search, ' ' || ?1) > 0
         AND NOT (c.search >= ?1 AND c.search < ?2) ORDER BY c.last_order_date DESC, c.search, c.id LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![start, end, left], from_row)?;
    found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(found)
}

/// Customers by name; `after` is the last row before, `limit` one more than the page.
///
/// # Errors
/// Only those of the database.
pub fn list(
    conn: &Connection,
    filter: &Filter,
    after: Option<CustomerId>,
    limit: usize,
) -> Result<Vec<Found>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM customers c WHERE c.is_active = :active
         AND c.search >= ifnull((SELECT search FROM customers WHERE id = :after), '')
         AND (:after IS NULL OR (c.search, c.id) > (SELECT search, id FROM customers WHERE id = :after)) AND (:type IS NULL OR c.customer_type = :type)
         AND (:standing IS NULL OR c.payment_status = :standing)
         ORDER BY c.search, c.id LIMIT :limit"
    ))?;
    let rows = statement.query_map(
        named_params! {
            ":active": !filter.inactive, ":after": after, ":type": filter.customer_type,
            ":standing": filter.payment_status, ":limit": i64::try_from(limit).unwrap_or(50),
        },
        from_row,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
