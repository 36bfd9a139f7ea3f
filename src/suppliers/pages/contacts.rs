//! Contacts of a supplier: added, changed, taken away and back.

use actix_web::http::StatusCode;
use askama::Template;

use super::{Spoken, error_of};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::suppliers::api::contacts::own;
use crate::suppliers::{self, Contact, ContactRole, NewContact, Supplier};
use crate::values::ids::{SupplierContactId, SupplierId};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "suppliers/contact.html")]
struct ContactPage {
    frame: Frame,
    supplier: Supplier,
    /// None: a new one.
    contact: Option<Contact>,
    form: Form,
    errors: Spoken,
    key: String,
}

impl ContactPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn action(&self) -> String {
        let contacts = format!("/suppliers/{}/contacts", self.supplier.id);
        match &self.contact {
            Some(contact) => format!("{contacts}/{}", contact.id),
            None => contacts,
        }
    }

    fn roles(&self) -> Vec<(&'static str, String)> {
        let roles = ContactRole::ALL.iter();
        roles
            .map(|role| (role.code(), role_words(self.frame.lang, *role)))
            .collect()
    }
}

/// What a contact is asked about, in words.
pub(super) fn role_words(lang: Lang, role: ContactRole) -> String {
    lang.t(&format!("suppliers-role-{}", role.code()))
}

fn read(form: &Form) -> Result<NewContact> {
    let mut errors = FieldErrors::default();
    let new = NewContact {
        name: form.text("name").to_owned(),
        role: form
            .parsed("role", "setting-choice", &mut errors)
            .unwrap_or(ContactRole::Other),
        email: form.text("email").to_owned(),
        phone: form.text("phone").to_owned(),
        takes_orders: form.is_on("takes_orders"),
    };
    errors.or(new)
}

fn filled(contact: &Contact) -> Form {
    let on = if contact.takes_orders { "on" } else { "" };
    let pairs = [
        ("name", contact.name.clone()),
        ("role", contact.role.code().to_owned()),
        ("email", contact.email.clone().unwrap_or_default()),
        ("phone", contact.phone.clone().unwrap_or_default()),
        ("takes_orders", on.to_owned()),
        ("version", contact.version.to_string()),
    ];
    Form::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

fn ids(ctx: &Ctx) -> Result<(SupplierId, SupplierContactId)> {
    Ok((ctx.id("id")?, ctx.id("contact")?))
}

async fn page(
    ctx: &Ctx,
    supplier: SupplierId,
    contact: Option<SupplierContactId>,
    form: Option<Form>,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    let key = form.as_ref().and_then(|form| form.optional("_key"));
    let key = key.map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    ctx.page_with(status, move |view, frame| {
        let contact = contact.map(|id| own(view, supplier, id)).transpose()?;
        let form = form
            .or_else(|| contact.as_ref().map(filled))
            .unwrap_or_default();
        Ok(ContactPage {
            supplier: suppliers::find(view, supplier)?,
            frame,
            contact,
            form,
            errors,
            key,
        })
    })
    .await
}

/// `GET /suppliers/{id}/contacts/new`
///
/// # Errors
/// Not found.
pub async fn new_contact(ctx: Ctx) -> Answer {
    let id = ctx.id("id")?;
    page(&ctx, id, None, None, FieldErrors::default(), StatusCode::OK).await
}

/// `GET /suppliers/{id}/contacts/{contact}`
///
/// # Errors
/// Not found.
pub async fn contact(ctx: Ctx) -> Answer {
    let (supplier, id) = ids(&ctx)?;
    let none = FieldErrors::default();
    page(&ctx, supplier, Some(id), None, none, StatusCode::OK).await
}

/// `POST /suppliers/{id}/contacts`
///
/// # Errors
/// Those of the verb.
pub async fn add_contact(ctx: Ctx) -> Answer {
    let (form, supplier) = (ctx.form()?, ctx.id::<SupplierId>("id")?);
    let answer = match read(&form) {
        Ok(new) => {
            let said = ctx
                .lang
                .with1("suppliers-contact-added", "name", new.name.as_str());
            ctx.once(move |tx| {
                suppliers::add_contact(tx, supplier, &new)?;
                Ok(Stored::see(format!("/suppliers/{supplier}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    or_page(&ctx, supplier, None, form, answer).await
}

/// `POST /suppliers/{id}/contacts/{contact}`
///
/// # Errors
/// Those of the verb.
pub async fn save_contact(ctx: Ctx) -> Answer {
    let (form, (supplier, id)) = (ctx.form()?, ids(&ctx)?);
    let version = form.version().unwrap_or_default();
    let answer = match read(&form) {
        Ok(new) => {
            let said = ctx.lang.t("saved");
            ctx.once(move |tx| {
                own(tx, supplier, id)?;
                suppliers::edit_contact(tx, id, version, &new)?;
                Ok(Stored::see(format!("/suppliers/{supplier}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    or_page(&ctx, supplier, Some(id), form, answer).await
}

async fn or_page(
    ctx: &Ctx,
    supplier: SupplierId,
    contact: Option<SupplierContactId>,
    form: Form,
    answer: Answer,
) -> Answer {
    match (answer, contact) {
        (Err(Error::Invalid(errors)), _) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(ctx, supplier, contact, Some(form), errors, status).await
        }
        (Err(Error::Stale), Some(id)) => {
            let now = move |view: &View| Ok(filled(&own(view, supplier, id)?));
            let about = ("supplier", supplier.0);
            let (form, errors) = overtaken(ctx, about, "suppliers", &form, now).await?;
            let status = StatusCode::PRECONDITION_FAILED;
            page(ctx, supplier, contact, Some(form), errors, status).await
        }
        (answer, _) => answer,
    }
}

/// `POST /suppliers/{id}/contacts/{contact}/remove`; the form carries the version that was seen.
///
/// # Errors
/// Those of the verb.
pub async fn remove_contact(ctx: Ctx) -> Answer {
    let (form, (supplier, id), lang) = (ctx.form()?, ids(&ctx)?, ctx.lang);
    let version = form.version().unwrap_or_default();
    let answer = ctx
        .once(move |tx| {
            let name = own(tx, supplier, id)?.name;
            suppliers::remove_contact(tx, id, version)?;
            let said = lang.with1("suppliers-contact-removed", "name", name);
            let back = format!("/suppliers/{supplier}/contacts/{id}/restore");
            Ok(Stored::see(format!("/suppliers/{supplier}"))
                .saying(said)
                .undo(back))
        })
        .await;
    or_page(&ctx, supplier, Some(id), form, answer).await
}

/// `POST /suppliers/{id}/contacts/{contact}/restore`: takes it back.
///
/// # Errors
/// Those of the verb.
pub async fn restore_contact(ctx: Ctx) -> Answer {
    let ((supplier, id), said) = (ids(&ctx)?, ctx.lang.t("suppliers-contact-restored"));
    ctx.once(move |tx| {
        suppliers::restore_contact(tx, supplier, id)?;
        Ok(Stored::see(format!("/suppliers/{supplier}")).saying(said))
    })
    .await
}
