//! The first steps of a bakery that has no order yet: what it sells, prices, customers, the first order.

use super::store;
use crate::db::View;
use crate::error::Result;
use crate::people::roles::Permission as P;
use crate::web::Signed;

/// A step on the way to the first order; its words are `first-<name>`, `-why` and `-do` in the catalogues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: &'static str,
    pub done: bool,
    pub href: &'static str,
}

/// What there is already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    pub items: bool,
    pub prices: bool,
    pub customers: bool,
    pub orders: bool,
}

/// The steps that who is signed in may take; none once there is an order.
///
/// # Errors
/// Only those of the database.
pub fn first_steps(view: &View, signed: &Signed) -> Result<Vec<Step>> {
    let begun = store::begun(view)?;
    if begun.orders {
        return Ok(Vec::new());
    }
    let steps = [
        (P::EditItems, "items", begun.items, "/items"),
        (P::EditItems, "prices", begun.prices, "/items"),
        (
            P::EditCustomers,
            "customers",
            begun.customers,
            "/customers/new",
        ),
        (P::EditOrders, "order", false, "/orders/new"),
    ];
    let mine = steps
        .into_iter()
        .filter(|(permission, ..)| signed.may(*permission));
    Ok(mine
        .map(|(_, name, done, href)| Step { name, done, href })
        .collect())
}
