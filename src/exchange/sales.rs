//! Till sales: identical lines are sales, so the key of a line is its hash and which of its equals it is. New articles
//! become items whose tax rate nobody has confirmed. What a till counts of an item is kilos where the item is weighed,
//! litres where it is poured, pieces else: that is what its price is for. The stock ledger is never touched.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::{Columns, Figure, Kind, Progress, Report, Row, Table, day, store};
use crate::catalog::{self, NewItem};
use crate::db::Tx;
use crate::error::{Message, Result};
use crate::values::calendar::{Day, Time};
use crate::values::ids::{ItemId, PriceListId, TaxClassId};
use crate::values::money::{Money, Price};
use crate::values::quantity::Quantity;
use crate::values::{BaseUnit, PriceUnit, TaxMode, Unit, fold};

pub(super) const COLUMNS: &[&[&str]] = &[
    &["date", "fecha", "day", "dia"],
    &["time", "hora"],
    &["ticket_number", "ticket", "numero", "tique", "ticket_no"],
    &[
        "article",
        "articulo",
        "item",
        "producto",
        "product",
        "descripcion",
    ],
    &["quantity", "cantidad", "unidades", "qty"],
    &["unit_price", "precio", "price", "precio_unitario"],
];

/// Rows between two words on how far it is.
const TELL_EVERY: usize = 2_000;

/// No till wrote lines before this year.
const FIRST_YEAR: i32 = 2000;

/// A line as read.
struct Line<'a> {
    row: &'a Row,
    day: Day,
    at: Option<Time>,
    ticket: String,
    article: &'a str,
    /// As written, of whatever unit.
    quantity: Quantity,
    unit_price: Price,
    amount: Money,
}

pub(super) fn take(tx: &Tx, table: &Table, report: &mut Report, progress: Progress) -> Result<()> {
    let columns = Columns::of(table, Kind::Sales);
    if !columns.need(&["date", "article", "quantity", "unit_price"], report) {
        return Ok(());
    }
    let lines: Vec<Line> = table
        .rows
        .iter()
        .filter_map(|row| read(tx.today(), row, &columns, report))
        .collect();
    if !report.faults.is_empty() {
        return Ok(());
    }
    let items = items_of(tx, &lines, report)?;
    store_lines(tx, &lines, &items, report, progress)?;
    figures(&lines, report);
    quirks(&lines, report);
    Ok(())
}

fn read<'a>(today: Day, row: &'a Row, columns: &Columns, report: &mut Report) -> Option<Line<'a>> {
    let day = day(columns.cell(row, "date"));
    match day {
        None => report.fault(row, "date", "import-day"),
        Some(day) if day > today => report.fault(row, "date", "import-day-ahead"),
        Some(day) if day.year() < FIRST_YEAR => report.fault(row, "date", "import-day-old"),
        Some(_) => {}
    }
    let time = columns.cell(row, "time");
    let at = clock(time);
    if at.is_none() && !time.is_empty() {
        report.fault(row, "time", "import-time");
    }
    let quantity = amount(row, columns, "quantity", report).and_then(|number| {
        match Quantity::written(number, Unit::Piece) {
            Ok(quantity) => Some(quantity),
            Err(_) => {
                report.fault(row, "quantity", "field-amount");
                None
            }
        }
    });
    let unit_price = amount(row, columns, "unit_price", report).and_then(|number| {
        let price = Price::exact(number).ok();
        if price.is_none() {
            report.fault(row, "unit_price", "field-amount");
        }
        price
    });
    let article = columns.cell(row, "article");
    if article.is_empty() {
        report.fault(row, "article", "field-required");
        return None;
    }
    let (day, quantity, unit_price) = (day?, quantity?, unit_price?);
    let amount = unit_price.for_quantity(quantity, PriceUnit::Piece).ok();
    let Some(amount) = amount.and_then(|amount| Money::round(amount).ok()) else {
        report.fault(row, "unit_price", "field-amount");
        return None;
    };
    let ticket = columns
        .cell(row, "ticket_number")
        .trim_end_matches(".0")
        .to_owned();
    Some(Line {
        row,
        day,
        at,
        ticket,
        article,
        quantity,
        unit_price,
        amount,
    })
}

/// A time as tills write it: `8:05`, `08:05:59`, `8h05`, `8:05 am`, `2021-01-02 08:05`; its seconds are dropped.
fn clock(text: &str) -> Option<Time> {
    let text = match text.split_once([' ', 'T']) {
        Some((dated, time)) if day(dated).is_some() => time.trim(),
        _ => text,
    };
    let Some((at, _)) = text.match_indices(':').nth(1) else {
        return text.parse().ok();
    };
    let (minutes, rest) = (&text[..at], &text[at + 1..]);
    let is_of_seconds = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let half = rest.trim_start_matches(is_of_seconds);
    let seconds = rest.strip_suffix(half).unwrap_or(rest);
    let seconds = seconds.split(['.', ',']).next().unwrap_or(seconds);
    let is_second = seconds.parse::<u8>().is_ok_and(|seconds| seconds < 60);
    format!("{minutes}{half}")
        .parse()
        .ok()
        .filter(|_| is_second)
}

fn amount(
    row: &Row,
    columns: &Columns,
    name: &'static str,
    report: &mut Report,
) -> Option<rust_decimal::Decimal> {
    match columns.number(row, name) {
        Ok(Some(number)) => Some(number),
        Ok(None) => {
            report.fault(row, name, "field-required");
            None
        }
        Err(message) => {
            report.fault(row, name, message);
            None
        }
    }
}

/// The item of each article and what a till counts of it: one that goes by the name, else a new one with its latest price.
fn items_of<'a>(
    tx: &Tx,
    lines: &[Line<'a>],
    report: &mut Report,
) -> Result<HashMap<&'a str, (ItemId, Unit)>> {
    let known = store::items_by_name(tx)?;
    let class = tax_class(tx)?;
    let list = catalog::default_price_list(tx, TaxMode::Gross)?.id;
    let mut items = HashMap::new();
    let mut made: HashMap<String, ItemId> = HashMap::new();
    for line in lines {
        if items.contains_key(line.article) {
            continue;
        }
        let name = fold(line.article);
        let id = match known.get(&name).or_else(|| made.get(&name)) {
            Some(id) => *id,
            None => {
                let id = new_item(tx, line.article, class, list, lines)?;
                made.insert(name, id);
                id
            }
        };
        let [small, large] = catalog::find(tx, id)?.base_unit.units();
        let counted = if small == Unit::Piece { small } else { large };
        items.insert(line.article, (id, counted));
    }
    if !made.is_empty() {
        report
            .quirks
            .push(Message::new("import-sales-new-items").arg("count", made.len()));
    }
    Ok(items)
}

fn tax_class(tx: &Tx) -> Result<TaxClassId> {
    let classes = catalog::tax_classes(tx)?;
    let food = classes
        .iter()
        .find(|class| class.code == "food")
        .or_else(|| classes.first());
    food.map(|class| class.id)
        .ok_or(crate::error::Error::NotFound)
}

fn new_item(
    tx: &Tx,
    article: &str,
    class: TaxClassId,
    list: PriceListId,
    lines: &[Line],
) -> Result<ItemId> {
    let item = NewItem {
        tax_confirmed: false,
        category: "Caja".into(),
        ..NewItem::new(article, BaseUnit::Piece, class)
    };
    let id = catalog::create(tx, item)?;
    let mut sold = lines
        .iter()
        .filter(|line| line.article == article && line.amount.is_positive());
    if let Some(last) = sold.clone().next_back() {
        let since = sold
            .find(|line| line.unit_price == last.unit_price)
            .map_or(last.day, |line| line.day);
        catalog::set_price(tx, list, id, since, last.unit_price)?;
    }
    Ok(id)
}

fn store_lines(
    tx: &Tx,
    lines: &[Line],
    items: &HashMap<&str, (ItemId, Unit)>,
    report: &mut Report,
    progress: Progress,
) -> Result<()> {
    let mut equals: HashMap<[u8; 16], i64> = HashMap::with_capacity(lines.len());
    let mut daily: BTreeMap<(ItemId, Day), (Quantity, Money)> = BTreeMap::new();
    for (done, line) in lines.iter().enumerate() {
        if done % TELL_EVERY == 0 {
            progress(done);
        }
        let Some(&(item_id, unit)) = items.get(line.article) else {
            continue;
        };
        let Ok(quantity) = Quantity::written(line.quantity.decimal(), unit) else {
            report.fault(line.row, "quantity", "field-amount");
            continue;
        };
        let hash = hash_of(line);
        let nth = equals.entry(hash).and_modify(|nth| *nth += 1).or_insert(1);
        let sale = store::Sale {
            hash,
            nth: *nth,
            day: line.day,
            at: line.at,
            ticket: &line.ticket,
            item_id,
            quantity,
            unit_price: line.unit_price,
            amount: line.amount,
        };
        if store::insert_sale(tx, &sale)? {
            report.rows_added += 1;
            let sum = daily.entry((item_id, line.day)).or_default();
            *sum = (sum.0 + quantity, sum.1 + line.amount);
        } else {
            report.rows_known += 1;
        }
    }
    for ((item, day), (quantity, amount)) in daily {
        store::add_daily_sale(tx, item, day, quantity, amount)?;
    }
    progress(lines.len());
    Ok(())
}

fn hash_of(line: &Line) -> [u8; 16] {
    let at = line.at.map(|at| at.to_string()).unwrap_or_default();
    let text = format!(
        "{}|{at}|{}|{}|{}|{}",
        line.day, line.ticket, line.article, line.quantity, line.unit_price
    );
    let digest = Sha256::digest(text.as_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

fn figures(lines: &[Line], report: &mut Report) {
    let tickets: HashSet<(&str, Day)> = lines
        .iter()
        .map(|line| (line.ticket.as_str(), line.day))
        .collect();
    let units: Quantity = lines.iter().map(|line| line.quantity).sum();
    let amount: Money = lines.iter().map(|line| line.amount).sum();
    let units = units.in_unit(Unit::Piece);
    report.figures.extend([
        ("import-sales-lines", Figure::Count(lines.len())),
        ("import-sales-tickets", Figure::Count(tickets.len())),
        ("import-sales-units", Figure::Number(units)),
        ("import-sales-amount", Figure::Amount(amount)),
    ]);
}

fn quirks(lines: &[Line], report: &mut Report) {
    let mut say = |key: &str, count: usize| {
        if count > 0 {
            report.quirks.push(Message::new(key).arg("count", count));
        }
    };
    say(
        "import-sales-negative",
        lines
            .iter()
            .filter(|line| line.quantity.is_negative())
            .count(),
    );
    say(
        "import-sales-free",
        lines
            .iter()
            .filter(|line| line.unit_price.is_zero())
            .count(),
    );
    let nameless = |line: &&Line| !line.article.chars().any(char::is_alphanumeric);
    say(
        "import-sales-nameless",
        lines.iter().filter(nameless).count(),
    );
    let mut seen = HashSet::with_capacity(lines.len());
    say(
        "import-sales-equal",
        lines
            .iter()
            .filter(|line| !seen.insert(hash_of(line)))
            .count(),
    );
    let days: BTreeSet<Day> = lines.iter().map(|line| line.day).collect();
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        say(
            "import-sales-closed",
            first.to(*last).filter(|day| !days.contains(day)).count(),
        );
    }
    let articles: BTreeSet<&str> = lines.iter().map(|line| line.article).collect();
    for (one, other) in similar(&articles) {
        report.quirks.push(
            Message::new("import-sales-similar")
                .arg("one", one)
                .arg("other", other),
        );
    }
}

/// Names that are the same but for small words and signs.
fn similar<'a>(articles: &BTreeSet<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut by_core: BTreeMap<String, &'a str> = BTreeMap::new();
    let mut pairs = Vec::new();
    for article in articles {
        let folded = fold(article);
        let words = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 2);
        let core = words.collect::<Vec<_>>().join(" ");
        if core.is_empty() {
            continue;
        }
        if let Some(before) = by_core.insert(core, article) {
            pairs.push((before, *article));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_tills_write_them() {
        let half_past = Time::new(8, 30);
        for text in [
            "08:30",
            "8:30",
            "8:30:59",
            "08:30:00",
            "8h30",
            "08:30:12.5",
            "2021-01-02 08:30",
            "8:30 am",
            "8.30",
            "08h30",
            "8:30 h",
            "8:30:59 a. m.",
            "02/01/2021 8:30:00 AM",
        ] {
            assert_eq!(clock(text), half_past, "{text}");
        }
        assert_eq!(clock("8:30 p.m."), Time::new(20, 30));
        assert_eq!(clock("12:05 AM"), Time::new(0, 5));
        for text in [
            "25:00", "8:30:99", "8:3O", "0.354", "a las 8", "mañana", "", "13:30 am", "8:30 xm",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
    }
}
