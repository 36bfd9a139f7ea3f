//! Files as people have them: CSV with `;`, `,` or tab, UTF-8, UTF-16 or Windows-1252, plain or gzipped, and XLSX.

use std::io::{Cursor, Read};

use calamine::{Data, Reader};
use rust_decimal::Decimal;

use crate::error::{Error, Message, Result};
use crate::values::fold;

/// Most bytes of a file once it is unpacked.
const MOST_BYTES: u64 = 300 * 1024 * 1024;
/// Most bytes of the parts of an XLSX file that are not its sheets: texts and styles are held whole in memory.
const MOST_HELD_BYTES: u64 = 64 * 1024 * 1024;
/// Most rows of one file.
const MOST_ROWS: usize = 2_000_000;
/// More columns than any list has.
const MOST_COLUMNS: usize = 200;

/// Rows of text under their headings.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Headings, folded: lower case, no accents, blanks and signs as `_`.
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
}

/// One row with its number in the file, as a person counts: the heading is row 1.
#[derive(Debug, Clone)]
pub struct Row {
    pub number: usize,
    pub cells: Vec<String>,
}

impl Table {
    /// Reads a file by its content; the name only tells CSV from XLSX when the content does not.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `file` with what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let unpacked;
        let bytes = if bytes.starts_with(&[0x1F, 0x8B]) {
            unpacked = gunzip(bytes)?;
            &unpacked
        } else {
            bytes
        };
        let rows = if bytes.starts_with(b"PK") {
            xlsx(bytes)?
        } else {
            csv(&decode(bytes))?
        };
        Self::of(rows)
    }

    fn of(rows: Vec<Vec<String>>) -> Result<Self> {
        let mut rows = rows.into_iter().enumerate().map(|(n, cells)| Row {
            number: n + 1,
            cells,
        });
        let is_blank = |row: &Row| row.cells.iter().all(|cell| cell.trim().is_empty());
        let headings = rows
            .by_ref()
            .find(|row| !is_blank(row))
            .ok_or_else(|| wrong("import-empty"))?;
        let headings = headings
            .cells
            .iter()
            .map(|heading| heading_of(heading))
            .collect();
        Ok(Self {
            headings,
            rows: rows.filter(|row| !is_blank(row)).collect(),
        })
    }

    /// How the numbers in these columns are written, as far as that shows.
    pub(super) fn marks(&self, places: impl IntoIterator<Item = usize>) -> Marks {
        let mut marks = Marks::default();
        for place in places {
            for row in &self.rows {
                marks.see(row.cell(Some(place)));
            }
        }
        marks
    }

    /// The place of the column that goes by one of these names.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.headings.iter().position(|heading| heading == name))
    }
}

/// Which decimal marks numbers show beyond doubt: `0,95` and `1.234,50` a comma, `0.95` and `1,234.50` a point; `1.234`
/// shows nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub comma: bool,
    pub point: bool,
}

impl Marks {
    pub(super) const fn is_none(self) -> bool {
        !self.comma && !self.point
    }

    fn see(&mut self, text: &str) {
        let Some(number) = bare(text) else { return };
        let Some(last) = number.rfind([',', '.']) else {
            return;
        };
        let is_comma = number[last..].starts_with(',');
        let both = number.contains(',') && number.contains('.');
        let again = number.matches([',', '.']).count() > 1;
        if !both && again {
            // Only groups come again: the other mark is decimal.
            self.comma |= !is_comma;
            self.point |= is_comma;
        } else if both || !could_group(number) {
            self.comma |= is_comma;
            self.point |= !is_comma;
        }
    }
}

/// The digits and marks of a number, without its sign and currency; none for what is no number.
fn bare(text: &str) -> Option<&str> {
    let number =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '€' | '%' | '-' | '−' | '+'));
    let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c == ',' || c == '.')
        && number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    is_number.then_some(number)
}

/// Whether a number is one mark before three digits, as in `1.234`: thousands or decimals.
pub(super) fn could_group(text: &str) -> bool {
    let Some(number) = bare(text) else {
        return false;
    };
    let Some((whole, rest)) = number.split_once([',', '.']) else {
        return false;
    };
    (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && rest.len() == 3
        && rest.chars().all(|c| c.is_ascii_digit())
}

impl Row {
    /// The cell in a column, blanks cut off; empty when there is none.
    pub fn cell(&self, column: Option<usize>) -> &str {
        column
            .and_then(|column| self.cells.get(column))
            .map_or("", |cell| cell.trim())
    }
}

/// `Código postal` becomes `codigo_postal`.
fn heading_of(text: &str) -> String {
    let folded = fold(text.trim().trim_start_matches('\u{feff}'));
    let words = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes).take(MOST_BYTES + 1);
    reader
        .read_to_end(&mut unpacked)
        .map_err(|_| wrong("import-gzip"))?;
    if unpacked.len() as u64 > MOST_BYTES {
        return Err(wrong("import-too-large"));
    }
    Ok(unpacked)
}

/// UTF-16 and UTF-8 by their marks, else UTF-8 where it is that, else Windows-1252, which reads anything.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(&bytes[mark..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

fn csv(text: &str) -> Result<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    // Some books write how they split their rows, in a row of its own.
    let (text, delimiter) = match told_delimiter(text) {
        Some((rest, sign)) => {
            rows.push(Vec::new());
            (rest, sign)
        }
        None => (text, delimiter(text)),
    };
    let above = rows.len();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    // A row is counted as a spreadsheet counts it: empty ones too, and one with line breaks in its cells once.
    let (mut seen, mut lines, mut breaks) = (0, 0, 0);
    for record in reader.records() {
        let record = record
            .map_err(|error| wrong(Message::new("import-csv").arg("reason", error.to_string())))?;
        let from = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(from).unwrap_or_default() + blanks(text, from);
        lines += newlines(text.get(seen..begin).unwrap_or_default());
        seen = begin;
        let above = above + lines.saturating_sub(breaks);
        if rows.len().max(above) >= MOST_ROWS {
            return Err(wrong("import-too-large"));
        }
        rows.resize_with(rows.len().max(above), Vec::new);
        breaks += record.iter().map(newlines).sum::<usize>();
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}

/// How many bytes from this one on end lines and nothing else.
fn blanks(text: &str, from: u64) -> usize {
    let rest = usize::try_from(from).ok().and_then(|from| text.get(from..));
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    rest.map_or(0, |rest| rest.bytes().take_while(is_end).count())
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// What follows a first line `sep=;`, and its sign.
fn told_delimiter(text: &str) -> Option<(&str, u8)> {
    let (first, rest) = text.split_once('\n')?;
    let sign = first.trim_end_matches('\r').strip_prefix("sep=")?;
    match sign.as_bytes() {
        [sign @ (b';' | b',' | b'\t' | b'|')] => Some((rest, *sign)),
        _ => None,
    }
}

/// The sign that splits the first line into most parts, quoted ones left out.
fn delimiter(text: &str) -> u8 {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |sign: char| {
        let mut quoted = false;
        first
            .chars()
            .filter(|&c| {
                quoted ^= c == '"';
                c == sign && !quoted
            })
            .count()
    };
    [(';', b';'), ('\t', b'\t'), (',', b',')]
        .into_iter()
        .max_by_key(|(sign, _)| count(*sign))
        .map_or(b',', |(_, byte)| byte)
}

/// Unpacks an XLSX file to nowhere before anything is read of it: a few kilobytes may unpack to more than the memory
/// holds, and what its directory says of their size is not to be believed.
fn check_unpacked(bytes: &[u8], most_held: u64, most: u64) -> Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| wrong("import-xlsx"))?;
    let (mut held, mut sheets) = (0, 0);
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| wrong("import-xlsx"))?;
        let is_sheet = part.name().is_ok_and(|name| name.contains("/worksheets/"));
        let (sum, most) = match is_sheet {
            true => (&mut sheets, most),
            false => (&mut held, most_held),
        };
        let mut part = part.take(most - *sum + 1);
        *sum += std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| wrong("import-xlsx"))?;
        if *sum > most {
            return Err(wrong("import-too-large"));
        }
    }
    Ok(())
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
    check_unpacked(bytes, MOST_HELD_BYTES, MOST_BYTES)?;
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| wrong("import-xlsx"))?;
    let sheet = book.sheet_names().first().cloned();
    let sheet = sheet.ok_or_else(|| wrong("import-empty"))?;
    let mut cells = book
        .worksheet_cells_reader(&sheet)
        .map_err(|_| wrong("import-xlsx"))?;
    // Cell by cell: one stray cell far out must not make a table of billions.
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(found) = cells.next_cell().map_err(|_| wrong("import-xlsx"))? {
        let text = cell(&Data::from(found.get_value().clone()));
        if text.is_empty() {
            continue;
        }
        let (row, column) = found.get_position();
        let too_far = |_| wrong("import-too-large");
        let row = usize::try_from(row).map_err(too_far)?;
        let column = usize::try_from(column).map_err(too_far)?;
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(wrong("import-too-large"));
        }
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        if let Some(line) = rows.get_mut(row) {
            line.resize(line.len().max(column + 1), String::new());
            if let Some(place) = line.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(rows)
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        // `#N/A` is no empty cell: whoever reads it as a number or a day says so.
        Data::Error(error) => error.to_string(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            match (year > 1900, hour, minute) {
                (true, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                (true, ..) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
                (false, ..) => format!("{hour:02}:{minute:02}"),
            }
        }
        Data::Float(number) => {
            // A book reckons in binary: what it shows as 0.3 it keeps as 0.30000000000000004. A number of the book is no
            // text that could mean thousands.
            let text = match Decimal::from_f64_retain(*number) {
                Some(exact) => exact.round_dp(10).normalize().to_string(),
                None => number.to_string(),
            };
            if could_group(&text) { text + "0" } else { text }
        }
        other => other.to_string(),
    }
}

fn wrong(message: impl Into<Message>) -> Error {
    Error::field("file", message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn each_separator_and_encoding_reads_the_same() {
        let expected = ["barra de pan", "0,95 €"];
        let windows = encoding_rs::WINDOWS_1252
            .encode("Nombre;Precio\r\nbarra de pan;0,95 €\r\n")
            .0
            .into_owned();
        let with_mark = "\u{feff}nombre,precio\nbarra de pan,\"0,95 €\"\n"
            .as_bytes()
            .to_vec();
        let tabs = "\nNOMBRE\tPrecio\nbarra de pan\t0,95 €\n\n"
            .as_bytes()
            .to_vec();
        for bytes in [windows, with_mark, tabs] {
            let table = Table::read(&bytes).unwrap();
            assert_eq!(table.headings, ["nombre", "precio"]);
            assert_eq!(table.rows.len(), 1);
            assert_eq!(table.rows[0].cells, expected);
        }
    }

    #[test]
    fn a_gzipped_file_is_unpacked_and_rows_keep_their_numbers() {
        use std::io::Write;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed
            .write_all(b"Fecha,Art\xedculo\n\n2021-01-02,PAN\n")
            .unwrap();
        let table = Table::read(&packed.finish().unwrap()).unwrap();
        assert_eq!(table.headings, ["fecha", "articulo"]);
        assert_eq!(table.rows[0].number, 3, "the empty row counts");
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let numbers = |text: &str| -> Vec<usize> {
            let table = Table::read(text.as_bytes()).unwrap();
            assert_eq!(table.headings, ["nombre", "notas"]);
            table.rows.iter().map(|row| row.number).collect()
        };
        let text = "\r\nNombre;Notas\r\n\r\nAna;\"dos\r\nlíneas\"\r\nEva;\r\n;\r\nLuz;x\r\n";
        assert_eq!(numbers(text), [4, 5, 7]);
        assert_eq!(numbers("sep=;\nNombre;Notas\n\nAna;a, b\n"), [4]);
        let unix = "Nombre,Notas\nAna,\"una\n\notra\"\nEva,\n";
        assert_eq!(numbers(unix), [2, 3]);
    }

    fn message(result: Result<impl std::fmt::Debug>) -> String {
        match result.unwrap_err() {
            Error::Invalid(errors) => errors.0[0].message.key.clone(),
            other => format!("{other:?}"),
        }
    }

    /// An XLSX file with these parts, packed.
    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_that_unpacks_to_more_than_memory_holds_is_too_large() {
        let texts = vec![b' '; usize::try_from(MOST_HELD_BYTES).unwrap() + 1];
        let bomb = packed(&[("xl/sharedStrings.xml", &texts)]);
        assert!(bomb.len() < 200_000);
        assert_eq!(message(Table::read(&bomb)), "import-too-large");

        let small = packed(&[
            ("xl/sharedStrings.xml", b"12345"),
            ("xl/styles.xml", b"12345"),
            ("xl/worksheets/sheet1.xml", b"123456789012"),
        ]);
        assert!(check_unpacked(&small, 10, 12).is_ok());
        let too_large = "import-too-large";
        assert_eq!(
            message(check_unpacked(&small, 9, 12)),
            too_large,
            "together"
        );
        assert_eq!(message(check_unpacked(&small, 10, 11)), too_large);
    }

    #[test]
    fn a_number_that_a_book_reckoned_is_read_as_it_shows() {
        let read = |number: f64| cell(&Data::Float(number));
        assert_eq!(read(0.1 + 0.2), "0.3");
        assert_eq!(read(1.0 / 3.0), "0.3333333333");
        assert_eq!(read(12.0), "12");
        assert_eq!(read(-1_234.5), "-1234.5");
        assert_eq!(read(1.234), "1.2340", "no thousands");
        let broken = cell(&Data::Error(calamine::CellErrorType::NA));
        assert_eq!(broken, "#N/A");
    }

    #[test]
    fn marks_show_how_numbers_are_written() {
        let marks = |cells: &[&str]| {
            let mut marks = Marks::default();
            cells.iter().for_each(|cell| marks.see(cell));
            (marks.comma, marks.point)
        };
        assert_eq!(marks(&["1.234", "1,234", "12", "pan", ""]), (false, false));
        assert_eq!(marks(&["0,95 €", "1.234,50", "1.234.567"]), (true, false));
        assert_eq!(marks(&["-0.95", "1,234.50", "0.589"]), (false, true));
        assert_eq!(marks(&["1,5", "1.5"]), (true, true));
    }

    #[test]
    fn an_empty_file_says_so() {
        assert!(matches!(Table::read(b""), Err(Error::Invalid(_))));
        assert!(matches!(
            Table::read(b"PK\x03\x04rubbish"),
            Err(Error::Invalid(_))
        ));
    }
}
