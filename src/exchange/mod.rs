//! Imports: a file is read whole, every row is checked, and all of it is taken or none. A dry run does the same and
//! takes it back, so that its report is what the real one would say.

pub mod api;
pub mod command;
mod customers;
pub mod export;
mod items;
pub mod pages;
mod prices;
mod recipes;
mod sales;
pub mod samples;
mod store;
mod suppliers;
pub mod table;

use rust_decimal::Decimal;
use serde_json::json;

use crate::db::Tx;
use crate::error::{Error, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::Lang;
use crate::values::calendar::Day;
use crate::values::ids::ImportId;
use crate::values::money::Money;
use crate::values::{NumberStyle, fold, format, parse_number};
use table::Marks;
pub use table::{Row, Table};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sales,
    Items,
    Customers,
    Suppliers,
    Recipes,
    Prices,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Sales,
        Self::Items,
        Self::Customers,
        Self::Suppliers,
        Self::Recipes,
        Self::Prices,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Items => "items",
            Self::Customers => "customers",
            Self::Suppliers => "suppliers",
            Self::Recipes => "recipes",
            Self::Prices => "prices",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The columns that its file may have, with the names they go by; the first is ours, the second the Spanish one.
    pub const fn columns(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Sales => sales::COLUMNS,
            Self::Items => items::COLUMNS,
            Self::Customers => customers::COLUMNS,
            Self::Suppliers => suppliers::COLUMNS,
            Self::Recipes => recipes::COLUMNS,
            Self::Prices => prices::COLUMNS,
        }
    }
}

impl Kind {
    /// The columns that its file may have, under the name that they have in a language.
    pub fn headings(self, lang: Lang) -> Vec<&'static str> {
        let names = self.columns().iter();
        names
            .filter_map(|names| match lang {
                Lang::Es => names.get(1).or(names.first()),
                Lang::En => names.first(),
            })
            .copied()
            .collect()
    }
}

/// A row that cannot be taken, and why.
#[derive(Debug, Clone)]
pub struct Fault {
    /// As counted in the file: the heading is row 1.
    pub row: usize,
    pub column: String,
    pub message: Message,
}

/// A total to check a file against.
#[derive(Debug, Clone, Copy)]
pub enum Figure {
    Count(usize),
    Number(Decimal),
    Amount(Money),
}

impl Figure {
    fn speak(self, lang: Lang) -> String {
        match self {
            Self::Count(count) => format::number(lang, count.into()),
            Self::Number(number) => format::number(lang, number),
            Self::Amount(amount) => format::money(lang, amount),
        }
    }
}

/// What an import did or would do.
#[derive(Debug, Clone)]
pub struct Report {
    pub kind: Kind,
    pub dry_run: bool,
    pub rows_read: usize,
    pub rows_added: usize,
    /// Rows that were there already.
    pub rows_known: usize,
    pub faults: Vec<Fault>,
    /// What our columns are called in the file.
    headings: Vec<(&'static str, String)>,
    /// Totals to check the file against: message with its value.
    pub figures: Vec<(&'static str, Figure)>,
    /// What is odd in the file and was taken all the same.
    pub quirks: Vec<Message>,
}

impl Report {
    const fn new(kind: Kind) -> Self {
        Self {
            kind,
            dry_run: false,
            rows_read: 0,
            rows_added: 0,
            rows_known: 0,
            faults: Vec::new(),
            headings: Vec::new(),
            figures: Vec::new(),
            quirks: Vec::new(),
        }
    }

    fn fault(&mut self, row: &Row, column: &str, message: impl Into<Message>) {
        self.faults.push(Fault {
            row: row.number,
            column: column.to_owned(),
            message: message.into(),
        });
    }

    /// The report in words, a line each.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![lang.with(
            if self.dry_run {
                "import-would"
            } else {
                "import-did"
            },
            &[
                ("read", Figure::Count(self.rows_read).speak(lang).into()),
                ("added", Figure::Count(self.rows_added).speak(lang).into()),
                ("known", Figure::Count(self.rows_known).speak(lang).into()),
            ],
        )];
        let figures = self.figures.iter();
        lines.extend(figures.map(|(key, figure)| lang.with1(key, "value", figure.speak(lang))));
        lines.extend(self.quirks.iter().map(|quirk| quirk.speak(lang)));
        lines.extend(self.faults.iter().map(|fault| self.fault_line(fault, lang)));
        if !self.faults.is_empty() {
            lines.push(lang.with1("import-nothing-taken", "count", self.faults.len()));
        }
        lines
    }

    /// What the column of a fault is called in the file; in the reader's language where the file lacks it.
    pub fn heading<'a>(&'a self, fault: &'a Fault, lang: Lang) -> &'a str {
        let name = fault.column.rsplit('.').next().unwrap_or(&fault.column);
        let own = self.headings.iter().find(|(own, _)| *own == name);
        if let Some((_, heading)) = own {
            return heading;
        }
        let ours = self.kind.columns().iter();
        ours.zip(self.kind.headings(lang))
            .find(|(names, _)| names.first() == Some(&name))
            .map_or(&fault.column, |(_, heading)| heading)
    }

    fn fault_line(&self, fault: &Fault, lang: Lang) -> String {
        let reason = fault.message.speak(lang);
        if fault.column.is_empty() {
            return lang.with2("import-fault-row", "row", fault.row, "reason", reason);
        }
        lang.with(
            "import-fault",
            &[
                ("row", fault.row.into()),
                ("column", self.heading(fault, lang).into()),
                ("reason", reason.into()),
            ],
        )
    }
}

/// Tells how many rows are done.
pub type Progress<'a> = &'a dyn Fn(usize);

/// Takes a file in, all or nothing; with `dry_run` nothing stays of it.
///
/// # Errors
/// Only those of the database; rows that cannot be taken are in the report.
pub fn import(
    tx: &Tx,
    kind: Kind,
    file: (&str, &Table),
    dry_run: bool,
    progress: Progress,
) -> Result<Report> {
    let (name, table) = file;
    let mut report = Report {
        dry_run,
        rows_read: table.rows.len(),
        ..Report::new(kind)
    };
    let columns = Columns::of(table, kind);
    report.headings = columns.headings(table);
    let unused = columns.unused(table);
    if !unused.is_empty() {
        let unused = Message::new("import-unused-columns").arg("columns", unused.join(", "));
        report.quirks.push(unused);
    }
    let stays = tx.attempt(|| {
        match kind {
            Kind::Sales => sales::take(tx, table, &mut report, progress),
            Kind::Items => items::take(tx, table, &mut report, progress),
            Kind::Customers => customers::take(tx, table, &mut report, progress),
            Kind::Suppliers => suppliers::take(tx, table, &mut report, progress),
            Kind::Recipes => recipes::take(tx, table, &mut report, progress),
            Kind::Prices => prices::take(tx, table, &mut report, progress),
        }?;
        Ok(report.faults.is_empty() && !dry_run)
    })?;
    if stays {
        keep_record(tx, name, &report)?;
    }
    Ok(report)
}

fn keep_record(tx: &Tx, name: &str, report: &Report) -> Result<()> {
    let id: ImportId = tx.id();
    store::insert_import(tx, id, name, report)?;
    let payload = json!({ "kind": report.kind.code(), "rows_read": report.rows_read, "rows_added": report.rows_added });
    events::record(
        tx,
        Happened::new("import", Some(id.0), "created").event("imported", "imports.done", payload),
    )
}

/// The columns of a file that are there, by our name.
struct Columns(Vec<Column>);

struct Column {
    name: &'static str,
    place: Option<usize>,
    /// How its numbers are written; none when that cannot be told from the file.
    style: Option<NumberStyle>,
}

impl Columns {
    /// A column's numbers are read as its own cells show, else as the other columns of the file show; where nothing shows
    /// it at all, a mark that comes once is decimal.
    fn of(table: &Table, kind: Kind) -> Self {
        let of_file = table.marks(kind_places(table, kind));
        let columns = kind.columns().iter().map(|names| {
            let place = table.column(names);
            let own = table.marks(place);
            let style = match if own.is_none() { of_file } else { own } {
                Marks {
                    comma: true,
                    point: true,
                } => None,
                Marks { comma: true, .. } => Some(NumberStyle::Spanish),
                Marks { point: true, .. } => Some(NumberStyle::English),
                Marks { .. } => Some(NumberStyle::Guess),
            };
            Column {
                name: names[0],
                place,
                style,
            }
        });
        Self(columns.collect())
    }

    fn find(&self, name: &str) -> Option<&Column> {
        self.0.iter().find(|column| column.name == name)
    }

    fn cell<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        row.cell(self.find(name).and_then(|column| column.place))
    }

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some_and(|column| column.place.is_some())
    }

    /// Our names of the columns that are there, each with its heading.
    fn headings(&self, table: &Table) -> Vec<(&'static str, String)> {
        let columns = self.0.iter();
        columns
            .filter_map(|column| Some((column.name, table.headings.get(column.place?)?.clone())))
            .collect()
    }

    /// Headings of columns that nothing is taken from.
    fn unused<'a>(&self, table: &'a Table) -> Vec<&'a str> {
        let headings = table.headings.iter().enumerate();
        let unused = headings.filter(|(at, heading)| {
            !heading.is_empty() && !self.0.iter().any(|column| column.place == Some(*at))
        });
        unused.map(|(_, heading)| heading.as_str()).collect()
    }

    /// A number as people write it; none when the cell is empty.
    fn number(&self, row: &Row, name: &str) -> Result<Option<Decimal>, Message> {
        let text = self.cell(row, name);
        if text.is_empty() {
            return Ok(None);
        }
        let style = match self.find(name).and_then(|column| column.style) {
            Some(style) => style,
            None if table::could_group(text) => return Err("import-number-unclear".into()),
            None => NumberStyle::Guess,
        };
        parse_number(text, style)
            .map(Some)
            .map_err(|_| "field-number".into())
    }

    /// Notes a fault for every one of `needed` that the file lacks; whether all are there.
    fn need(&self, needed: &[&'static str], report: &mut Report) -> bool {
        for name in needed.iter().filter(|name| !self.has(name)) {
            report.faults.push(Fault {
                row: 1,
                column: (*name).to_owned(),
                message: "import-no-column".into(),
            });
        }
        report.faults.is_empty()
    }
}

/// A row's own errors go into the report; any other error ends the import.
fn outcome<T>(result: Result<T>, row: &Row, report: &mut Report) -> Result<Option<T>> {
    match result {
        Ok(taken) => Ok(Some(taken)),
        Err(Error::Invalid(errors)) => {
            for error in errors.0 {
                report.faults.push(Fault {
                    row: row.number,
                    column: error.field,
                    message: error.message,
                });
            }
            Ok(None)
        }
        Err(Error::Conflict(message, _)) => {
            report.faults.push(Fault {
                row: row.number,
                column: String::new(),
                message,
            });
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The places of all columns that a kind of file may have.
fn kind_places(table: &Table, kind: Kind) -> impl Iterator<Item = usize> {
    kind.columns()
        .iter()
        .filter_map(|names| table.column(names))
}

/// A language as people write it; `usual` where the cell is empty.
fn lang(row: &Row, columns: &Columns, usual: Lang) -> Result<Lang> {
    match fold(columns.cell(row, "lang")).as_str() {
        "" => Ok(usual),
        "es" | "espanol" | "castellano" | "spanish" | "es-es" => Ok(Lang::Es),
        "en" | "ingles" | "english" | "en-gb" | "en-us" => Ok(Lang::En),
        _ => Err(Error::field("lang", "setting-choice")),
    }
}

/// A postal code; a book that takes it for a number has lost the zero in front of it.
fn postal_code(row: &Row, columns: &Columns) -> String {
    let code = columns.cell(row, "postal_code");
    let has_lost_zero = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    match has_lost_zero {
        true => format!("0{code}"),
        false => code.to_owned(),
    }
}

/// A day as files write it: `2021-01-02`, `02/01/2021`, `2/1/21`.
fn day(text: &str) -> Option<Day> {
    let text = text.split([' ', 'T']).next().unwrap_or(text);
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let parts: Vec<u32> = text
        .split(['/', '-', '.'])
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let year = if *year < 100 { year + 2000 } else { *year };
    Day::new(i32::try_from(year).ok()?, *month, *day)
}
