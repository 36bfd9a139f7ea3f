//! A customer who leaves takes the standing orders along, and they come back together only where that is undone.

use serde::Serialize;
use utoipa::ToSchema;

use super::settle::Effects;
use super::store::{self, Of};
use super::{set_active, settle};
use crate::customers;
use crate::db::{Tx, View};
use crate::error::Result;
use crate::values::ids::{CustomerId, TemplateId};

/// What hangs on a customer: what retiring them stops and what it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hanging {
    /// Active standing orders.
    pub standing_orders: i64,
    /// Orders from today on that are still to be delivered.
    pub open_orders: i64,
}

impl Hanging {
    pub const fn is_nothing(self) -> bool {
        self.standing_orders == 0 && self.open_orders == 0
    }
}

/// # Errors
/// Only those of the database.
pub fn hanging_on(view: &View, customer: CustomerId) -> Result<Hanging> {
    let templates = store::load(view, Of::Customer(customer), view.today())?;
    let active = templates.iter().filter(|known| known.schedule.is_active);
    Ok(Hanging {
        standing_orders: i64::try_from(active.count()).unwrap_or(i64::MAX),
        open_orders: store::open_orders(view, customer, view.today())?,
    })
}

/// What retiring a customer came to.
#[derive(Debug, Clone, Default)]
pub struct Retired {
    /// The standing orders that were active until now.
    pub stopped: Vec<TemplateId>,
    pub effects: Effects,
    /// Orders that stand nevertheless.
    pub open_orders: i64,
}

/// Takes a customer out of the lists and stops their standing orders; what was made of them for days that are still open is
/// called off. Orders that people took stay.
///
/// # Errors
/// [`crate::error::Error::NotFound`].
pub fn retire(tx: &Tx, customer: CustomerId) -> Result<Retired> {
    let mut retired = Retired::default();
    for template in store::load(tx, Of::Customer(customer), tx.today())? {
        if template.schedule.is_active {
            let effects = set_active(tx, template.id, template.version, false)?;
            retired.effects.add(effects);
            retired.stopped.push(template.id);
        }
    }
    customers::set_active(tx, customer, false)?;
    retired.open_orders = store::open_orders(tx, customer, tx.today())?;
    Ok(retired)
}

/// Undoes [`retire`]: the customer is back, and so are those of the standing orders that were stopped with them. One whose
/// order cannot be made any more starts nevertheless; its failure is listed as that of any run.
///
/// # Errors
/// [`crate::error::Error::NotFound`].
pub fn bring_back(tx: &Tx, customer: CustomerId, stopped: &[TemplateId]) -> Result<Effects> {
    customers::set_active(tx, customer, true)?;
    let mut effects = Effects::default();
    for template in store::load(tx, Of::Customer(customer), tx.today())? {
        if stopped.contains(&template.id) && !template.schedule.is_active {
            effects.add(set_active(tx, template.id, template.version, true)?);
        }
    }
    Ok(effects)
}

/// Does `work`, which changes the days on which the bakery opens, and settles the orders of all standing orders with it,
/// by the settings as they are then.
///
/// # Errors
/// Those of `work`.
pub fn reopening(tx: &Tx, work: impl FnOnce() -> Result<()>) -> Result<Effects> {
    let window = settle::Window::between(tx.today(), None);
    let watch = settle::watch(tx, Of::Active, window)?;
    work()?;
    tx.with_settings_anew(|tx| {
        settle::settle(tx, watch, &super::reason(tx, "standing-because-closed"))
    })
}
