//! The demo's today: lived half an hour at a time until now, with every job at its time, so that a demo that is made late
//! on a Saturday has a past that happened and not one that is caught up with.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::history::{self, Lots};
use super::shop::{self, Shop};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::fulfilment::{self, Handover, Note, Status};
use crate::jobs;
use crate::mail;
use crate::orders;
use crate::production;
use crate::stock;
use crate::values::calendar::{Day, Instant, Time};
use crate::values::ids::{CustomerId, ItemId, RouteId};

/// How far the clock goes in one step.
const STEP: TimeDelta = TimeDelta::minutes(30);
/// Minutes after midnight: the oven is lit, the vans are loaded, the first stop, the bank opens.
const OVEN: u32 = 2 * 60 + 30;
const LOADED: u32 = 5 * 60 + 30;
const FIRST_STOP: u32 = 6 * 60 + 5;
const BANK: u32 = 12 * 60;
/// Minutes between two stops of a round.
const STOP: u32 = 10;
/// Minutes between a cake and who comes for it.
const CAKE_BEFORE: u32 = 60;

/// What people at the counter and on the telephone ask for today: minutes after midnight, for how many days ahead, how.
const CALLS: &[(u32, i64, Call)] = &[
    (9 * 60, 1, Call::WithoutTime),
    (10 * 60, 2, Call::Usual),
    (11 * 60, 1, Call::Usual),
    (12 * 60, 3, Call::Usual),
    (17 * 60 + 30, 1, Call::Usual),
    (18 * 60, 2, Call::Usual),
    (18 * 60 + 30, 2, Call::WithoutTime),
    (19 * 60, 2, Call::Usual),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Usual,
    /// Nobody asked when they come.
    WithoutTime,
}

/// Lives `today` until `now`, from the evening before with the orders of tomorrow.
pub(super) fn live(
    db: &Db,
    shop: &Shop,
    (today, now): (Day, Instant),
    lots: &mut Lots,
) -> Result<()> {
    history::at(db, today.previous(), "20:10")?;
    for _ in 0..3 {
        take(db, shop, today.next(), Call::Usual, lots)?;
    }
    let mut calls = CALLS.iter();
    let mut next_call = calls.next();
    let mut at = Instant::from(db.settings().zone().start_of(today));
    loop {
        db.clock().set(at);
        // At midnight the scheduler begins.
        jobs::tick(db, at)?;
        let minutes = db.settings().zone().time_of(at).minutes();
        while let Some((_, ahead, call)) = next_call.filter(|(from, ..)| *from <= minutes) {
            take(db, shop, today.add_days(*ahead), *call, lots)?;
            next_call = calls.next();
        }
        let shop = shop.clone();
        history::step(db, move |tx| work(tx, &shop, today, minutes))?;
        if at >= now {
            break;
        }
        at = at.plus(STEP).min(now);
    }
    history::step(db, forget_old_mail)
}

/// Somebody orders for `day`.
fn take(db: &Db, shop: &Shop, day: Day, call: Call, lots: &mut Lots) -> Result<()> {
    let Some(mut new) = history::shop_order(shop, day, lots) else {
        return Ok(());
    };
    if call == Call::WithoutTime {
        new.requested_time = None;
    }
    history::step(db, move |tx| {
        let taken = orders::create(tx, new)?;
        history::confirm(tx, &taken)
    })
}

/// What oven, vans, shop and bank have done by this minute of the day.
fn work(tx: &Tx, shop: &Shop, today: Day, minutes: u32) -> Result<()> {
    if minutes < OVEN {
        return Ok(());
    }
    let notes = fulfilment::of_day(tx, today)?;
    bake(tx, shop, today, minutes, &notes)?;
    hand_over(tx, today, minutes, notes)?;
    if (BANK..BANK + 30).contains(&minutes) {
        let customers: Vec<CustomerId> = shop.customers.iter().map(|(id, _)| *id).collect();
        history::collect(tx, &customers, today)?;
    }
    Ok(())
}

/// Bread and buns are out when the vans are loaded; a cake is ready an hour before the first who comes for it.
fn bake(tx: &Tx, shop: &Shop, today: Day, minutes: u32, notes: &[Note]) -> Result<()> {
    let wanted = production::demand(tx, today)?;
    let first_cake = usize::try_from(shop::FIRST_CAKE).unwrap_or_default();
    let bread: Vec<ItemId> = shop
        .goods
        .iter()
        .take(first_cake)
        .filter(|item| wanted.contains_key(item))
        .copied()
        .collect();
    let heat = usize::try_from(minutes.min(LOADED) - OVEN).unwrap_or_default();
    let whole = usize::try_from(LOADED - OVEN).unwrap_or(1);
    let out = bread.len() * heat / whole;
    for item in bread.into_iter().take(out) {
        history::tick(tx, today, item)?;
    }
    for (item, first) in cakes(tx, notes)? {
        if shop.goods.iter().skip(first_cake).any(|cake| *cake == item)
            && first.saturating_sub(CAKE_BEFORE).max(LOADED) <= minutes
        {
            history::tick(tx, today, item)?;
        }
    }
    Ok(())
}

/// Items that somebody comes for, with the minute of the first of them.
fn cakes(tx: &Tx, notes: &[Note]) -> Result<BTreeMap<ItemId, u32>> {
    let mut first = BTreeMap::new();
    for note in notes.iter().filter(|note| note.is_pickup()) {
        let comes = note.requested_time.map_or(LOADED, Time::minutes);
        for line in fulfilment::lines(tx, note.id)? {
            if let Some(item) = line.product_id {
                let known = first.entry(item).or_insert(comes);
                *known = comes.min(*known);
            }
        }
    }
    Ok(first)
}

/// Hands over what is due: stop after stop, and to people who come when they said. The last stop of all is closed, and
/// the last of those who ordered at the counter does not come.
fn hand_over(tx: &Tx, today: Day, minutes: u32, notes: Vec<Note>) -> Result<()> {
    let closed = notes.iter().rev().find(|note| !note.is_pickup());
    let closed = closed.map(|note| note.id);
    let waits = notes.iter().rev().find(|note| note.is_pickup());
    let waits = waits.map(|note| note.id);
    let mut stops: BTreeMap<Option<RouteId>, u32> = BTreeMap::new();
    for note in notes {
        let due = if note.is_pickup() {
            note.requested_time.map_or(BANK, Time::minutes)
        } else {
            let stop = stops.entry(note.route_id).or_default();
            *stop += 1;
            FIRST_STOP + (*stop - 1) * STOP
        };
        if note.status != Status::Prepared || due > minutes || waits == Some(note.id) {
            continue;
        }
        if closed == Some(note.id) {
            fulfilment::not_delivered(tx, note.id, "Cerrado, nadie abre.")?;
        } else if is_there(tx, &note)? {
            let at = Time::from_minutes(due).map(|time| tx.zone.instant(today, time).into());
            let handover = Handover {
                receiver: "Recepción".into(),
                at,
                ..Handover::default()
            };
            fulfilment::deliver(tx, note.id, &handover)?;
        }
    }
    Ok(())
}

/// Nothing leaves the house before it is baked.
fn is_there(tx: &Tx, note: &Note) -> Result<bool> {
    for line in fulfilment::lines(tx, note.id)? {
        if let Some(item) = line.product_id
            && stock::on_hand(tx, item)? < line.ordered
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The mails of the year are taken as sent: only the last two days' wait.
fn forget_old_mail(tx: &Tx) -> Result<()> {
    let before = Instant::from(tx.zone.start_of(tx.today().add_days(-2)));
    mail::settle_before(tx, before)
}
