//! Pages of suppliers.

mod contacts;
mod forms;
mod products;

use actix_web::http::StatusCode;
use askama::Template;

use super::{Filter, NewSupplier, Supplier, SupplierProduct, words};
use crate::db::View;
use crate::error::{Error, FieldErrors};
use crate::events::{self, HistoryLine};
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::purchasing::{self, Purchase};
use crate::values::calendar::{self, Day, Instant};
use crate::values::ids::{ItemId, SupplierId};
use crate::values::{BaseUnit, Money, Price, Quantity, Rate, Weekdays, format};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored, overtaken};
pub use contacts::{
    add_contact, contact, new_contact, remove_contact, restore_contact, save_contact,
};
use forms::{form_of, read_supplier};
pub use products::{add_product, new_product, product, save_product};

const ROWS: usize = 50;
/// Rows for quantity breaks on the form.
const BREAK_ROWS: usize = 4;

type Spoken = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "suppliers/index.html")]
struct IndexPage {
    frame: Frame,
    rows: Vec<Supplier>,
    text: String,
    inactive: bool,
    next: String,
    can_edit: bool,
}

#[derive(Template)]
#[template(path = "suppliers/form.html")]
struct FormPage {
    frame: Frame,
    /// None: a new one.
    supplier: Option<SupplierId>,
    form: Form,
    errors: Spoken,
    key: String,
}

#[derive(Template)]
#[template(path = "suppliers/show.html")]
struct ShowPage {
    frame: Frame,
    supplier: Supplier,
    products: Vec<SupplierProduct>,
    orders: Vec<Purchase>,
    contacts: Vec<super::Contact>,
    history: Vec<HistoryLine>,
    today: Day,
    form: Form,
    errors: Spoken,
    can_edit: bool,
}

#[derive(Template)]
#[template(path = "suppliers/by_item.html")]
struct ByItemPage {
    frame: Frame,
    name: String,
    sellers: Vec<SupplierProduct>,
    orders: Vec<(Purchase, purchasing::Line)>,
    today: Day,
}

/// The first error of a field.
pub fn error_of<'a>(errors: &'a [(String, String)], field: &str) -> &'a str {
    errors
        .iter()
        .find(|(name, _)| name == field)
        .map_or("", |(_, text)| text)
}

/// What pages of buying say of figures; each page has its frame.
pub trait Words {
    fn frame(&self) -> &Frame;

    fn money(&self, amount: &Money) -> String {
        format::money(self.frame().lang, *amount)
    }

    fn price(&self, price: &Price, base: &BaseUnit) -> String {
        words::per(self.frame().lang, *price, *base)
    }

    fn goods(&self, quantity: &Quantity, base: &BaseUnit) -> String {
        words::goods(self.frame().lang, *quantity, *base)
    }

    fn pack_words(&self, product: &SupplierProduct) -> String {
        let lang = self.frame().lang;
        words::pack(
            lang,
            &product.pack_name,
            product.pack_size,
            product.base_unit,
        )
    }

    fn unit(&self, base: &BaseUnit) -> String {
        words::unit(self.frame().lang, *base)
    }

    fn percent(&self, rate: &Rate) -> String {
        format::percent(self.frame().lang, *rate)
    }

    fn day(&self, day: &Day) -> String {
        calendar::short(*day, self.frame().lang)
    }

    fn some_day(&self, day: &Option<Day>) -> String {
        day.as_ref()
            .map_or_else(|| "–".to_owned(), |day| self.day(day))
    }

    /// A day in words: "jueves 24 de diciembre".
    fn day_words(&self, day: &Day) -> String {
        calendar::words(*day, self.frame().lang)
    }

    fn moment(&self, at: &Instant) -> String {
        let zone = &self.frame().zone;
        format!(
            "{} {}",
            calendar::short(zone.day_of(*at), self.frame().lang),
            zone.time_of(*at)
        )
    }

    /// Terms of payment.
    fn terms(&self, terms: &str) -> String {
        words::terms(self.frame().lang, terms)
    }

    fn weekdays(&self, days: &Weekdays) -> String {
        days.short(self.frame().lang)
    }

    /// A word of the catalogue by its code: `word("buying-urgency", "high")`.
    fn word(&self, group: &str, code: &str) -> String {
        self.frame().t(&format!("{group}-{code}"))
    }
}

macro_rules! speaks {
    ($($page:ty),+ $(,)?) => { $(impl $crate::suppliers::pages::Words for $page {
        fn frame(&self) -> &$crate::web::Frame {
            &self.frame
        }
    })+ };
}
pub(crate) use speaks;

speaks!(IndexPage, FormPage, ShowPage, ByItemPage);

impl FormPage {
    fn error(&self, field: &str) -> &str {
        error_of(&self.errors, field)
    }

    fn chosen_days(&self) -> Vec<(u8, &'static str, bool)> {
        let chosen: Vec<&str> = self.form.all("delivery_weekdays").collect();
        (1..=7)
            .map(|weekday| {
                let name = calendar::weekday_short(weekday, self.frame.lang);
                (
                    weekday,
                    name,
                    chosen.contains(&weekday.to_string().as_str()),
                )
            })
            .collect()
    }

    fn langs(&self) -> [(&'static str, &'static str); 2] {
        [("es", "Español"), ("en", "English")]
    }
}

impl ByItemPage {
    fn today_price(&self, seller: &SupplierProduct) -> String {
        let quote = seller.quote(seller.pack_size, self.today);
        words::per(self.frame.lang, quote.price, seller.base_unit)
    }
}

impl ShowPage {
    fn new_product(&self) -> String {
        format!("/suppliers/{}/products/new", self.supplier.id)
    }

    fn role(&self, contact: &super::Contact) -> String {
        contacts::role_words(self.frame.lang, contact.role)
    }

    /// Orders go to contacts, so not to the supplier's own address.
    fn has_order_desk(&self) -> bool {
        self.contacts.iter().any(|contact| contact.takes_orders)
    }

    fn typed(&self, product: &SupplierProduct) -> String {
        let name = format!("price.{}", product.id);
        match self.form.has(&name) {
            true => self.form.text(&name).to_owned(),
            false => words::typed_price(self.frame.lang, product.unit_price),
        }
    }

    fn error(&self, product: &SupplierProduct) -> &str {
        error_of(&self.errors, &format!("price.{}", product.id))
    }

    /// The price of a pack today, and the agreed price while it runs.
    fn pack(&self, product: &SupplierProduct) -> String {
        let quote = product.quote(product.pack_size, self.today);
        let unit = product.base_unit.price_unit();
        let money = quote
            .price
            .for_quantity(product.pack_size, unit)
            .ok()
            .and_then(|sum| Money::round(sum).ok());
        money
            .map(|money| format::money(self.frame.lang, money))
            .unwrap_or_default()
    }

    fn agreed(&self, product: &SupplierProduct) -> Option<String> {
        let quote = product.quote(product.pack_size, self.today);
        (quote.source == super::PriceSource::Contract)
            .then(|| words::per(self.frame.lang, quote.price, product.base_unit))
    }
}

/// `GET /suppliers`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let text = ctx.query.text("q").to_owned();
    let inactive = ctx.query.is_on("inactive");
    let after = ctx
        .query
        .text("after")
        .split_once('~')
        .and_then(|(name, id)| Some((name.to_owned(), id.parse().ok()?)));
    let can_edit = ctx.may(Permission::EditBuying);
    ctx.page(move |view, frame| {
        let filter = Filter {
            text: text.clone(),
            inactive,
            after,
            limit: ROWS,
        };
        let mut rows = super::list(view, &filter)?;
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let next = match rows.last().filter(|_| more) {
            Some(last) => {
                let after = format!("{}~{}", last.sort_key().replace('~', " "), last.id);
                let pairs = [
                    ("q", text.as_str()),
                    ("inactive", if inactive { "1" } else { "" }),
                    ("after", &after),
                ];
                format!(
                    "/suppliers?{}",
                    serde_urlencoded::to_string(pairs).unwrap_or_default()
                )
            }
            None => String::new(),
        };
        Ok(IndexPage {
            frame,
            rows,
            text,
            inactive,
            next,
            can_edit,
        })
    })
    .await
}

/// `GET /suppliers/new`
///
/// # Errors
/// None of its own.
pub async fn new(ctx: Ctx) -> Answer {
    let form = form_of(
        ctx.lang,
        &NewSupplier {
            lang: ctx.lang,
            ..NewSupplier::default()
        },
        None,
    );
    form_page(&ctx, None, form, Spoken::new(), StatusCode::OK).await
}

async fn form_page(
    ctx: &Ctx,
    supplier: Option<SupplierId>,
    form: Form,
    errors: Spoken,
    status: StatusCode,
) -> Answer {
    let key = form
        .optional("_key")
        .map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    ctx.page_with(status, move |_, frame| {
        Ok(FormPage {
            frame,
            supplier,
            form,
            errors,
            key,
        })
    })
    .await
}

/// `POST /suppliers`
///
/// # Errors
/// Those of the verb.
pub async fn create(ctx: Ctx) -> Answer {
    let form = ctx.form()?;
    let lang = ctx.lang;
    let answer = match read_supplier(&form) {
        Ok(new) => {
            ctx.once(move |tx| {
                let id = super::create(tx, &new)?;
                let said = lang.with1("suppliers-added", "name", new.name.as_str());
                Ok(Stored::see(format!("/suppliers/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            form_page(&ctx, None, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// `GET /suppliers/{id}`
///
/// # Errors
/// Not found.
pub async fn show(ctx: Ctx) -> Answer {
    show_page(
        &ctx,
        ctx.id("id")?,
        Form::default(),
        Spoken::new(),
        StatusCode::OK,
    )
    .await
}

async fn show_page(
    ctx: &Ctx,
    id: SupplierId,
    form: Form,
    errors: Spoken,
    status: StatusCode,
) -> Answer {
    let can_edit = ctx.may(Permission::EditBuying);
    ctx.page_with(status, move |view, frame| {
        Ok(ShowPage {
            supplier: super::find(view, id)?,
            products: super::products_of(view, id)?,
            orders: purchasing::of_supplier(view, id)?,
            contacts: super::contacts(view, id)?,
            history: events::history(view, "supplier", id)?,
            today: view.today(),
            frame,
            form,
            errors,
            can_edit,
        })
    })
    .await
}

/// `GET /suppliers/{id}/edit`
///
/// # Errors
/// Not found.
pub async fn edit(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let supplier = ctx.read(move |view| super::find(view, id)).await?;
    let form = stored(ctx.lang, &supplier);
    form_page(&ctx, Some(id), form, Spoken::new(), StatusCode::OK).await
}

/// The form of a supplier that is stored.
fn stored(lang: Lang, supplier: &Supplier) -> Form {
    form_of(lang, &forms::typed_again(supplier), Some(supplier.version))
}

/// `POST /suppliers/{id}`
///
/// # Errors
/// Those of the verb.
pub async fn save(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let form = ctx.form()?;
    let version = form.version().unwrap_or_default();
    let said = ctx.lang.t("suppliers-saved");
    let answer = match read_supplier(&form) {
        Ok(new) => {
            ctx.once(move |tx| {
                super::edit(tx, id, version, &new)?;
                Ok(Stored::see(format!("/suppliers/{id}")).saying(said))
            })
            .await
        }
        Err(error) => Err(error),
    };
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            form_page(
                &ctx,
                Some(id),
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        Err(Error::Stale) => {
            let lang = ctx.lang;
            let now = move |view: &View| Ok(stored(lang, &super::find(view, id)?));
            let (form, errors) =
                overtaken(&ctx, ("supplier", id.0), "suppliers", &form, now).await?;
            let errors = speak_fields(&errors, lang);
            form_page(
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

/// `POST /suppliers/{id}/prices`: the grid of list prices.
///
/// # Errors
/// Those of the verb.
pub async fn save_prices(ctx: Ctx) -> Answer {
    let id: SupplierId = ctx.id("id")?;
    let form = ctx.form()?;
    let (typed, lang) = (form.clone(), ctx.lang);
    let answer = ctx
        .once(move |tx| {
            let mut errors = FieldErrors::default();
            let mut changed = 0_i64;
            for product in super::products_of(tx, id)? {
                let name = format!("price.{}", product.id);
                let Some(price) = typed.price(&name, &mut errors) else {
                    continue;
                };
                if price.is_negative() {
                    errors.add(name, "field-amount");
                } else if price != product.unit_price {
                    let version = typed
                        .text(&format!("version.{}", product.id))
                        .parse()
                        .unwrap_or_default();
                    super::set_price(tx, product.id, version, price)?;
                    changed += 1;
                }
            }
            errors.or(())?;
            let said = lang.with1("suppliers-prices-saved", "count", changed);
            Ok(Stored::see(format!("/suppliers/{id}")).saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            show_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        answer => answer,
    }
}

/// `GET /suppliers/by-item/{item}`: who sells it.
///
/// # Errors
/// Not found.
pub async fn by_item(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    ctx.page(move |view, frame| {
        Ok(ByItemPage {
            name: crate::catalog::find(view, item)?.full_name(),
            sellers: super::sellers(view, item)?,
            orders: purchasing::history_of_item(view, item)?,
            today: view.today(),
            frame,
        })
    })
    .await
}
