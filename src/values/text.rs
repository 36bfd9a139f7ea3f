//! Text as searches compare it; what looks like a mail address.

use super::PhoneDigits;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case and without accents, so that "Jamón" is found by "jamon" and "España" by "espana". ñ becomes n; spaces
/// are kept as they are.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// An address that a mail server would take: one `@`, a dotted name behind it, no blanks.
pub fn looks_like_mail(text: &str) -> bool {
    text.len() <= 254
        && text
            .parse::<lettre::Address>()
            .is_ok_and(|address| address.domain().contains('.'))
}

/// A telephone number: nine digits of a Spanish one, or up to fifteen with a country code (E.164).
pub fn looks_like_phone(text: &str) -> bool {
    let digits = PhoneDigits::new(text);
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-./()".contains(c));
    plain && (9..=15).contains(&digits.as_str().len())
}

/// An account number whose control digits are right (ISO 13616); a Spanish one has 24 places.
pub fn looks_like_iban(text: &str) -> bool {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_long_enough = match code.get(..2) {
        Some("ES") => code.len() == 24,
        _ => (15..=34).contains(&code.len()),
    };
    let is_formed = code.chars().all(|c| c.is_ascii_alphanumeric())
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code
            .get(2..4)
            .is_some_and(|check| check.chars().all(|c| c.is_ascii_digit()));
    if !is_long_enough || !is_formed {
        return false;
    }
    let (head, rest) = code.split_at(4);
    let rest = rest.chars().chain(head.chars());
    // Letters count from A as 10; the number that this makes leaves 1 when divided by 97.
    let left = rest.filter_map(|c| c.to_digit(36)).fold(0, |left, digit| {
        let shift = if digit > 9 { 100 } else { 10 };
        (left * shift + digit) % 97
    });
    left == 1
}

/// Most characters of a text of any field, whatever it is for.
const LONGEST: usize = 20_000;

/// Why a text is kept nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// More than so many characters.
    TooLong(usize),
    /// It holds characters that nobody sees: they end texts early, turn them round or hide what they say.
    Invisible,
}

/// Why this text cannot be kept in `field`, if so. Strokes of a signature are as long as they are; names and the like keep
/// to the lengths of the documents, other texts to [`LONGEST`].
pub fn unfit(field: &str, text: &str) -> Option<Unfit> {
    let last = field.rsplit('.').next().unwrap_or(field);
    if text.chars().any(is_invisible) {
        return Some(Unfit::Invisible);
    }
    let most = match last {
        // The second is short wherever it is kept; a login that is tried with more than that is counted like any other.
        "signature" | "email" => return None,
        "phone" | "secondary_phone" | "contact_phone" | "tax_id" | "unit" => 50,
        "postal_code" => 20,
        "sku" | "city" | "province" | "country" | "category" | "supplier_product_code" => 100,
        "name"
        | "variant_name"
        | "business_name"
        | "contact_name"
        | "contact_person"
        | "customer_name"
        | "address_line1"
        | "address_line2"
        | "product_name"
        | "supplier_name"
        | "supplier_product_name"
        | "recurring_name"
        | "receiver" => 255,
        "customer_notes"
        | "custom_instructions"
        | "delivery_notes"
        | "delivery_address"
        | "billing_address"
        | "internal_notes"
        | "reason"
        | "note" => 2_000,
        _ => LONGEST,
    };
    (text.len() > most && text.chars().count() > most).then_some(Unfit::TooLong(most))
}

/// Control characters but line ends and tabs, and those that turn the direction of reading.
pub fn is_invisible(c: char) -> bool {
    let is_plain = matches!(c, '\n' | '\r' | '\t');
    (c.is_control() && !is_plain)
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_number_checks_itself() {
        for good in [
            "ES91 2100 0418 4502 0005 1332",
            "es9121000418450200051332",
            "DE89370400440532013000",
        ] {
            assert!(looks_like_iban(good), "{good}");
        }
        for bad in [
            "ES00",
            "ES9121000418450200051333",
            "ES91210004184502000513320",
            "",
            "9121ES",
            "ESÑ1",
        ] {
            assert!(!looks_like_iban(bad), "{bad}");
        }
    }

    #[test]
    fn texts_keep_to_what_a_field_holds() {
        assert_eq!(unfit("name", &"ñ".repeat(255)), None);
        assert_eq!(
            unfit("items.3.name", &"ñ".repeat(256)),
            Some(Unfit::TooLong(255))
        );
        assert_eq!(
            unfit("q", &"x".repeat(20_001)),
            Some(Unfit::TooLong(LONGEST))
        );
        assert_eq!(unfit("signature", &"M0 0".repeat(20_000)), None);
        assert_eq!(unfit("notes", "una\nlínea y\totra"), None);
        for hidden in ["a\0b", "a\u{202E}b", "\u{2066}", "a\u{8}"] {
            assert_eq!(unfit("notes", hidden), Some(Unfit::Invisible), "{hidden:?}");
        }
    }
}
