//! Spanish identifiers: tax numbers, postcodes, telephone numbers.

use std::fmt;
use std::str::FromStr;

use super::plumbing::text_value;

const CHECK_LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
const ENTITY_LETTERS: &[u8; 10] = b"JABCDEFGHI";

/// Why a text is not a Spanish tax number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdError {
    #[error("a tax number has nine characters")]
    Length,
    #[error("not the form of a DNI, NIE or NIF")]
    Shape,
    #[error("the check letter does not match")]
    CheckLetter,
    #[error("the check digit does not match")]
    CheckDigit,
}

impl TaxIdError {
    /// A stable code: the API's answer and the tail of the message key.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Shape => "shape",
            Self::CheckLetter => "check_letter",
            Self::CheckDigit => "check_digit",
        }
    }
}

/// Whose tax number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaxIdKind {
    /// A Spaniard: eight digits and a letter.
    Dni,
    /// A foreigner: X, Y or Z, seven digits and a letter.
    Nie,
    /// A person without either: K, L or M, seven digits and a letter.
    Person,
    /// A company, association or public body, once called CIF: a letter, seven digits and a control.
    Entity,
}

/// A Spanish tax number (NIF) whose control is right, in nine upper-case characters without the prefix `ES`.
///
/// An entity may carry its control as digit or letter, as python-stdnum accepts; [`TaxId::is_usual`] tells which follow
/// the rule of the Tax Agency, which has the last word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxId(String);

impl TaxId {
    /// Reads a tax number as typed; see [`normalise`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TaxIdError> {
        let id = normalise(text);
        let bytes = id.as_bytes();
        let [first, digits @ .., last] = bytes else {
            return Err(TaxIdError::Length);
        };
        if bytes.len() != 9 || !id.is_ascii() {
            return Err(TaxIdError::Length);
        }
        let right = match first {
            b'0'..=b'9' => check_letter(&bytes[..8], *last),
            b'X' | b'Y' | b'Z' => {
                let mut number = bytes[..8].to_vec();
                number[0] = first - b'X' + b'0';
                check_letter(&number, *last)
            }
            b'K' | b'L' | b'M' => check_letter(digits, *last),
            b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W' => entity_control(digits, *last),
            _ => Err(TaxIdError::Shape),
        };
        right.map(|()| Self(id))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn kind(&self) -> TaxIdKind {
        match self.0.as_bytes().first() {
            Some(b'0'..=b'9') => TaxIdKind::Dni,
            Some(b'X'..=b'Z') => TaxIdKind::Nie,
            Some(b'K'..=b'M') => TaxIdKind::Person,
            _ => TaxIdKind::Entity,
        }
    }

    /// A company or body, never a natural person.
    pub fn is_entity(&self) -> bool {
        self.kind() == TaxIdKind::Entity
    }

    /// Whether an entity's control is of the kind its letter asks for: a letter for P Q R S N W and for numbers that
    /// start with 00, a digit for A B E H, either for the rest. Always true of persons.
    pub fn is_usual(&self) -> bool {
        let bytes = self.0.as_bytes();
        let letter = bytes.last().is_some_and(u8::is_ascii_uppercase);
        match bytes.first() {
            _ if !self.is_entity() => true,
            Some(b'P' | b'Q' | b'R' | b'S' | b'N' | b'W') => letter,
            _ if self.0.get(1..3) == Some("00") => letter,
            Some(b'A' | b'B' | b'E' | b'H') => !letter,
            _ => true,
        }
    }

    /// As a VAT number for trade in the EU; whether it is registered, only VIES knows.
    pub fn vat_number(&self) -> String {
        format!("ES{}", self.0)
    }
}

impl fmt::Display for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for TaxId {
    type Err = TaxIdError;

    fn from_str(text: &str) -> Result<Self, TaxIdError> {
        Self::parse(text)
    }
}

text_value!(TaxId, "Spanish tax number (NIF)", "B64717838");

/// Upper case, without blanks, hyphens, points and the prefix `ES`: the form in which tax numbers are compared, right
/// or wrong.
pub fn normalise(text: &str) -> String {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '‐' | '–'))
        .flat_map(char::to_uppercase)
        .collect();
    match bare.strip_prefix("ES") {
        Some(rest) if rest.len() >= 8 => rest.to_owned(),
        _ => bare,
    }
}

/// The letter of a number modulo 23.
fn check_letter(digits: &[u8], letter: u8) -> Result<(), TaxIdError> {
    let number = digits.iter().try_fold(0_usize, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + usize::from(digit - b'0'))
    });
    let number = number
        .filter(|_| letter.is_ascii_uppercase())
        .ok_or(TaxIdError::Shape)?;
    if CHECK_LETTERS[number % 23] == letter {
        Ok(())
    } else {
        Err(TaxIdError::CheckLetter)
    }
}

/// Luhn over the seven digits: the first, third, fifth and seventh doubled, digits added, up to the next ten.
fn entity_control(digits: &[u8], control: u8) -> Result<(), TaxIdError> {
    let mut sum = 0_usize;
    for (at, digit) in digits.iter().enumerate() {
        if !digit.is_ascii_digit() {
            return Err(TaxIdError::Shape);
        }
        let value = usize::from(digit - b'0');
        let doubled = value * 2;
        sum += if at % 2 == 0 {
            doubled / 10 + doubled % 10
        } else {
            value
        };
    }
    let expected = (10 - sum % 10) % 10;
    match control {
        b'0'..=b'9' if usize::from(control - b'0') == expected => Ok(()),
        b'0'..=b'9' => Err(TaxIdError::CheckDigit),
        b'A'..=b'Z' if ENTITY_LETTERS[expected] == control => Ok(()),
        b'A'..=b'Z' => Err(TaxIdError::CheckLetter),
        _ => Err(TaxIdError::Shape),
    }
}

/// Not a Spanish postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a postcode has five digits and starts with 01 to 52")]
pub struct PostcodeError;

/// A Spanish postcode: five digits, the first two the province, 01 to 52.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

impl Postcode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Number of the province, 1 to 52 (51 Ceuta, 52 Melilla).
    pub fn province(&self) -> u8 {
        self.0
            .get(..2)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    }

    /// Where value-added tax is not the tax: Canaries, Ceuta and Melilla.
    pub fn is_outside_vat(&self) -> bool {
        matches!(self.province(), 35 | 38 | 51 | 52)
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Postcode {
    type Err = PostcodeError;

    fn from_str(text: &str) -> Result<Self, PostcodeError> {
        let text = text.trim();
        let digits = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        let code = Self(text.to_owned());
        if digits && (1..=52).contains(&code.province()) {
            Ok(code)
        } else {
            Err(PostcodeError)
        }
    }
}

text_value!(Postcode, "Spanish postcode", "28004");

/// The digits of a telephone number, for finding and comparing. Spanish numbers are without country code, others
/// with it and without 00 or +.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PhoneDigits(String);

impl PhoneDigits {
    /// From a number as typed. `34` goes only where nine digits of a Spanish number (6 to 9) follow.
    pub fn new(text: &str) -> Self {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let international = digits.strip_prefix("00").unwrap_or(&digits);
        let national = international
            .strip_prefix("34")
            .filter(|rest| rest.len() == 9 && rest.starts_with(['6', '7', '8', '9']));
        Self(national.unwrap_or(international).to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Last digit first, so that an index finds a number by its last digits.
    pub fn reversed(&self) -> String {
        self.0.chars().rev().collect()
    }
}

impl fmt::Display for PhoneDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for PhoneDigits {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}

text_value!(PhoneDigits, "Digits of a telephone number", "600123456");

#[cfg(test)]
#[path = "spanish_tests.rs"]
mod tests;
