//! Orders: taking, reckoning, moving on, changing, cancelling; the bakery's days.

use hornada::catalog::{self, Allergen, NewItem};
use hornada::customers::{self, AllergenNotes, CustomerType, ExposureOf, NewCustomer};
use hornada::db::Tx;
use hornada::error::{Error, Result};
use hornada::orders::{
    self, Amount, Asked, Change, DeliveryMethod, NewLine, NewOrder, Source, Status, Who, days,
};
use hornada::values::calendar::Day;
use hornada::values::ids::{CustomerId, ItemId, OrderId};
use hornada::values::{BaseUnit, PriceUnit, Quantity, Unit};
use rust_decimal::Decimal;

use crate::support::TestApp;

/// What the tests of orders stand on: three items, a shop customer and a hotel.
#[derive(Debug, Clone, Copy)]
pub struct World {
    /// 1.10 € gross in the shop, 0.54 € net wholesale; bread, 4 %.
    pub barra: ItemId,
    /// 1.35 € gross, 0.62 € net; food, 10 %; milk, eggs, gluten.
    pub croissant: ItemId,
    /// By weight: 4.20 € gross and 2.90 € net the kilo; bread.
    pub chapata: ItemId,
    pub ana: CustomerId,
    pub hotel: CustomerId,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Saturday: the clock of the tests stands on Friday 20 November at 17:00, before the cut-off of 20:00.
pub const SATURDAY: &str = "2026-11-21";
pub const MONDAY: &str = "2026-11-23";

fn item(
    tx: &Tx,
    name: &str,
    base: BaseUnit,
    class: &str,
    prices: [&str; 2],
    allergens: &[Allergen],
) -> Result<ItemId> {
    let class = catalog::tax_classes(tx)?
        .into_iter()
        .find(|known| known.code == class)
        .unwrap();
    let mut new = NewItem::new(name, base, class.id);
    new.is_sold = true;
    new.is_made = true;
    new.allergens = allergens.to_vec();
    if base == BaseUnit::G {
        new.unit = Unit::Kg;
        new.price_unit = PriceUnit::Kg;
    }
    let id = catalog::create(tx, new)?;
    for list in catalog::price_lists(tx)? {
        let price = prices[usize::from(list.code == "MAY")];
        catalog::set_price(tx, list.id, id, day("2026-01-01"), price.parse().unwrap())?;
    }
    Ok(id)
}

pub fn world(app: &TestApp) -> World {
    app.write(|tx| {
        let bread = [Allergen::Gluten];
        let pastry = [Allergen::Gluten, Allergen::Eggs, Allergen::Milk];
        Ok(World {
            barra: item(
                tx,
                "Barra de pan",
                BaseUnit::Piece,
                "bread",
                ["1.10", "0.54"],
                &bread,
            )?,
            croissant: item(
                tx,
                "Croissant",
                BaseUnit::Piece,
                "food",
                ["1.35", "0.62"],
                &pastry,
            )?,
            chapata: item(
                tx,
                "Chapata",
                BaseUnit::G,
                "bread",
                ["4.20", "2.90"],
                &bread,
            )?,
            ana: customers::create(
                tx,
                NewCustomer {
                    contact_name: "Ana Ruiz".into(),
                    phone: Some("612340821".into()),
                    ..NewCustomer::default()
                },
            )?,
            hotel: customers::create(
                tx,
                NewCustomer {
                    customer_type: CustomerType::Hotel,
                    business_name: "Hotel Miramar".into(),
                    contact_name: "Luisa Prado".into(),
                    phone: Some("600111222".into()),
                    credit_limit: Some("500".parse().unwrap()),
                    credit_term_days: Some(30),
                    ..NewCustomer::default()
                },
            )?,
        })
    })
}

pub fn units(number: i64) -> Amount {
    Amount::Units(Decimal::from(number))
}

pub fn order(who: CustomerId, date: &str, lines: &[(ItemId, i64)]) -> NewOrder {
    NewOrder {
        requested_date: Some(day(date)),
        lines: lines
            .iter()
            .map(|(item, number)| NewLine::of(*item, units(*number), None))
            .collect(),
        ..NewOrder::from(Who::Known(who), Source::Phone)
    }
}

pub fn take(app: &TestApp, new: NewOrder) -> OrderId {
    app.write(move |tx| orders::create(tx, new))
}

fn fails<T: Send + 'static + std::fmt::Debug>(
    app: &TestApp,
    work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> Error {
    app.db
        .write_blocking(hornada::db::Actor::system(), work)
        .unwrap_err()
}

/// The fields that an error names.
fn fields(error: &Error) -> Vec<String> {
    match error {
        Error::Invalid(errors) => errors.0.iter().map(|error| error.field.clone()).collect(),
        other => panic!("not about fields: {other:?}"),
    }
}

fn conflict(error: &Error) -> &str {
    match error {
        Error::Conflict(message, _) => &message.key,
        other => panic!("no conflict: {other:?}"),
    }
}

#[test]
fn a_shop_order_has_gross_prices_and_is_confirmed_at_once() {
    let app = TestApp::new();
    let world = world(&app);
    let id = take(
        &app,
        order(
            world.ana,
            SATURDAY,
            &[(world.barra, 3), (world.croissant, 12)],
        ),
    );
    let order = app.read(|view| orders::find(view, id));
    assert_eq!(order.order_number, "ORD-2026-1120-001");
    assert_eq!(order.status, Status::Confirmed);
    // 3 × 1.10 = 3.30 at 4 %: base 3.17; 12 × 1.35 = 16.20 at 10 %: base 14.73.
    assert_eq!(order.total_amount.to_string(), "19.50");
    assert_eq!(order.subtotal.to_string(), "17.90");
    assert_eq!(order.tax_amount.to_string(), "1.60");
    assert_eq!(order.payment_due_date, None);
    let customer = app.read(|view| customers::find(view, world.ana));
    assert_eq!(customer.total_orders, 1);
    assert_eq!(customer.total_lifetime_value.to_string(), "19.50");
    assert_eq!(customer.last_order_date, Some(day("2026-11-20")));
    let kinds: String =
        app.value("SELECT group_concat(event_type) FROM events WHERE subject_kind = 'order'");
    assert_eq!(kinds, "order_created");
}
