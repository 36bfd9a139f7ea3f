//! Till sales: identical lines are sales, so the key of a line is its hash and which of its equals it is. New articles
//! become items whose tax rate nobody has confirmed. The stock ledger is never touched.

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

/// A line as read.
struct Line<'a> {
    day: Day,
    at: Option<Time>,
    ticket: String,
    article: &'a str,
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
        .filter_map(|row| read(row, &columns, report))
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

fn read<'a>(row: &'a Row, columns: &Columns, report: &mut Report) -> Option<Line<'a>> {
    let day = day(columns.cell(row, "date"));
    if day.is_none() {
        report.fault(row, "date", "import-day");
    }
    let time = columns.cell(row, "time");
    let at = if time.is_empty() {
        None
    } else {
        time.get(..5).unwrap_or(time).parse().ok()
    };
    let quantity = amount(row, columns, "quantity", report).and_then(|number| {
        match Quantity::written(number, Unit::Piece) {
            Ok(quantity) => Some(quantity),
            Err(_) => {
                report.fault(row, "quantity", "field-amount");
                None
            }
        }
    });
    let unit_price =
        amount(row, columns, "unit_price", report).and_then(|number| Price::exact(number).ok());
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
        day,
        at,
        ticket,
        article,
        quantity,
        unit_price,
        amount,
    })
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

/// The item of each article: one that goes by the name, else a new one with its latest price.
fn items_of<'a>(
    tx: &Tx,
    lines: &[Line<'a>],
    report: &mut Report,
) -> Result<HashMap<&'a str, ItemId>> {
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
        items.insert(line.article, id);
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
    items: &HashMap<&str, ItemId>,
    report: &mut Report,
    progress: Progress,
) -> Result<()> {
    let mut equals: HashMap<[u8; 16], i64> = HashMap::with_capacity(lines.len());
    let mut daily: BTreeMap<(ItemId, Day), (Quantity, Money)> = BTreeMap::new();
    for (done, line) in lines.iter().enumerate() {
        if done % TELL_EVERY == 0 {
            progress(done);
        }
        let Some(&item_id) = items.get(line.article) else {
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
            quantity: line.quantity,
            unit_price: line.unit_price,
            amount: line.amount,
        };
        if store::insert_sale(tx, &sale)? {
            report.rows_added += 1;
            let sum = daily.entry((item_id, line.day)).or_default();
            *sum = (sum.0 + line.quantity, sum.1 + line.amount);
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
