//! Text as searches compare it; what looks like a mail address.

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
