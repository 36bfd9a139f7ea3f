//! Pages of planning: today's suggestion, a need explained, the days to come, reorder points.

use actix_web::http::StatusCode;
use askama::Template;

use super::maths::{Method, Risk, Urgency, Warning};
use super::{Need, PointRow, Projection, WorkingDay};
use crate::error::{Error, FieldErrors};
use crate::events::{self, HistoryLine};
use crate::people::roles::Permission;
use crate::suppliers::pages::{Words, error_of, speaks};
use crate::suppliers::{self, Supplier, words};
use crate::values::calendar::{self, Day};
use crate::values::ids::{ItemId, NeedId};
use crate::values::money::round_half_away;
use crate::values::{BaseUnit, Money, Quantity, format};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Ctx, Form, Frame, Stored};

/// The needs that one supplier fills.
struct Group {
    /// None: nobody sells these.
    supplier: Option<Supplier>,
    needs: Vec<Need>,
    cost: Money,
    /// The day on which they would come if they were ordered today.
    arrives: Option<Day>,
}

impl Group {
    /// What is missing to the supplier's minimum.
    fn below_minimum(&self) -> Option<Money> {
        let minimum = self.supplier.as_ref()?.minimum_order_value;
        (self.cost < minimum).then(|| minimum - self.cost)
    }
}

#[derive(Template)]
#[template(path = "buying/index.html")]
struct SuggestionPage {
    frame: Frame,
    groups: Vec<Group>,
    total: Money,
    calculated: Option<Day>,
    has_suppliers: bool,
    keys: Vec<String>,
    key: String,
    can_edit: bool,
    can_approve: bool,
}

#[derive(Template)]
#[template(path = "buying/need.html")]
struct NeedPage {
    frame: Frame,
    need: Need,
    history: Vec<HistoryLine>,
}

#[derive(Template)]
#[template(path = "buying/projections.html")]
struct ProjectionsPage {
    frame: Frame,
    rows: Vec<Projection>,
    days: i64,
    only_risky: bool,
}

#[derive(Template)]
#[template(path = "buying/projection.html")]
struct ProjectionPage {
    frame: Frame,
    projection: Projection,
    days: i64,
}

#[derive(Template)]
#[template(path = "buying/points.html")]
struct PointsPage {
    frame: Frame,
    rows: Vec<PointRow>,
    /// The item whose form was wrong.
    wrong: Option<ItemId>,
    form: Form,
    errors: Vec<(String, String)>,
    can_edit: bool,
}

speaks!(
    SuggestionPage,
    NeedPage,
    ProjectionsPage,
    ProjectionPage,
    PointsPage
);

const fn mark(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Critical => "late",
        Urgency::High => "soon",
        Urgency::Medium | Urgency::Low => "calm",
    }
}

const fn risk_kind(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical => "late",
        Risk::High | Risk::Medium => "soon",
        Risk::Low => "",
        Risk::None => "done",
    }
}

impl SuggestionPage {
    fn mark(&self, need: &Need) -> &'static str {
        mark(need.urgency)
    }

    fn key_of(&self, at: &usize) -> &str {
        self.keys.get(*at).map_or("", String::as_str)
    }

    /// How much, in packs where there are packs.
    fn order(&self, need: &Need) -> String {
        order_words(&self.frame, need)
    }

    /// Why: what is there, how long it lasts.
    fn why(&self, need: &Need) -> String {
        let lang = self.frame.lang;
        let stock = words::goods(lang, need.current_stock, need.base_unit);
        match need.estimated_stockout_date {
            Some(day) => lang.with2(
                "buying-lasts-until",
                "stock",
                stock,
                "day",
                calendar::words(day, lang),
            ),
            None => lang.with1("buying-in-stock", "stock", stock),
        }
    }

    fn order_label(&self, supplier: &Supplier) -> String {
        let key = if self.can_approve {
            "buying-order-now"
        } else {
            "buying-order-ask"
        };
        self.frame.t1(key, "name", supplier.name.as_str())
    }
}

/// "3 sacos · 75 kg", or "75 kg".
fn order_words(frame: &Frame, need: &Need) -> String {
    let goods = words::goods(frame.lang, need.recommended_order_quantity, need.base_unit);
    let workings = &need.workings;
    let packs = workings
        .pack_size
        .and_then(|size| need.recommended_order_quantity.packs(size).ok());
    match packs.filter(|_| !workings.pack_name.is_empty()) {
        Some(packs) => format!("{packs} × {} · {goods}", workings.pack_name),
        None => goods,
    }
}

impl NeedPage {
    fn order(&self) -> String {
        order_words(&self.frame, &self.need)
    }

    fn q(&self, quantity: &Quantity) -> String {
        words::goods(self.frame.lang, *quantity, self.need.base_unit)
    }

    fn pack(&self, size: &Quantity) -> String {
        let name = &self.need.workings.pack_name;
        words::pack(self.frame.lang, name, *size, self.need.base_unit)
    }

    fn mark(&self) -> &'static str {
        mark(self.need.urgency)
    }

    fn is_manual(&self) -> bool {
        self.need.workings.reorder.method == Method::Manual
    }

    /// What the day uses, and why that much.
    fn source(&self, day: &WorkingDay) -> String {
        let key = if day.planned >= day.forecast {
            "buying-by-plan"
        } else {
            "buying-by-forecast"
        };
        self.frame.t(key)
    }

    fn warnings(&self) -> Vec<String> {
        let key = |warning: &Warning| match warning {
            Warning::NeedBeyondShelfLife => "buying-warning-need",
            Warning::PackBeyondShelfLife => "buying-warning-pack",
            Warning::NoSupplier => "buying-warning-nobody",
        };
        self.need
            .workings
            .suggestion
            .warnings
            .iter()
            .map(|warning| self.frame.t(key(warning)))
            .collect()
    }

    fn z(&self) -> String {
        let z = &self.need.workings.z;
        z.parse()
            .map_or_else(|_| z.clone(), |z| format::number(self.frame.lang, z))
    }

    fn price(&self) -> String {
        let price = self.need.workings.price;
        price.map_or_else(
            || "–".to_owned(),
            |price| words::per(self.frame.lang, price, self.need.base_unit),
        )
    }

    fn cost(&self) -> String {
        self.need.estimated_cost.map_or_else(
            || "–".to_owned(),
            |cost| format::money(self.frame.lang, cost),
        )
    }

    fn holds(&self) -> String {
        match &self.need.workings.days_until_empty {
            Some(days) => self.frame.t1(
                "buying-days",
                "days",
                days.replace(
                    '.',
                    if self.frame.lang.code() == "es" {
                        ","
                    } else {
                        "."
                    },
                ),
            ),
            None => self.frame.t("buying-years"),
        }
    }
}

impl ProjectionsPage {
    fn is_days(&self, number: &i64) -> bool {
        self.days == *number
    }

    fn shown(&self) -> Vec<&Projection> {
        self.rows
            .iter()
            .filter(|row| !self.only_risky || row.risk() > Risk::Low)
            .collect()
    }

    fn heads(&self) -> Vec<(String, String)> {
        let first = self.rows.first();
        let days = first.map(|row| row.days.as_slice()).unwrap_or_default();
        days.iter()
            .map(|day| {
                let weekday = calendar::weekday_short(day.day.weekday(), self.frame.lang);
                (weekday.to_owned(), day.day.day().to_string())
            })
            .collect()
    }

    fn closings<'a>(&self, row: &'a &Projection) -> Vec<(&'static str, String, &'a Risk)> {
        row.days
            .iter()
            .map(|day| {
                let number = day.closing.in_unit(suppliers::unit_of(row.base_unit));
                (
                    risk_class(day.risk),
                    format::rounded(self.frame.lang, number, 1),
                    &day.risk,
                )
            })
            .collect()
    }

    fn kind(&self, row: &&Projection) -> &'static str {
        risk_kind(row.risk())
    }

    fn risk(&self, row: &&Projection) -> String {
        self.word("buying-risk", row.risk().code())
    }
}

const fn risk_class(risk: Risk) -> &'static str {
    match risk {
        Risk::Critical => "late",
        Risk::High | Risk::Medium => "is-new",
        Risk::Low | Risk::None => "",
    }
}

impl ProjectionPage {
    fn q(&self, quantity: &Quantity) -> String {
        words::goods(self.frame.lang, *quantity, self.projection.base_unit)
    }

    fn kind(&self, risk: &Risk) -> &'static str {
        risk_kind(*risk)
    }
}

impl PointsPage {
    fn value(&self, row: &PointRow, name: &str) -> String {
        if self.wrong == Some(row.item) {
            return self.form.text(name).to_owned();
        }
        let quantity = if name == "safety_stock" {
            row.safety
        } else {
            row.point
        };
        quantity
            .map(|quantity| {
                let shown = quantity.in_unit(suppliers::unit_of(row.base_unit));
                words::typed(self.frame.lang, round_half_away(shown, 3))
            })
            .unwrap_or_default()
    }

    fn error(&self, row: &PointRow) -> &str {
        if self.wrong != Some(row.item) {
            return "";
        }
        match error_of(&self.errors, "reorder_point") {
            "" => error_of(&self.errors, "safety_stock"),
            text => text,
        }
    }

    fn is_manual(&self, row: &PointRow) -> bool {
        row.method == Method::Manual
    }

    fn maybe(&self, quantity: &Option<Quantity>, base: &BaseUnit) -> String {
        quantity.map_or_else(
            || "–".to_owned(),
            |quantity| words::goods(self.frame.lang, quantity, *base),
        )
    }
}

/// `GET /buying`: today's suggestion, by supplier.
///
/// # Errors
/// Those of the database.
pub async fn suggestion(ctx: Ctx) -> Answer {
    let (can_edit, can_approve) = (
        ctx.may(Permission::EditBuying),
        ctx.may(Permission::ApproveBuying),
    );
    ctx.page(move |view, frame| {
        let needs = super::needs(view)?;
        let calculated = needs.iter().map(|need| need.calculation_date).max();
        let mut groups: Vec<Group> = Vec::new();
        for need in needs {
            let at = groups.iter().position(|group| {
                group.supplier.as_ref().map(|supplier| supplier.id) == need.recommended_supplier_id
            });
            let at = match at {
                Some(at) => at,
                None => {
                    let supplier = need
                        .recommended_supplier_id
                        .map(|id| suppliers::find(view, id))
                        .transpose()?;
                    groups.push(Group {
                        supplier,
                        needs: Vec::new(),
                        cost: Money::ZERO,
                        arrives: None,
                    });
                    groups.len() - 1
                }
            };
            if let Some(group) = groups.get_mut(at) {
                let arrives = group
                    .supplier
                    .as_ref()
                    .map(|supplier| supplier.delivery_day(view.today(), need.workings.lead_days));
                group.arrives = group.arrives.max(arrives);
                group.cost += need.estimated_cost.unwrap_or_default();
                group.needs.push(need);
            }
        }
        let has_suppliers = !suppliers::list(
            view,
            &suppliers::Filter {
                limit: 1,
                ..suppliers::Filter::default()
            },
        )?
        .is_empty();
        Ok(SuggestionPage {
            total: groups.iter().map(|group| group.cost).sum(),
            keys: groups
                .iter()
                .map(|_| uuid::Uuid::now_v7().to_string())
                .collect(),
            key: uuid::Uuid::now_v7().to_string(),
            frame,
            groups,
            calculated,
            has_suppliers,
            can_edit,
            can_approve,
        })
    })
    .await
}

/// `POST /buying/calculate`: what if I order today.
///
/// # Errors
/// Those of the verb.
pub async fn calculate(ctx: Ctx) -> Answer {
    let lang = ctx.lang;
    ctx.once(move |tx| {
        let done = super::calculate(tx, tx.today())?;
        let said = lang.with2(
            "buying-calculated",
            "needs",
            done.needs_count,
            "critical",
            done.critical_count,
        );
        Ok(Stored::see("/buying").saying(said))
    })
    .await
}

/// `GET /buying/needs/{id}`: every figure explained.
///
/// # Errors
/// Not found.
pub async fn need(ctx: Ctx) -> Answer {
    let id: NeedId = ctx.id("id")?;
    ctx.page(move |view, frame| {
        Ok(NeedPage {
            need: super::need(view, id)?,
            history: events::history(view, "need", id)?,
            frame,
        })
    })
    .await
}

fn asked_days(ctx: &Ctx) -> Option<i64> {
    let days: Option<i64> = ctx.query.text("days").parse().ok();
    days.filter(|days| (7..=super::MOST_DAYS).contains(days))
}

/// `GET /buying/projection`
///
/// # Errors
/// Those of the database.
pub async fn projections(ctx: Ctx) -> Answer {
    let (days, only_risky) = (asked_days(&ctx), ctx.query.is_on("risky"));
    ctx.page(move |view, frame| {
        let days = days.unwrap_or_else(|| super::ahead(view));
        Ok(ProjectionsPage {
            rows: super::projections(view, days, None)?,
            frame,
            days,
            only_risky,
        })
    })
    .await
}

/// `GET /buying/projection/{item}`
///
/// # Errors
/// Not found.
pub async fn projection(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    let days = asked_days(&ctx);
    ctx.page(move |view, frame| {
        let days = days.unwrap_or_else(|| super::ahead(view));
        Ok(ProjectionPage {
            projection: super::projection(view, item, days)?,
            frame,
            days,
        })
    })
    .await
}

/// `GET /buying/reorder-points`
///
/// # Errors
/// Those of the database.
pub async fn reorder_points(ctx: Ctx) -> Answer {
    points_page(&ctx, None, Form::default(), Vec::new(), StatusCode::OK).await
}

async fn points_page(
    ctx: &Ctx,
    wrong: Option<ItemId>,
    form: Form,
    errors: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let can_edit = ctx.may(Permission::EditBuying);
    ctx.page_with(status, move |view, frame| {
        Ok(PointsPage {
            rows: super::reorder_points(view)?,
            frame,
            wrong,
            form,
            errors,
            can_edit,
        })
    })
    .await
}

/// `POST /buying/reorder-points/{item}`: by hand, or (`auto`) calculated again.
///
/// # Errors
/// Those of the verb.
pub async fn set_reorder_point(ctx: Ctx) -> Answer {
    let item: ItemId = ctx.id("item")?;
    let form = ctx.form()?;
    let (typed, said) = (form.clone(), ctx.lang.t("saved"));
    let answer = ctx
        .once(move |tx| {
            let by_hand = if typed.is_on("auto") {
                None
            } else {
                let base = suppliers::api::base_of(tx, item)?;
                let mut errors = FieldErrors::default();
                let point = words::read_goods(&typed, "reorder_point", base, &mut errors);
                if point.is_none() && typed.text("reorder_point").is_empty() {
                    errors.add("reorder_point", "field-required");
                }
                let safety = words::read_goods(&typed, "safety_stock", base, &mut errors);
                errors.or(())?;
                Some((point.unwrap_or_default(), safety.unwrap_or_default()))
            };
            super::set_reorder_point(tx, item, by_hand)?;
            Ok(Stored::see("/buying/reorder-points").saying(said))
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            points_page(
                &ctx,
                Some(item),
                form,
                errors,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        }
        answer => answer,
    }
}
