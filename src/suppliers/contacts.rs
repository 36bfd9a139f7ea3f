//! Whom to speak to at a supplier, beside the one who stands with the supplier itself: for orders, accounts, deliveries.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::store::contacts as store;
use super::{Supplier, find, only_changed};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::values::calendar::Instant;
use crate::values::codes::codes;
use crate::values::ids::{SupplierContactId, SupplierId};
use crate::values::text::looks_like_mail;

pub use store::{contact, contacts};

/// Most contacts of one supplier.
const MOST: usize = 50;

codes! {
    /// What somebody is to be asked about.
    ContactRole {
        Orders = "orders",
        Accounts = "accounts",
        Delivery = "delivery",
        Quality = "quality",
        Other = "other",
    }
}

/// Somebody who works for a supplier.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SupplierContact)]
pub struct Contact {
    pub id: SupplierContactId,
    pub supplier_id: SupplierId,
    pub name: String,
    pub role: ContactRole,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Purchase orders are mailed to them.
    pub takes_orders: bool,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Instant,
    pub version: i64,
}

/// A contact as typed or sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = NewSupplierContact)]
pub struct NewContact {
    pub name: String,
    pub role: ContactRole,
    pub email: String,
    pub phone: String,
    /// Purchase orders are mailed to them; needs an e-mail address.
    pub takes_orders: bool,
}

impl Default for NewContact {
    fn default() -> Self {
        Self {
            name: String::new(),
            role: ContactRole::Other,
            email: String::new(),
            phone: String::new(),
            takes_orders: false,
        }
    }
}

/// To whom a supplier's orders go: names and mail addresses, several with a comma between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDesk {
    pub person: String,
    pub phone: String,
    pub email: String,
}

/// To whom orders go: to the contacts that take them, else to the supplier's own.
///
/// # Errors
/// Only those of the database.
pub fn order_desk(view: &View, supplier: &Supplier) -> Result<OrderDesk> {
    let own_phone = supplier.phone.clone().unwrap_or_default();
    let taking: Vec<Contact> = contacts(view, supplier.id)?
        .into_iter()
        .filter(|contact| contact.takes_orders)
        .collect();
    if taking.is_empty() {
        return Ok(OrderDesk {
            person: supplier.contact_name.clone(),
            phone: own_phone,
            email: supplier.email.clone().unwrap_or_default(),
        });
    }
    let names: Vec<&str> = taking.iter().map(|contact| contact.name.as_str()).collect();
    let emails = taking.iter().filter_map(|contact| contact.email.as_deref());
    let phone = taking.iter().find_map(|contact| contact.phone.clone());
    Ok(OrderDesk {
        person: names.join(", "),
        phone: phone.unwrap_or(own_phone),
        email: emails.collect::<Vec<_>>().join(", "),
    })
}

/// Adds a contact.
///
/// # Errors
/// [`Error::NotFound`] without the supplier; [`Error::Invalid`] with every wrong field, or of one too many.
pub fn add_contact(tx: &Tx, supplier: SupplierId, new: &NewContact) -> Result<SupplierContactId> {
    find(tx, supplier)?;
    check(new)?;
    if contacts(tx, supplier)?.len() >= MOST {
        let message = Message::new("suppliers-contacts-many").arg("most", MOST);
        return Err(Error::field("name", message));
    }
    let id: SupplierContactId = tx.id();
    store::insert(tx, id, supplier, new)?;
    tell(tx, supplier, "contact_added", new.name.trim(), json!({}))?;
    Ok(id)
}

/// Changes a contact.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::NotFound`] when taken away; [`Error::Invalid`] with every wrong field.
pub fn edit_contact(tx: &Tx, id: SupplierContactId, version: i64, new: &NewContact) -> Result<()> {
    let before = contact(tx, id)?;
    check(new)?;
    if !store::update(tx, id, version, new)? {
        return Err(Error::Stale);
    }
    let after = contact(tx, id)?;
    let changes = json!({
        "name": [before.name, after.name],
        "role": [before.role, after.role],
        "email": [before.email, after.email],
        "phone": [before.phone, after.phone],
        "takes_orders": [before.takes_orders, after.takes_orders],
    });
    let changes = only_changed(changes);
    tell(
        tx,
        before.supplier_id,
        "contact_edited",
        &after.name,
        changes,
    )
}

/// Takes a contact away; `version` is that which was read.
///
/// # Errors
/// [`Error::Stale`] when changed meanwhile; [`Error::NotFound`] when taken away already.
pub fn remove_contact(tx: &Tx, id: SupplierContactId, version: i64) -> Result<()> {
    let before = contact(tx, id)?;
    if !store::remove(tx, id, version)? {
        return Err(Error::Stale);
    }
    tell(
        tx,
        before.supplier_id,
        "contact_removed",
        &before.name,
        json!({}),
    )
}

/// Puts a contact of this supplier back that was taken away.
///
/// # Errors
/// A conflict when it is there.
pub fn restore_contact(tx: &Tx, supplier: SupplierId, id: SupplierContactId) -> Result<()> {
    if !store::restore(tx, supplier, id)? {
        return Err(Error::conflict("suppliers-contact-there"));
    }
    let name = contact(tx, id)?.name;
    tell(tx, supplier, "contact_restored", &name, json!({}))
}

fn check(new: &NewContact) -> Result<()> {
    let mut errors = FieldErrors::default();
    if new.name.trim().is_empty() {
        errors.add("name", "field-required");
    }
    let email = new.email.trim();
    if !email.is_empty() && (!looks_like_mail(email) || email.contains(',')) {
        errors.add("email", "field-email");
    } else if email.is_empty() && new.takes_orders {
        errors.add("email", "suppliers-orders-need-mail");
    }
    errors.or(())
}

fn tell(
    tx: &Tx,
    supplier: SupplierId,
    action: &'static str,
    name: &str,
    changes: serde_json::Value,
) -> Result<()> {
    let payload = json!({ "supplier_id": supplier });
    events::record(
        tx,
        Happened::new("supplier", Some(supplier.0), action)
            .because(name)
            .changes(changes)
            .event("supplier_changed", "suppliers.changed", payload),
    )
}
