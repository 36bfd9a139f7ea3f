//! The paper of an order, as the supplier gets it.

use super::{Line, Purchase, totals};
use crate::db::View;
use crate::documents::{Party, Place, PurchaseDocument, PurchaseLine, TaxRow, abroad};
use crate::error::{Error, Result};
use crate::i18n::Lang;
use crate::settings;
use crate::suppliers::{Supplier, words};

pub(super) fn document_of(
    view: &View,
    purchase: &Purchase,
    supplier: &Supplier,
    lines: &[Line],
) -> Result<PurchaseDocument> {
    let lang = supplier.lang;
    let totals = totals(lines)?;
    let text = |key| view.settings.text(key).to_owned();
    let (street, postcode, town) = (
        text(settings::STREET),
        text(settings::POSTCODE),
        text(settings::TOWN),
    );
    let own = super::own_address(view);
    let elsewhere = purchase.delivery_address != own;
    Ok(PurchaseDocument {
        lang,
        number: purchase.po_number.clone(),
        version: u32::try_from(purchase.document_version).unwrap_or(1),
        day: purchase.order_date.to_string(),
        sent_at: view.now.to_string(),
        required_day: purchase
            .required_delivery_date
            .map(|day| day.to_string())
            .unwrap_or_default(),
        supplier: supplier_party(purchase, supplier),
        bakery: Party::bakery(&view.settings),
        deliver_to: Place {
            name: text(settings::BAKERY_NAME),
            street: if elsewhere {
                purchase.delivery_address.clone()
            } else {
                street
            },
            postcode: if elsewhere { String::new() } else { postcode },
            town: if elsewhere { String::new() } else { town },
            phone: text(settings::PHONE),
            ..Place::default()
        },
        reply_to: text(settings::EMAIL),
        lines: lines
            .iter()
            .map(|line| printed(lang, line))
            .collect::<Result<_>>()?,
        taxes: totals.rows.iter().map(tax_row).collect(),
        subtotal: totals.subtotal.to_string(),
        tax: totals.tax.to_string(),
        total: totals.total.to_string(),
        terms: words::terms(lang, &purchase.payment_terms),
        notes: purchase.supplier_notes.clone(),
        ..PurchaseDocument::default()
    })
}

fn tax_row(row: &crate::values::TaxRow) -> TaxRow {
    TaxRow {
        rate: row.rate.to_string(),
        base: row.base.to_string(),
        tax: row.tax.to_string(),
        ..TaxRow::default()
    }
}

fn supplier_party(purchase: &Purchase, supplier: &Supplier) -> Party {
    let or_own = |text: &str, own: &Option<String>| match text {
        "" => own.clone().unwrap_or_default(),
        text => text.to_owned(),
    };
    Party {
        name: supplier.name.clone(),
        tax_id: supplier.tax_id.clone().unwrap_or_default(),
        street: supplier.address_line1.clone(),
        postcode: supplier.postal_code.clone(),
        town: supplier.city.clone(),
        province: supplier.province.clone(),
        country: abroad(&supplier.country),
        phone: or_own(&purchase.contact_phone, &supplier.phone),
        email: or_own(&purchase.contact_email, &supplier.email),
        ..Party::default()
    }
}

/// A line as it is printed: packs with the price of a pack where it is whole packs, else loose with the price of a unit.
fn printed(lang: Lang, line: &Line) -> Result<PurchaseLine> {
    let net = line.net_price()?;
    let unit = line.base_unit.price_unit();
    let per_pack = net
        .for_quantity(line.pack_size, unit)
        .map_err(Error::internal)?;
    let packs = line.whole_packs();
    let pack = format!(
        "{} · {}",
        line.pack_name,
        words::goods(lang, line.pack_size, line.base_unit)
    );
    Ok(PurchaseLine {
        code: line.supplier_product_code.clone(),
        name: match line.quality_notes.as_str() {
            "" => line.ingredient_name.clone(),
            notes => format!("{} ({notes})", line.ingredient_name),
        },
        packs: packs.map(|packs| packs.to_string()).unwrap_or_default(),
        pack: if packs.is_some() { pack } else { String::new() },
        quantity: line
            .quantity_ordered
            .in_unit(line.unit())
            .normalize()
            .to_string(),
        unit: words::unit(lang, line.base_unit),
        unit_price: match packs {
            Some(_) => crate::values::round_half_away(per_pack, 4)
                .normalize()
                .to_string(),
            None => net.to_string(),
        },
        amount: line.line_total.to_string(),
        rate: line.tax_rate.to_string(),
    })
}
