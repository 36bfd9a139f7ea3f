//! A customer made and changed.

use actix_web::http::StatusCode;
use askama::Template;
use uuid::Uuid;

use super::{error_of, none, price_list_options, round_options, wrong_in};
use crate::customers::{self, BusinessType, Contact, Customer, CustomerType, NewCustomer, Rhythm};
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::settings;
use crate::values::ids::CustomerId;
use crate::values::money::Money;
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};

#[derive(Template)]
#[template(path = "customers/form.html")]
struct FormPage {
    frame: Frame,
    customer: Option<Customer>,
    form: Form,
    errors: Vec<(String, String)>,
    /// Other customers with this phone or e-mail: id, words.
    others: Vec<(CustomerId, String)>,
    price_lists: Vec<(String, String)>,
    rounds: Vec<(String, String)>,
    usual_terms: i64,
    key: String,
}

const ADDRESS: &[&str] = &[
    "email",
    "secondary_phone",
    "address_line1",
    "city",
    "postal_code",
    "route_id",
];
const INVOICING: &[&str] = &[
    "tax_id",
    "price_list_id",
    "discount_percentage",
    "credit_limit",
    "credit_term_days",
];

impl FormPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn action(&self) -> String {
        match &self.customer {
            Some(customer) => format!("/customers/{}", customer.id),
            None => "/customers".to_owned(),
        }
    }

    fn opens_address(&self) -> bool {
        self.customer.is_some() || wrong_in(&self.errors, ADDRESS)
    }

    fn opens_invoicing(&self) -> bool {
        self.customer.is_some() || wrong_in(&self.errors, INVOICING)
    }

    fn words<'a>(
        &self,
        field: &str,
        codes: impl Iterator<Item = &'a str>,
    ) -> Vec<(String, String)> {
        let named = codes.map(|code| {
            let key = format!("customer-{field}-{code}").replace('_', "-");
            (code.to_owned(), self.frame.t(&key))
        });
        named.collect()
    }

    fn types(&self) -> Vec<(String, String)> {
        self.words(
            "customer_type",
            CustomerType::ALL.iter().map(|value| value.code()),
        )
    }

    fn business_types(&self) -> Vec<(String, String)> {
        self.words(
            "business_type",
            BusinessType::ALL.iter().map(|value| value.code()),
        )
    }

    fn rhythms(&self) -> Vec<(String, String)> {
        self.words(
            "invoice_rhythm",
            Rhythm::ALL.iter().map(|value| value.code()),
        )
    }

    fn contacts(&self) -> Vec<(String, String)> {
        self.words(
            "preferred_contact_method",
            Contact::ALL.iter().map(|value| value.code()),
        )
    }

    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        vec![("es", "Español"), ("en", "English")]
    }
}

fn blank(ctx: &Ctx) -> Form {
    // What was looked for and not found is a phone or a name.
    let text = ctx.query.text("text");
    let is_phone = text.chars().filter(char::is_ascii_digit).count() >= 6;
    let sought = if is_phone { "phone" } else { "contact_name" };
    let pairs = [
        ("customer_type", "retail"),
        ("business_type", "individual"),
        ("country", "España"),
        ("lang", ctx.app.db.settings().language().code()),
        ("fresh_food_term", "on"),
        ("reminders_on", "on"),
        (sought, text),
    ];
    Form::from_pairs(
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    )
}

fn typed(lang: Lang, number: impl ToString) -> String {
    match lang {
        Lang::Es => number.to_string().replace('.', ","),
        Lang::En => number.to_string(),
    }
}

fn filled(lang: Lang, customer: &Customer) -> Form {
    let on = |is: bool| if is { "on" } else { "" }.to_owned();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let money =
        |amount: Option<Money>| amount.map_or_else(String::new, |amount| typed(lang, amount));
    let pairs = [
        ("customer_type", customer.customer_type.to_string()),
        ("business_type", customer.business_type.to_string()),
        ("business_name", customer.business_name.clone()),
        ("contact_name", customer.contact_name.clone()),
        ("email", text(&customer.email)),
        ("phone", text(&customer.phone)),
        ("secondary_phone", text(&customer.secondary_phone)),
        ("address_line1", customer.address_line1.clone()),
        ("address_line2", customer.address_line2.clone()),
        ("city", customer.city.clone()),
        ("postal_code", customer.postal_code.clone()),
        ("province", customer.province.clone()),
        ("country", customer.country.clone()),
        ("tax_id", text(&customer.tax_id)),
        ("equivalence_surcharge", on(customer.equivalence_surcharge)),
        (
            "price_list_id",
            customer
                .price_list_id
                .map_or_else(String::new, |id| id.to_string()),
        ),
        (
            "discount_percentage",
            typed(lang, customer.discount_percentage),
        ),
        ("credit_limit", money(customer.credit_limit)),
        ("credit_term_days", customer.credit_term_days.to_string()),
        ("invoice_rhythm", customer.invoice_rhythm.to_string()),
        ("fresh_food_term", on(customer.fresh_food_term)),
        ("reminders_on", on(customer.reminders_on)),
        ("notes_with_prices", on(customer.notes_with_prices)),
        ("customer_notes", customer.customer_notes.clone()),
        (
            "preferred_contact_method",
            customer
                .preferred_contact_method
                .map_or_else(String::new, |way| way.to_string()),
        ),
        ("lang", customer.lang.code().to_owned()),
        ("version", customer.version.to_string()),
    ];
    Form::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).into())
}

fn read(form: &Form) -> Result<NewCustomer> {
    let mut errors = FieldErrors::default();
    let text = |name: &str| form.text(name).to_owned();
    let optional = |name: &str| form.optional(name).map(str::to_owned);
    if form.optional("contact_name").is_none() && form.optional("business_name").is_none() {
        errors.add("contact_name", "field-required");
    }
    let usual = NewCustomer::default();
    let choice = "setting-choice";
    let customer_type = form
        .parsed("customer_type", choice, &mut errors)
        .unwrap_or(usual.customer_type);
    let new = NewCustomer {
        customer_type,
        business_type: form
            .parsed("business_type", choice, &mut errors)
            .unwrap_or(usual.business_type),
        business_name: text("business_name"),
        contact_name: text("contact_name"),
        email: optional("email"),
        phone: optional("phone"),
        secondary_phone: optional("secondary_phone"),
        address_line1: text("address_line1"),
        address_line2: text("address_line2"),
        city: text("city"),
        postal_code: text("postal_code"),
        province: text("province"),
        country: optional("country").unwrap_or(usual.country),
        tax_id: optional("tax_id"),
        equivalence_surcharge: form.is_on("equivalence_surcharge"),
        price_list_id: form.parsed("price_list_id", choice, &mut errors),
        discount_percentage: form
            .rate("discount_percentage", &mut errors)
            .unwrap_or_default(),
        credit_limit: form.money("credit_limit", &mut errors),
        credit_term_days: form.whole("credit_term_days", &mut errors),
        invoice_rhythm: form
            .parsed("invoice_rhythm", choice, &mut errors)
            .unwrap_or(customer_type.usual_rhythm()),
        fresh_food_term: form.is_on("fresh_food_term"),
        reminders_on: form.is_on("reminders_on"),
        notes_with_prices: form.is_on("notes_with_prices"),
        customer_notes: text("customer_notes"),
        preferred_contact_method: form.parsed("preferred_contact_method", choice, &mut errors),
        lang: Lang::from_code(form.text("lang")).unwrap_or_default(),
        route_id: form.parsed("route_id", choice, &mut errors),
    };
    errors.or(new)
}

/// `GET /customers/new`
///
/// # Errors
/// Those of the database.
pub async fn new(ctx: Ctx) -> Answer {
    page(&ctx, None, blank(&ctx), none(), StatusCode::OK).await
}

/// `GET /customers/{id}/edit`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn edit(ctx: Ctx) -> Answer {
    let id: CustomerId = ctx.id("id")?;
    let customer = ctx.read(move |view| customers::find(view, id)).await?;
    page(
        &ctx,
        Some(id),
        filled(ctx.lang, &customer),
        none(),
        StatusCode::OK,
    )
    .await
}

async fn page(
    ctx: &Ctx,
    id: Option<CustomerId>,
    form: Form,
    errors: FieldErrors,
    status: StatusCode,
) -> Answer {
    let errors = speak_fields(&errors, ctx.lang);
    ctx.page_with(status, move |view, frame| {
        let others = match errors.is_empty() {
            true => Vec::new(),
            false => customers::others_with(view, form.text("phone"), form.text("email"), id)?,
        };
        let named = others.into_iter().map(|other| {
            let words = frame.t2(
                "customers-open-other",
                "name",
                other.name(),
                "code",
                other.code,
            );
            (other.id, words)
        });
        Ok(FormPage {
            others: named.collect(),
            customer: id.map(|id| customers::find(view, id)).transpose()?,
            price_lists: price_list_options(view)?,
            rounds: round_options(view)?,
            usual_terms: view.settings.whole(settings::DEFAULT_TERM_DAYS),
            key: Uuid::now_v7().to_string(),
            frame,
            form,
            errors,
        })
    })
    .await
}

/// `POST /customers`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    match try_create(&ctx, &form).await {
        Err(Error::Invalid(errors)) => {
            page(&ctx, None, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

async fn try_create(ctx: &Ctx, form: &Form) -> Answer {
    let (new, lang, again) = (read(form)?, ctx.lang, form.has("again"));
    ctx.once(move |tx| {
        let id = customers::create(tx, new)?;
        let said = lang.with1("customers-made", "name", customers::find(tx, id)?.name());
        let back = match again {
            true => "/customers/new".to_owned(),
            false => format!("/customers/{id}"),
        };
        let order = format!("/orders/new?customer={id}");
        Ok(Stored::see(back)
            .saying(said)
            .link(order, lang.t("frame-new-order"), "N"))
    })
    .await
}

/// `POST /customers/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    let (form, id) = (ctx.form()?, ctx.id::<CustomerId>("id")?);
    match try_save(&ctx, id, &form).await {
        Err(Error::Invalid(errors)) => {
            page(
                &ctx,
                Some(id),
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Stale) => {
            let (about, lang) = (("customer", id.0), ctx.lang);
            let now = move |view: &View| Ok(filled(lang, &customers::find(view, id)?));
            let (form, errors) = overtaken(&ctx, about, "customer", &form, now).await?;
            page(
                &ctx,
                Some(id),
                form,
                errors,
                StatusCode::PRECONDITION_FAILED,
            )
            .await
        }
        answer => answer,
    }
}

async fn try_save(ctx: &Ctx, id: CustomerId, form: &Form) -> Answer {
    let (new, said) = (read(form)?, ctx.lang.t("saved"));
    let version = form.version().unwrap_or_default();
    ctx.once(move |tx| {
        customers::edit(tx, id, version, new)?;
        Ok(Stored::see(format!("/customers/{id}")).saying(said))
    })
    .await
}
