//! The demo's days: standing orders, cut-offs, deliveries, returns, invoices, payments, purchases, one after another.

use crate::db::{Actor, Db, Tx};
use crate::error::{Error, Result};
use crate::fulfilment::{self, Handover};
use crate::invoices;
use crate::orders::{self, Amount, NewLine, NewOrder, Source, Who};
use crate::payments::{self, Method, NewPayment};
use crate::planning;
use crate::production;
use crate::purchasing;
use crate::standing_orders::dates::Frequency;
use crate::standing_orders::{self, NewTemplate, NewTemplateLine};
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{CustomerId, ItemId, PointId, splitmix};
use crate::values::{Money, Quantity, Unit};

use super::shop::{self, Shop};
use super::story;
use super::today;
use super::world::{GOODS, PAYERS};

/// How far the history goes back.
pub(super) const DAYS_BACK: i64 = 364;
/// From here on every day is lived; before it, one day of each week.
const DAILY: i64 = 35;
/// Bake lines are ticked and the store is used since then: three weeks of consumption.
const BAKED: i64 = 21;
/// From here on somebody buys every morning; before, on two days of the week.
const BOUGHT_DAILY: i64 = 6;
/// So long nobody has ordered what is needed: it is there to be accepted. From two suppliers longer, so that something always
/// is, on whatever weekdays they come.
const LEFT_OPEN: i64 = 3;
const LEFT_LONGER: (i64, [usize; 2]) = (7, [0, 3]);

/// Days back on which the purchases were made that stand in states of their own.
const STORY: i64 = 5;
/// Minutes between two stops of a round.
const STOP: u32 = 4;

/// How many days late the slow ones pay.
const SLOW: i64 = 24;

/// Sets the clock to a time of a day in the bakery's zone.
pub(super) fn at(db: &Db, day: Day, time: &str) -> Result<()> {
    let time: Time = time
        .parse()
        .map_err(|_| Error::internal("a time of the demo"))?;
    db.clock()
        .set(Instant::from(db.settings().zone().instant(day, time)));
    Ok(())
}

/// One unit of work of the demo.
pub(super) fn step<T: Send + 'static>(
    db: &Db,
    work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write_blocking(
        Actor {
            name: "demo".into(),
            ..Actor::system()
        },
        work,
    )
}

/// Draws by lot, the same every time.
pub(super) struct Lots(u64);

impl Lots {
    pub(super) fn below(&mut self, most: i64) -> i64 {
        let most = u64::try_from(most.max(1)).unwrap_or(1);
        i64::try_from(splitmix(&mut self.0) % most).unwrap_or_default()
    }

    /// Whether a chance of one in `of` came up.
    fn one_in(&mut self, of: i64) -> bool {
        self.below(of) == 0
    }
}

/// Lives the year.
pub(super) fn live(db: &Db, shop: &Shop, today: Day, now: Instant) -> Result<()> {
    let mut lots = Lots(super::SEED);
    let first = today.add_days(-DAYS_BACK);
    for day in first
        .to(today.add_days(-DAILY - 1))
        .filter(|day| day.weekday() == 5)
    {
        weekly_orders(db, shop, day, &mut lots)?;
        day_of_work(db, shop, day, &mut lots, false)?;
    }
    at(db, today.add_days(-DAILY), "08:00")?;
    let start = today.add_days(-DAILY);
    let templates = templates(shop, start, &mut lots);
    step(db, move |tx| {
        for template in templates {
            standing_orders::create(tx, template)?;
        }
        Ok(())
    })?;
    for day in today.add_days(-DAILY + 1).to(today.previous()) {
        shop_orders(db, shop, day, &mut lots)?;
        let baked = day >= today.add_days(-BAKED);
        if day == today.add_days(-BAKED) {
            let owned = shop.clone();
            step(db, move |tx| shop::fill_store(tx, &owned))?;
        }
        day_of_work(db, shop, day, &mut lots, baked)?;
        if baked {
            story::closing(db, shop, day)?;
        }
        let buys = day >= today.add_days(-BOUGHT_DAILY) || matches!(day.weekday(), 1 | 4);
        if baked && buys {
            buy(db, shop, day, today)?;
        }
        if day == today.add_days(-STORY) {
            story::purchases(db, shop, day, today)?;
        }
    }
    story::afternoon(db, shop, today.previous())?;
    shop_orders(db, shop, today, &mut lots)?;
    eve(db, today)?;
    today::live(db, shop, (today, now), &mut lots)
}

/// One week's order of every business, delivered on `day`.
fn weekly_orders(db: &Db, shop: &Shop, day: Day, lots: &mut Lots) -> Result<()> {
    at(db, day.previous(), "12:00")?;
    let mut wanted = Vec::new();
    for (payer, (customer, points)) in PAYERS
        .iter()
        .zip(&shop.customers)
        .filter(|(payer, _)| payer.size > 0)
    {
        let point = points.first().copied();
        let lines = usual_lines(shop, payer.size, lots);
        wanted.push((*customer, point, lines));
    }
    step(db, move |tx| {
        for (customer, point, lines) in wanted {
            let new = order(customer, point, Some(day), lines, Source::Phone);
            confirm(tx, &orders::create(tx, new)?)?;
        }
        Ok(())
    })
}

/// Somebody looked at it: what was not confirmed by itself is.
pub(super) fn confirm(tx: &Tx, taken: &orders::Taken) -> Result<()> {
    if taken.order.status == orders::Status::Pending {
        orders::confirm(tx, taken.order.id)
    } else {
        Ok(())
    }
}

/// What a business of this size takes on a usual day: item and quantity.
fn usual_lines(shop: &Shop, size: i64, lots: &mut Lots) -> Vec<(ItemId, i64)> {
    let kinds = 2 + size / 2 + lots.below(3);
    let mut lines: Vec<(ItemId, i64)> = Vec::new();
    for _ in 0..kinds {
        let place = usize::try_from(lots.below(shop::FIRST_CAKE)).unwrap_or_default();
        let (Some(goods), Some(item)) = (GOODS.get(place), shop.goods.get(place)) else {
            continue;
        };
        if goods.grams > 0 && lines.iter().all(|(known, _)| known != item) {
            let many = if goods.grams > 300 { 2 } else { 6 };
            lines.push((*item, many + lots.below(size * many)));
        }
    }
    lines
}

fn order(
    customer: CustomerId,
    point: Option<PointId>,
    day: Option<Day>,
    lines: Vec<(ItemId, i64)>,
    source: Source,
) -> NewOrder {
    NewOrder {
        delivery_point_id: point,
        requested_date: day,
        allergen_override: true,
        lines: lines
            .into_iter()
            .map(|(item, count)| NewLine::of(item, Amount::Units(count.into()), None))
            .collect(),
        ..NewOrder::from(Who::Known(customer), source)
    }
}

/// A standing order for every point of every business.
fn templates(shop: &Shop, start: Day, lots: &mut Lots) -> Vec<NewTemplate> {
    let mut templates = Vec::new();
    for (payer, (customer, points)) in PAYERS
        .iter()
        .zip(&shop.customers)
        .filter(|(payer, _)| payer.size > 0)
    {
        for point in points {
            let lines = usual_lines(shop, payer.size, lots)
                .into_iter()
                .map(|(item, count)| {
                    let weekend = if payer.kind == "wholesale" {
                        0
                    } else {
                        count + count / 3
                    };
                    let week = [
                        count,
                        count,
                        count,
                        count,
                        count + count / 4,
                        weekend,
                        weekend,
                    ];
                    NewTemplateLine {
                        product_id: item,
                        unit: String::new(),
                        week: week.map(Into::into),
                        custom_instructions: String::new(),
                    }
                });
            templates.push(NewTemplate {
                recurring_name: String::new(),
                customer_id: *customer,
                delivery_point_id: Some(*point),
                frequency: Frequency::Weekly,
                delivery_method: orders::DeliveryMethod::Delivery,
                delivery_time: None,
                delivery_notes: String::new(),
                start_date: start.next(),
                end_date: None,
                lines: lines.collect(),
            });
        }
    }
    templates
}

/// What people order at the counter and by telephone for `day`, on the afternoon before.
fn shop_orders(db: &Db, shop: &Shop, day: Day, lots: &mut Lots) -> Result<()> {
    at(db, day.previous(), "17:30")?;
    let wanted: Vec<NewOrder> = (0..2 + lots.below(5))
        .filter_map(|_| shop_order(shop, day, lots))
        .collect();
    let one_is_called_off = day.day().is_multiple_of(6);
    step(db, move |tx| {
        for (place, new) in wanted.into_iter().enumerate() {
            let taken = orders::create(tx, new)?;
            confirm(tx, &taken)?;
            if one_is_called_off && place == 0 {
                orders::cancel(tx, taken.order.id, "Ha llamado: no puede venir.")?;
            }
        }
        Ok(())
    })
}

/// Somebody's cake and bread, to be fetched on `day` between eight and one.
pub(super) fn shop_order(shop: &Shop, day: Day, lots: &mut Lots) -> Option<NewOrder> {
    let people: Vec<CustomerId> = PAYERS
        .iter()
        .zip(&shop.customers)
        .filter(|(payer, _)| payer.size == 0)
        .map(|(_, (customer, _))| *customer)
        .collect();
    let place = usize::try_from(lots.below(i64::try_from(people.len()).ok()?)).ok()?;
    let cake = usize::try_from(shop::FIRST_CAKE + lots.below(8)).ok()?;
    let bread = usize::try_from(lots.below(24)).ok()?;
    let lines = [shop.goods.get(cake), shop.goods.get(bread)]
        .into_iter()
        .flatten()
        .map(|item| (*item, 1 + lots.below(4)))
        .collect();
    let hour = Time::new(u32::try_from(8 + lots.below(6)).ok()?, 0);
    let source = if lots.one_in(2) {
        Source::InStore
    } else {
        Source::Phone
    };
    Some(NewOrder {
        requested_time: hour,
        ..order(*people.get(place)?, None, Some(day), lines, source)
    })
}

/// The evening before a day: its cut-off.
fn eve(db: &Db, day: Day) -> Result<()> {
    at(db, day.previous(), "20:00")?;
    step(db, move |tx| production::freeze_day(tx, day).map(drop))
}

/// A day from its cut-off to its payments.
fn day_of_work(db: &Db, shop: &Shop, day: Day, lots: &mut Lots, baked: bool) -> Result<()> {
    eve(db, day)?;
    // The standing orders of the days ahead are made every night, so that none is late wherever the history ends.
    at(db, day, "00:30")?;
    step(db, move |tx| standing_orders::jobs::run(tx, day).map(drop))?;
    if baked {
        at(db, day, "04:30")?;
        step(db, move |tx| bake(tx, day))?;
    }
    at(db, day, "06:05")?;
    step(db, move |tx| payments::issue_due(tx, day, day).map(drop))?;
    let luck = lots.below(1_000);
    at(db, day, "09:40")?;
    step(db, move |tx| deliver_all(tx, day, luck))?;
    at(db, day, "12:00")?;
    let customers: Vec<CustomerId> = shop
        .customers
        .iter()
        .map(|(customer, _)| *customer)
        .collect();
    step(db, move |tx| collect(tx, &customers, day))
}

fn bake(tx: &Tx, day: Day) -> Result<()> {
    for (item, _) in production::demand(tx, day)? {
        tick(tx, day, item)?;
    }
    Ok(())
}

/// Ticks a bake line; where something is short it stays open, as it would in life.
pub(super) fn tick(tx: &Tx, day: Day, item: ItemId) -> Result<()> {
    match production::tick(tx, day, item, None, production::WhenShort::TakeWhatIsThere) {
        Ok(_) | Err(Error::Conflict(..)) => Ok(()),
        Err(error) => Err(error),
    }
}

fn deliver_all(tx: &Tx, day: Day, luck: i64) -> Result<()> {
    for (place, note) in fulfilment::of_day(tx, day)?.into_iter().enumerate() {
        fulfilment::deliver(tx, note.id, &handover(tx, day, place))?;
        let draw = (i64::try_from(place).unwrap_or_default() * 7 + luck) % 11;
        if draw == 0
            && let Some(line) = fulfilment::lines(tx, note.id)?.first()
            && line.delivered > Quantity::of(4.into(), Unit::Piece).unwrap_or_default()
        {
            fulfilment::take_back(tx, line.id, Quantity::whole(2), "")?;
        }
    }
    Ok(())
}

/// At the stop of this place in the round, but not later than now.
fn handover(tx: &Tx, day: Day, place: usize) -> Handover {
    let minutes = 5 + u32::try_from(place).unwrap_or_default() * STOP;
    let time = Time::new(6 + minutes / 60, minutes % 60);
    let at = time.map(|time| Instant::from(tx.zone.instant(day, time)).min(tx.now));
    Handover {
        receiver: "Recepción".into(),
        at,
        ..Handover::default()
    }
}

/// Payers pay on the day that is printed, but for those who never hurry.
pub(super) fn collect(tx: &Tx, customers: &[CustomerId], day: Day) -> Result<()> {
    for customer in customers {
        for invoice in invoices::open_of(tx, *customer)? {
            let is_slow = invoice.number % 6 == 0 && day < invoice.due_date.add_days(SLOW);
            // Some pay a half first, and the rest when they are reminded.
            let is_half = invoice.number % 7 == 3 && day < invoice.due_date.add_days(SLOW);
            let is_whole = invoice.amount_due == invoice.total_amount;
            if invoice.due_date > day || is_slow || (is_half && !is_whole) {
                continue;
            }
            let amount = match is_half {
                true => Money::from_cents(invoice.amount_due.cents() / 2),
                false => invoice.amount_due,
            };
            if !amount.is_positive() {
                continue;
            }
            let payment = NewPayment {
                customer_id: *customer,
                payment_date: day,
                method: Method::Transfer,
                reference: invoice.invoice_number.clone(),
                amount,
                notes: String::new(),
                allocations: vec![(invoice.id, amount)],
                confirm_amount: true,
            };
            payments::take(tx, &payment)?;
        }
    }
    Ok(())
}

/// A morning of buying: needs, orders to suppliers, what arrives. In the last days needs are left open.
fn buy(db: &Db, shop: &Shop, day: Day, today: Day) -> Result<()> {
    at(db, day, "05:00")?;
    let (longer, slow) = LEFT_LONGER;
    let asked = |place: &usize| match slow.contains(place) {
        true => day < today.add_days(-longer),
        false => day < today.add_days(-LEFT_OPEN),
    };
    let suppliers = shop.suppliers.iter().copied().enumerate();
    let suppliers: Vec<_> = suppliers.filter(|(place, _)| asked(place)).collect();
    step(db, move |tx| {
        planning::calculate(tx, day)?;
        for (_, supplier) in suppliers {
            if planning::needs_of(tx, supplier)?.is_empty() {
                continue;
            }
            let purchase = purchasing::create_from_needs(tx, supplier)?;
            purchasing::submit(tx, purchase)?;
            purchasing::approve(tx, purchase)?;
        }
        Ok(())
    })?;
    at(db, day, "10:30")?;
    step(db, move |tx| receive_expected(tx, day))
}

fn receive_expected(tx: &Tx, day: Day) -> Result<()> {
    let filter = purchasing::Filter {
        status: Some(purchasing::state::Status::Sent),
        after: None,
        limit: 100,
    };
    for purchase in purchasing::list(tx, &filter)? {
        if purchase
            .expected_delivery_date
            .is_none_or(|expected| expected > day)
        {
            continue;
        }
        let mut delivery = purchasing::everything_open(tx, purchase.id)?;
        if purchase.internal_notes == story::LATE {
            continue;
        }
        if purchase.internal_notes == story::HALF {
            story::halve(&mut delivery);
        }
        purchasing::receive(tx, purchase.id, &delivery)?;
    }
    Ok(())
}
