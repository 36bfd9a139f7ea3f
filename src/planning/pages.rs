//! Pages of planning: today's suggestion, a need explained, the days to come, reorder points.

mod part;
mod points;
mod projections;

use askama::Template;

use super::maths::{Method, Urgency, Warning};
use super::{Need, WorkingDay};
use crate::db::View;
use crate::error::Result;
use crate::events::{self, HistoryLine};
use crate::people::roles::Permission;
use crate::stock;
use crate::suppliers::pages::{Words, speaks};
use crate::suppliers::{self, Supplier, words};
use crate::values::calendar::{self, Day};
use crate::values::ids::NeedId;
use crate::values::{Money, Quantity, format};
use crate::web::{Answer, Ctx, Frame, Stored};

pub use points::{reorder_points, set_reorder_point};
pub use projections::{projection, projections};

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
    /// Items at or below the stock that was said to be low, while nothing is suggested.
    low: usize,
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

speaks!(SuggestionPage, NeedPage);

const fn mark(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Critical => "late",
        Urgency::High => "soon",
        Urgency::Medium | Urgency::Low => "calm",
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

    /// Why: what is there, how long it lasts, what should have come.
    fn why(&self, need: &Need) -> String {
        let lasts = self.lasts(need);
        match late_words(&self.frame, need) {
            Some(late) => format!("{lasts} · {late}"),
            None => lasts,
        }
    }

    fn lasts(&self, need: &Need) -> String {
        let lang = self.frame.lang;
        if !need.current_stock.is_positive() {
            return lang.t("buying-none-left");
        }
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

/// What should have come: "360 kg pedidos, con 3 días de retraso".
fn late_words(frame: &Frame, need: &Need) -> Option<String> {
    let workings = &need.workings;
    workings.late.is_positive().then(|| {
        let late = words::goods(frame.lang, workings.late, need.base_unit);
        frame.t2("buying-late", "amount", late, "days", workings.late_days)
    })
}

/// "3 sacos · 75 kg", or "75 kg".
fn order_words(frame: &Frame, need: &Need) -> String {
    let goods = words::goods(frame.lang, need.recommended_order_quantity, need.base_unit);
    let workings = &need.workings;
    let packs = workings
        .pack_size
        .and_then(|size| need.recommended_order_quantity.packs(size).ok());
    match packs.filter(|_| !workings.pack_name.is_empty()) {
        Some(packs) => {
            let packs = words::packs(frame.lang, packs, &workings.pack_name);
            format!("{packs} · {goods}")
        }
        None => goods,
    }
}

impl NeedPage {
    /// The day on which goods ordered on the day of the calculation come.
    fn comes(&self) -> String {
        let need = &self.need;
        let day = need.calculation_date.add_days(need.workings.lead_days);
        self.day_words(&day)
    }

    fn order(&self) -> String {
        order_words(&self.frame, &self.need)
    }

    fn late(&self) -> Option<String> {
        late_words(&self.frame, &self.need)
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
            Some(days) if days == "1" => self.frame.t1("buying-days", "days", 1_i64),
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

/// What is needed, by the supplier who brings it.
fn grouped(view: &View, needs: Vec<Need>) -> Result<Vec<Group>> {
    let shut = super::shut(view, view.today())?;
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
            let lead = need.workings.agreed_days.unwrap_or(need.workings.lead_days);
            let arrives = group
                .supplier
                .as_ref()
                .map(|supplier| supplier.delivery_day(view.today(), lead, &shut));
            group.arrives = group.arrives.max(arrives);
            group.cost += need.estimated_cost.unwrap_or_default();
            group.needs.push(need);
        }
    }
    Ok(groups)
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
        let groups = grouped(view, needs)?;
        let has_suppliers = !suppliers::list(
            view,
            &suppliers::Filter {
                limit: 1,
                ..suppliers::Filter::default()
            },
        )?
        .is_empty();
        let low = match groups.is_empty() {
            true => stock::low(view)?.len(),
            false => 0,
        };
        Ok(SuggestionPage {
            low,
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
