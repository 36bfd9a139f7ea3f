//! The entry line: products and quantities as people say them: `12 ensai`, `barra 3`, `12x cro`, `2,5 kg chapata`,
//! `2 doc magd`.

use rust_decimal::Decimal;

use crate::values::{NumberStyle, Unit, fold, parse_number};

/// What a text of the entry line may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// None when no quantity was said: one of the item's own unit.
    pub number: Option<Decimal>,
    /// None when no unit was said: the item's own.
    pub unit: Option<Unit>,
    /// What is left: name or number of an item, folded.
    pub text: String,
}

/// The readings of a text, the likeliest first: a quantity in front, then one behind, then none at all, which also
/// covers items with a number in their name (`pan 500`).
pub fn readings(text: &str) -> Vec<Entry> {
    let text = fold(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    found.extend(leading(&words));
    found.extend(trailing(&words));
    if !words.is_empty() {
        found.push(Entry {
            number: None,
            unit: None,
            text: words.join(" "),
        });
    }
    found
}

/// A quantity typed by itself: `12`, `2,5 kg`, `3 docenas`, `2kg`. Nothing for what is none, and for zero or less.
pub fn quantity(text: &str) -> Option<(Decimal, Option<Unit>)> {
    let text = fold(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let (number, unit, rest) = quantity_at(&words)?;
    (rest == words.len()).then_some((number, unit))
}

fn leading(words: &[&str]) -> Option<Entry> {
    let (number, unit, rest) = quantity_at(words)?;
    let rest = match words.get(rest) {
        Some(&"x" | &"de" | &"of" | &"×") if words.len() > rest + 1 => &words[rest + 1..],
        _ => &words[rest..],
    };
    named(number, unit, rest)
}

fn trailing(words: &[&str]) -> Option<Entry> {
    (1..=2.min(words.len().saturating_sub(1))).find_map(|length| {
        let at = words.len() - length;
        let (number, unit, rest) = quantity_at(&words[at..])?;
        (rest == length).then_some(())?;
        let before = match words[..at] {
            [.., "x" | "×"] if at > 1 => at - 1,
            _ => at,
        };
        named(number, unit, &words[..before])
    })
}

fn named(number: Decimal, unit: Option<Unit>, words: &[&str]) -> Option<Entry> {
    (!words.is_empty()).then(|| Entry {
        number: Some(number),
        unit,
        text: words.join(" "),
    })
}

/// The quantity at the start of these words, its unit if one follows, and how many words it took.
fn quantity_at(words: &[&str]) -> Option<(Decimal, Option<Unit>, usize)> {
    let first = words.first()?;
    let digits = first
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .unwrap_or(first.len());
    let (number, glued) = first.split_at(digits);
    let number = positive(number)?;
    match glued {
        "" | "x" | "×" => {
            let unit = (words.len() > 1)
                .then(|| words[1].parse::<Unit>().ok())
                .flatten()
                // "3 u" of nothing else is no unit but the start of a name; a lone unit letter needs something after it.
                .filter(|_| glued.is_empty());
            Some((number, unit, 1 + usize::from(unit.is_some())))
        }
        glued => Some((number, Some(glued.parse().ok()?), 1)),
    }
}

fn positive(text: &str) -> Option<Decimal> {
    parse_number(text, NumberStyle::Guess)
        .ok()
        .filter(|number| *number > Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> (String, Option<&'static str>, String) {
        let entry = readings(text).remove(0);
        (
            entry
                .number
                .map(|number| number.to_string())
                .unwrap_or_default(),
            entry.unit.map(Unit::code),
            entry.text,
        )
    }

    #[test]
    fn quantities_are_read_as_they_are_said() {
        let cases = [
            ("12 ensai", "12", None, "ensai"),
            ("3 barra", "3", None, "barra"),
            ("barra 3", "3", None, "barra"),
            ("12x cro", "12", None, "cro"),
            ("12 x cro", "12", None, "cro"),
            ("cro x 12", "12", None, "cro"),
            ("2,5 kg chapata", "2.5", Some("kg"), "chapata"),
            ("2.5kg chapata", "2.5", Some("kg"), "chapata"),
            ("chapata 2,5 kg", "2.5", Some("kg"), "chapata"),
            ("2 doc magd", "2", Some("dozen"), "magd"),
            ("2 docenas de magdalenas", "2", Some("dozen"), "magdalenas"),
            ("Pan Integral", "", None, "pan integral"),
            ("ENSAÏMADA 4", "4", None, "ensaimada"),
        ];
        for (text, number, unit, rest) in cases {
            assert_eq!(
                first(text),
                (number.to_owned(), unit, rest.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_name_with_a_number_is_tried_whole_too() {
        let texts: Vec<String> = readings("pan 500")
            .into_iter()
            .map(|entry| entry.text)
            .collect();
        assert_eq!(texts, ["pan", "pan 500"]);
    }

    #[test]
    fn nothing_and_no_quantity_are_refused() {
        assert!(readings("   ").is_empty());
        for text in ["", "0", "-3", "kg", "3 barras", "1,2,3"] {
            assert_eq!(quantity(text), None, "{text}");
        }
        assert_eq!(quantity("12"), Some((Decimal::from(12), None)));
        assert_eq!(
            quantity("2,5 kg").map(|(_, unit)| unit),
            Some(Some(Unit::Kg))
        );
    }
}
