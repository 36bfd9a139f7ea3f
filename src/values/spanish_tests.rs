#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use proptest::prelude::*;

use super::*;

#[test]
fn right_tax_numbers_are_taken_and_written_in_one_form() {
    for (typed, number, kind) in [
        ("54362315K", "54362315K", TaxIdKind::Dni),
        ("11111111H", "11111111H", TaxIdKind::Dni),
        ("00000010X", "00000010X", TaxIdKind::Dni),
        ("ES93471790C", "93471790C", TaxIdKind::Dni),
        ("89890001K", "89890001K", TaxIdKind::Dni),
        ("89890002E", "89890002E", TaxIdKind::Dni),
        ("x-2482300w", "X2482300W", TaxIdKind::Nie),
        ("X1111111G", "X1111111G", TaxIdKind::Nie),
        ("X5102754C", "X5102754C", TaxIdKind::Nie),
        ("Y7654321G", "Y7654321G", TaxIdKind::Nie),
        ("Z8327649K", "Z8327649K", TaxIdKind::Nie),
        ("M-1234567-L", "M1234567L", TaxIdKind::Person),
        ("b64717838", "B64717838", TaxIdKind::Entity),
        ("B-64.717.838", "B64717838", TaxIdKind::Entity),
        ("J99216582", "J99216582", TaxIdKind::Entity),
        ("A13 585 625", "A13585625", TaxIdKind::Entity),
        ("A58818501", "A58818501", TaxIdKind::Entity),
        ("Q2826000H", "Q2826000H", TaxIdKind::Entity),
    ] {
        let id = TaxId::parse(typed).unwrap();
        assert_eq!((id.as_str(), id.kind()), (number, kind), "{typed}");
        assert!(id.is_usual(), "{typed}");
    }
}

#[test]
fn wrong_tax_numbers_are_refused_with_the_reason() {
    for (typed, reason) in [
        ("54362315Z", TaxIdError::CheckLetter),
        ("X5102755C", TaxIdError::CheckLetter),
        ("L1111111C", TaxIdError::CheckLetter),
        ("B64717839", TaxIdError::CheckDigit),
        ("54362315", TaxIdError::Length),
        ("X2482300", TaxIdError::Length),
        ("J992165831", TaxIdError::Length),
        ("", TaxIdError::Length),
        ("O-1234567-L", TaxIdError::Shape),
        ("B6471783É", TaxIdError::Length),
        ("123456789", TaxIdError::Shape),
        ("B6471A838", TaxIdError::Shape),
        ("X24823W0W", TaxIdError::Shape),
    ] {
        assert_eq!(TaxId::parse(typed), Err(reason), "{typed}");
    }
}

#[test]
fn a_company_with_a_letter_for_control_is_taken_but_unusual() {
    let id = TaxId::parse("B6471783H").unwrap();
    assert!(!id.is_usual());
    assert!(id.is_entity());
    assert_eq!(id.vat_number(), "ESB6471783H");
}

#[test]
fn tax_numbers_travel_as_text() {
    let id: TaxId = serde_json::from_str("\"es b64717838\"").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"B64717838\"");
    assert!(serde_json::from_str::<TaxId>("\"B64717839\"").is_err());
    assert_eq!(TaxIdError::CheckDigit.code(), "check_digit");
}

#[test]
fn a_postcode_starts_with_its_province() {
    let code: Postcode = " 28004 ".parse().unwrap();
    assert_eq!((code.as_str(), code.province()), ("28004", 28));
    for right in ["01001", "52001"] {
        assert!(right.parse::<Postcode>().is_ok(), "{right}");
    }
    for wrong in ["00100", "53001", "2800", "280044", "28 04", "2800A", ""] {
        assert_eq!(wrong.parse::<Postcode>(), Err(PostcodeError), "{wrong}");
    }
    assert!("35001".parse::<Postcode>().unwrap().is_outside_vat());
    assert!(!code.is_outside_vat());
}

#[test]
fn a_telephone_is_the_same_with_and_without_country() {
    for typed in [
        "600 123 456",
        "+34 600-123-456",
        "0034600123456",
        "34 600123456",
        "(600) 12.34.56",
    ] {
        assert_eq!(PhoneDigits::new(typed).as_str(), "600123456", "{typed}");
    }
    assert_eq!(
        PhoneDigits::new("+33 1 23 45 67 89").as_str(),
        "33123456789"
    );
    assert_eq!(PhoneDigits::new("340").as_str(), "340");
    assert_eq!(PhoneDigits::new("600123456").reversed(), "654321006");
    assert!(PhoneDigits::new("sin teléfono").is_empty());
}

#[test]
fn names_are_found_without_accents() {
    assert_eq!(
        crate::values::fold("Jamón SERRANO, España"),
        "jamon serrano, espana"
    );
    assert_eq!(
        crate::values::fold("Pingüino L\u{2019}Hospitalet"),
        "pinguino l\u{2019}hospitalet"
    );
    assert_eq!(crate::values::fold("n\u{303}\u{130}"), "ni");
}

proptest! {
    #[test]
    fn one_letter_fits_a_number_and_no_other(number in 0_u32..100_000_000) {
        let right = (b'A'..=b'Z')
            .filter(|letter| TaxId::parse(&format!("{number:08}{}", char::from(*letter))).is_ok())
            .count();
        prop_assert_eq!(right, 1);
    }

    #[test]
    fn whatever_is_taken_is_taken_again(text in "[0-9A-Za-zñ .-]{0,12}") {
        if let Ok(id) = TaxId::parse(&text) {
            prop_assert_eq!(TaxId::parse(id.as_str()).unwrap(), id);
        }
        let phone = PhoneDigits::new(&text);
        prop_assert!(phone.as_str().bytes().all(|byte| byte.is_ascii_digit()));
    }
}
