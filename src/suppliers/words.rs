//! Goods and prices of buying as people read and type them, and as the API writes them.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::unit_of;
use crate::error::FieldErrors;
use crate::i18n::Lang;
use crate::values::money::AmountVisitor;
use crate::values::{BaseUnit, Price, Quantity, Unit, format};
use crate::web::Form;

/// "25 kg", "120", "750 ml".
pub fn goods(lang: Lang, quantity: Quantity, base: BaseUnit) -> String {
    format::natural(lang, quantity, base)
}

/// "0,589 €/kg".
pub fn per(lang: Lang, price: Price, base: BaseUnit) -> String {
    format::price_per(lang, price, base.price_unit(), base)
}

/// "kg", "l", or the word for pieces.
pub fn unit(lang: Lang, base: BaseUnit) -> String {
    match unit_of(base) {
        Unit::Piece => lang.t("suppliers-piece"),
        other => other.code().to_owned(),
    }
}

/// Terms of payment as people say them: `Net 30` is "30 días" in Spanish, `COD` is "al recibir". Other words stand.
pub fn terms(lang: Lang, terms: &str) -> String {
    let net = terms.strip_prefix("Net ").map(str::trim);
    match (net.and_then(|days| days.parse::<i64>().ok()), terms) {
        (Some(days), _) => lang.with1("suppliers-terms-net", "days", days),
        (None, "COD") => lang.t("suppliers-terms-at-once"),
        (None, terms) => terms.to_owned(),
    }
}

/// What is kept of terms that somebody typed in either language: [`terms`] backwards.
pub fn read_terms(typed: &str) -> String {
    let typed = typed.trim();
    let days: String = typed.chars().filter(char::is_ascii_digit).collect();
    let said = |kept: &String| {
        let mut ways = Lang::ALL.iter().map(|lang| terms(*lang, kept));
        ways.any(|way| way.eq_ignore_ascii_case(typed))
    };
    let known = [format!("Net {days}"), "COD".to_owned()];
    known
        .into_iter()
        .find(said)
        .unwrap_or_else(|| typed.to_owned())
}

/// What a pack is called, with its size unless the name says it: "saco 25 kg", "caja 180".
pub fn pack(lang: Lang, name: &str, size: Quantity, base: BaseUnit) -> String {
    let size = goods(lang, size, base);
    let says_it = name.strip_suffix(&size);
    if says_it.is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')) {
        name.to_owned()
    } else {
        format!("{name} {size}").trim_start().to_owned()
    }
}

/// So many packs: "un saco", "4 sacos 25 kg", "360 cajas de 180". The first word of a pack's name is made plural as the
/// language does.
pub fn packs(lang: Lang, count: i64, name: &str) -> String {
    let name = name.trim();
    let (word, rest) = match name.find(char::is_whitespace) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let word = match count {
        1 => word.to_owned(),
        _ => plural(lang, word),
    };
    let count = format::count(lang, count);
    format!("{count} {word}{rest}")
}

fn plural(lang: Lang, word: &str) -> String {
    let Some(last) = word.chars().last().filter(|last| last.is_alphabetic()) else {
        return word.to_owned();
    };
    let but_last = || word.strip_suffix(last).unwrap_or(word);
    match (lang, last) {
        (Lang::Es, 's' | 'x') => word.to_owned(),
        (Lang::Es, 'z') => format!("{}ces", but_last()),
        (Lang::Es, 'a' | 'e' | 'i' | 'o' | 'u' | 'á' | 'é' | 'ó') => format!("{word}s"),
        (Lang::Es, 'n') if word.ends_with("ón") => {
            format!("{}ones", word.strip_suffix("ón").unwrap_or(word))
        }
        (Lang::Es, _) => format!("{word}es"),
        (Lang::En, 's' | 'x') => format!("{word}es"),
        (Lang::En, _) if word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        (Lang::En, _) => format!("{word}s"),
    }
}

/// A price as it stands in a field: with cents, and more decimals where it has them.
pub fn typed_price(lang: Lang, price: Price) -> String {
    let mut number = price.decimal().normalize();
    if number.scale() < 2 {
        number.rescale(2);
    }
    let text = number.to_string();
    match lang {
        Lang::Es => text.replace('.', ","),
        Lang::En => text,
    }
}

/// A number as it stands in a field to be typed over: no groups, the decimal mark of the language.
pub fn typed(lang: Lang, number: Decimal) -> String {
    format::typed(lang, number, Decimal::MAX_SCALE)
}

/// A quantity as it stands in a field, in the unit it is bought in.
pub fn typed_goods(lang: Lang, quantity: Quantity, base: BaseUnit) -> String {
    typed(lang, quantity.in_unit(unit_of(base)))
}

/// A quantity typed in the unit it is bought in.
pub fn read_goods(
    form: &Form,
    name: &str,
    base: BaseUnit,
    errors: &mut FieldErrors,
) -> Option<Quantity> {
    let number = unit_of(base).counted(form.decimal(name, errors)?);
    let quantity = Quantity::written(number, unit_of(base)).ok();
    if quantity.is_none() {
        errors.add(name, "field-amount");
    }
    quantity
}

/// A quantity of the API: a decimal in a string, in the unit that stands beside it (kg, l or unit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount(pub Decimal);

impl Amount {
    pub fn of(quantity: Quantity, base: BaseUnit) -> Self {
        Self(quantity.in_unit(unit_of(base)))
    }

    /// The quantity that it is of goods with this base unit.
    pub fn goods(self, name: &str, base: BaseUnit, errors: &mut FieldErrors) -> Option<Quantity> {
        let quantity = Quantity::written(self.0, unit_of(base)).ok();
        if quantity.is_none() {
            errors.add(name, "field-amount");
        }
        quantity
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor).map(Self)
    }
}

crate::values::plumbing::string_schema!(
    Amount,
    "Quantity in the unit beside it (kg, l or unit)",
    "25"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_says_its_size_once_and_a_price_its_cents() {
        let kg = |number: i64| Quantity::of(number.into(), Unit::Kg).unwrap_or_default();
        let said = |name| pack(Lang::Es, name, kg(5), BaseUnit::G);
        assert_eq!(said("caja 5 kg"), "caja 5 kg");
        assert_eq!(said("caja"), "caja 5 kg");
        assert_eq!(said("caja 25 kg"), "caja 25 kg 5 kg");
        assert_eq!(said(""), "5 kg");
        for (price, typed) in [("1.7", "1,70"), ("0.589", "0,589"), ("3", "3,00")] {
            assert_eq!(
                typed_price(Lang::Es, price.parse().unwrap_or_default()),
                typed
            );
        }
    }

    #[test]
    fn packs_are_counted_as_people_do() {
        for (lang, count, name, said) in [
            (Lang::Es, 1, "saco", "1 saco"),
            (Lang::Es, 4, "saco 25 kg", "4 sacos 25 kg"),
            (Lang::Es, 360, "caja de 180", "360 cajas de 180"),
            (Lang::Es, 2, "bidón", "2 bidones"),
            (Lang::Es, 2, "barril", "2 barriles"),
            (Lang::En, 2, "box", "2 boxes"),
            (Lang::En, 3, "sack", "3 sacks"),
            (Lang::En, 1, "sack", "1 sack"),
        ] {
            assert_eq!(packs(lang, count, name), said);
        }
    }

    #[test]
    fn terms_are_said_in_the_readers_language_and_kept_in_one_way() {
        assert_eq!(terms(Lang::Es, "Net 30"), "30 días");
        assert_eq!(terms(Lang::En, "Net 30"), "Net 30");
        assert_eq!(terms(Lang::Es, "COD"), "al recibir");
        assert_eq!(terms(Lang::Es, "A convenir"), "A convenir");
        for (typed, kept) in [
            ("30 días", "Net 30"),
            (" 45 Días ", "Net 45"),
            ("Net 15", "Net 15"),
            ("on delivery", "COD"),
            ("30 días fin de mes", "30 días fin de mes"),
            ("", ""),
        ] {
            assert_eq!(read_terms(typed), kept);
        }
    }
}
