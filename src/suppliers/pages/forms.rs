//! Forms of suppliers and their products: typed text to types, and back.

use super::BREAK_ROWS;
use crate::error::{FieldErrors, Result};
use crate::i18n::Lang;
use crate::suppliers::{
    Break, NewProduct, NewSupplier, Supplier, SupplierProduct, USUAL_TERMS, words,
};
use crate::values::calendar::Day;
use crate::values::ids::ItemId;
use crate::values::{BaseUnit, Quantity, Rate, Weekdays};
use crate::web::Form;

pub(super) fn read_supplier(form: &Form) -> Result<NewSupplier> {
    let mut errors = FieldErrors::default();
    let text = |name: &str| form.text(name).to_owned();
    let weekdays: Weekdays = form
        .all("delivery_weekdays")
        .filter_map(|day| day.parse().ok())
        .collect();
    let new = NewSupplier {
        name: form.required("name", &mut errors),
        tax_id: text("tax_id"),
        contact_name: text("contact_name"),
        email: text("email"),
        phone: text("phone"),
        address_line1: text("address_line1"),
        city: text("city"),
        postal_code: text("postal_code"),
        province: text("province"),
        country: text("country"),
        payment_terms: form
            .optional("payment_terms")
            .map_or_else(|| USUAL_TERMS.to_owned(), words::read_terms),
        delivery_weekdays: weekdays,
        minimum_order_value: form
            .money("minimum_order_value", &mut errors)
            .unwrap_or_default(),
        lead_time_days: form.whole("lead_time_days", &mut errors).unwrap_or(3),
        lang: Lang::from_code(form.text("lang")).unwrap_or_default(),
        certificates: text("certificates"),
        is_trusted: form.is_on("is_trusted"),
        quality_rating: form.whole("quality_rating", &mut errors),
        notes: text("notes"),
        is_active: form.is_on("is_active"),
    };
    if weekdays.is_empty() && !errors.is_empty() {
        errors.add("delivery_weekdays", "suppliers-no-weekday");
    }
    errors.or(new)
}

pub(super) fn typed_again(supplier: &Supplier) -> NewSupplier {
    let supplier = supplier.clone();
    NewSupplier {
        name: supplier.name,
        tax_id: supplier.tax_id.unwrap_or_default(),
        contact_name: supplier.contact_name,
        email: supplier.email.unwrap_or_default(),
        phone: supplier.phone.unwrap_or_default(),
        address_line1: supplier.address_line1,
        city: supplier.city,
        postal_code: supplier.postal_code,
        province: supplier.province,
        country: supplier.country,
        payment_terms: supplier.payment_terms,
        delivery_weekdays: supplier.delivery_weekdays,
        minimum_order_value: supplier.minimum_order_value,
        lead_time_days: supplier.lead_time_days,
        lang: supplier.lang,
        certificates: supplier.certificates,
        is_trusted: supplier.is_trusted,
        quality_rating: supplier.quality_rating,
        notes: supplier.notes,
        is_active: supplier.is_active,
    }
}

pub(super) fn form_of(lang: Lang, new: &NewSupplier, version: Option<i64>) -> Form {
    let on = |is: bool| if is { "on".to_owned() } else { String::new() };
    let mut pairs: Vec<(String, String)> = [
        ("name", new.name.clone()),
        ("tax_id", new.tax_id.clone()),
        ("contact_name", new.contact_name.clone()),
        ("email", new.email.clone()),
        ("phone", new.phone.clone()),
        ("address_line1", new.address_line1.clone()),
        ("city", new.city.clone()),
        ("postal_code", new.postal_code.clone()),
        ("province", new.province.clone()),
        ("country", new.country.clone()),
        ("payment_terms", words::terms(lang, &new.payment_terms)),
        (
            "minimum_order_value",
            words::typed(lang, new.minimum_order_value.decimal()),
        ),
        ("lead_time_days", new.lead_time_days.to_string()),
        ("lang", new.lang.code().to_owned()),
        ("certificates", new.certificates.clone()),
        ("is_trusted", on(new.is_trusted)),
        (
            "quality_rating",
            new.quality_rating
                .map(|rating| rating.to_string())
                .unwrap_or_default(),
        ),
        ("notes", new.notes.clone()),
        ("is_active", on(new.is_active)),
        (
            "version",
            version
                .map(|version| version.to_string())
                .unwrap_or_default(),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for weekday in new.delivery_weekdays.numbers() {
        pairs.push(("delivery_weekdays".to_owned(), weekday.to_string()));
    }
    Form::from_pairs(pairs)
}

pub(super) fn read_product(
    form: &Form,
    item: ItemId,
    base: BaseUnit,
    usual_rate: Rate,
    today: Day,
) -> Result<NewProduct> {
    let mut errors = FieldErrors::default();
    let price = form.price("unit_price", &mut errors);
    if price.is_none() && form.text("unit_price").is_empty() {
        errors.add("unit_price", "field-required");
    }
    let pack_size = words::read_goods(form, "pack_size", base, &mut errors);
    if pack_size.is_none() && form.text("pack_size").is_empty() {
        errors.add("pack_size", "field-required");
    }
    let minimum = words::read_goods(form, "minimum_order_quantity", base, &mut errors);
    let new = NewProduct {
        ingredient_id: item,
        supplier_product_code: form.text("supplier_product_code").to_owned(),
        supplier_product_name: form.text("supplier_product_name").to_owned(),
        unit_price: price.unwrap_or_default(),
        pack_name: form.text("pack_name").to_owned(),
        pack_size: pack_size.unwrap_or_default(),
        minimum_order_quantity: minimum.unwrap_or_default(),
        lead_time_days: form.whole("lead_time_days", &mut errors),
        is_preferred: form.is_on("is_preferred"),
        quality_grade: form.text("quality_grade").to_owned(),
        tax_rate: form.rate("tax_rate", &mut errors).unwrap_or(usual_rate),
        contract_price: form.price("contract_price", &mut errors),
        contract_from: form.day("contract_from", today, &mut errors),
        contract_until: form.day("contract_until", today, &mut errors),
        is_active: form.is_on("is_active"),
        breaks: read_breaks(form, base, &mut errors),
    };
    errors.or(new)
}

fn read_breaks(form: &Form, base: BaseUnit, errors: &mut FieldErrors) -> Vec<Break> {
    let mut breaks = Vec::new();
    for at in 0..BREAK_ROWS {
        let (from, price) = (
            format!("breaks.{at}.from_quantity"),
            format!("breaks.{at}.unit_price"),
        );
        if form.text(&from).is_empty() && form.text(&price).is_empty() {
            continue;
        }
        let quantity = words::read_goods(form, &from, base, errors);
        let unit_price = form.price(&price, errors);
        match quantity.zip(unit_price) {
            Some((from_quantity, unit_price)) => breaks.push(Break {
                from_quantity,
                unit_price,
            }),
            None => errors.add(from, "suppliers-wrong-break"),
        }
    }
    breaks
}

pub(super) fn form_of_product(lang: Lang, product: &SupplierProduct) -> Form {
    let on = |is: bool| if is { "on".to_owned() } else { String::new() };
    let goods = |quantity: Quantity| match quantity.is_zero() {
        true => String::new(),
        false => words::typed_goods(lang, quantity, product.base_unit),
    };
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let contract = product
        .contract_price
        .map(|price| words::typed_price(lang, price));
    let mut pairs: Vec<(String, String)> = [
        ("ingredient_id", product.ingredient_id.to_string()),
        (
            "supplier_product_code",
            product.supplier_product_code.clone(),
        ),
        (
            "supplier_product_name",
            product.supplier_product_name.clone(),
        ),
        ("unit_price", words::typed_price(lang, product.unit_price)),
        ("pack_name", product.pack_name.clone()),
        ("pack_size", goods(product.pack_size)),
        (
            "minimum_order_quantity",
            goods(product.minimum_order_quantity),
        ),
        (
            "lead_time_days",
            product
                .lead_time_days
                .map(|days| days.to_string())
                .unwrap_or_default(),
        ),
        ("is_preferred", on(product.is_preferred)),
        ("quality_grade", product.quality_grade.clone()),
        ("tax_rate", words::typed(lang, product.tax_rate.decimal())),
        ("contract_price", contract.unwrap_or_default()),
        ("contract_from", day(product.contract_from)),
        ("contract_until", day(product.contract_until)),
        ("is_active", on(product.is_active)),
        ("version", product.version.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (at, step) in product.breaks.iter().enumerate() {
        pairs.push((
            format!("breaks.{at}.from_quantity"),
            goods(step.from_quantity),
        ));
        pairs.push((
            format!("breaks.{at}.unit_price"),
            words::typed_price(lang, step.unit_price),
        ));
    }
    Form::from_pairs(pairs)
}
