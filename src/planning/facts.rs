//! From what is known of an item to its reorder point, its days to come, its need.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::maths::{
    Inputs, Method, ProjectedDay, ReorderPoint, Rules, Suggestion, Urgency, Use, auto_basic,
    days_until_empty, economic_quantity, project, suggest,
};
use super::{FARTHEST, ItemFacts, Need, NeedStatus, WorkingDay, Workings, ahead, store};
use crate::db::View;
use crate::error::{Error, Result};
use crate::settings;
use crate::values::calendar::Day;
use crate::values::ids::NeedId;
use crate::values::{Money, Price, Quantity, Rate, line_total};

/// What a need was computed from and to.
struct Figures {
    inputs: Inputs,
    suggestion: Suggestion,
    price: Option<Price>,
    price_source: &'static str,
    lasts: Option<Decimal>,
}

impl ItemFacts {
    pub(super) fn lead_days(&self, usual: i64) -> i64 {
        self.seller
            .as_ref()
            .map_or(usual, |seller| seller.lead_days)
    }

    /// The mean of this weekday; nothing on a day on which nothing is made.
    fn forecast(&self, day: Day) -> Quantity {
        if self.closed.contains(&day) {
            return Quantity::ZERO;
        }
        let sum = self.weekdays[usize::from(day.weekday()) - 1];
        sum.mul_ratio(Decimal::ONE, Decimal::from(self.weeks))
            .unwrap_or_default()
    }

    fn uses(&self, first: Day, days: i64) -> Vec<Use> {
        let last = first.add_days(days - 1);
        let uses = first.to(last).enumerate().map(|(at, day)| {
            let plan = self.planned.get(at).copied().unwrap_or_default();
            Use {
                planned: plan.all,
                open: plan.open,
                forecast: self.forecast(day),
                used: if at == 0 {
                    self.used_today
                } else {
                    self.used_later.get(&day).copied().unwrap_or_default()
                },
            }
        });
        uses.collect()
    }

    pub(super) fn projected(
        &self,
        first: Day,
        days: i64,
        safety: Quantity,
        point: Quantity,
    ) -> Vec<ProjectedDay> {
        project(
            first,
            (self.on_hand, &self.lots),
            &self.uses(first, days),
            &self.incoming,
            safety,
            point,
        )
    }

    /// Set by hand, else calculated.
    pub(super) fn reorder_point(&self, view: &View, rules: &Rules) -> Result<ReorderPoint> {
        let calculated = self.calculated(view, rules)?;
        Ok(match &self.kept {
            Some(kept) if kept.method == Method::Manual => ReorderPoint {
                method: Method::Manual,
                point: kept.point,
                safety: kept.safety,
                ..calculated
            },
            _ => calculated,
        })
    }

    pub(super) fn calculated(&self, view: &View, rules: &Rules) -> Result<ReorderPoint> {
        let usual = view.settings.whole(settings::LEAD_DAYS);
        let expected = self.expected_a_day()?;
        auto_basic(self.usage, expected, self.lead_days(usual), rules)
    }

    /// What the plan uses of it in a day, on the average of the days loaded.
    fn expected_a_day(&self) -> Result<Quantity> {
        let days = i64::try_from(self.planned.len().max(1)).map_err(Error::internal)?;
        let sum: Quantity = self.planned.iter().map(|plan| plan.all).sum();
        sum.mul_ratio(Decimal::ONE, Decimal::from(days))
            .map_err(Error::internal)
    }

    /// Its need as of that day, when it has one.
    pub(super) fn need(
        &self,
        view: &View,
        as_of: Day,
        point: ReorderPoint,
        rules: &Rules,
    ) -> Result<Option<Need>> {
        let lead_days = point.lead_days;
        let horizon = (lead_days + rules.review_days).min(FARTHEST);
        let uses = self.uses(as_of, horizon);
        let (price, price_source) = self.price(as_of);
        let economic = match price {
            Some(price) => economic_quantity(point.average, price, self.base_unit, rules)?,
            None => Quantity::ZERO,
        };
        let days = self.projected(as_of, ahead(view).max(horizon), point.safety, point.point);
        let within = days.iter().zip(&uses).map(|(day, _)| day.expired);
        let on_order: Quantity = self.incoming.iter().map(|(_, quantity)| *quantity).sum();
        let inputs = Inputs {
            on_hand: self.on_hand,
            expiring: within.sum(),
            on_order,
            drafted: self.drafted,
            consumption: uses.iter().map(|usage| usage.left()).sum(),
            reorder_point: point.point,
            economic,
            average: point.average,
            shelf_life_days: self.shelf_life_days,
            cover_days: Some(rules.cover_days),
            pack: self.seller.as_ref().map(|seller| seller.pack_size),
            minimum: self
                .seller
                .as_ref()
                .map(|seller| seller.minimum)
                .unwrap_or_default(),
        };
        let Some(suggestion) = suggest(&inputs)? else {
            return Ok(None);
        };
        let lasts = days_until_empty(&days);
        let quantity = suggestion.quantity;
        let quote = self
            .seller
            .as_ref()
            .map(|seller| seller.terms.quote(quantity, as_of));
        let unit = self.base_unit.price_unit();
        let cost = quote
            .map(|quote| {
                line_total(quote.price, quantity, unit, Rate::ZERO).map_err(Error::internal)
            })
            .transpose()?;
        let figures = Figures {
            inputs,
            suggestion,
            price: quote.map(|quote| quote.price).or(price),
            price_source: quote.map_or(price_source, |quote| quote.source.code()),
            lasts,
        };
        let days = working_days(as_of, &uses);
        let mut workings = self.workings(view, rules, point, days, figures);
        (workings.late, workings.late_days) = self.late(as_of);
        Ok(Some(
            self.as_need(view, as_of, &inputs, workings, lasts, cost),
        ))
    }

    /// How much of what is on order should have come before `as_of`, and since how many days the oldest of it.
    fn late(&self, as_of: Day) -> (Quantity, i64) {
        let late = self.incoming.iter().filter(|(due, _)| *due < as_of);
        late.fold((Quantity::ZERO, 0), |(sum, longest), (due, quantity)| {
            (sum + *quantity, longest.max(due.days_until(as_of)))
        })
    }

    /// All the figures, for the screen that explains them.
    fn workings(
        &self,
        view: &View,
        rules: &Rules,
        reorder: ReorderPoint,
        days: Vec<WorkingDay>,
        figures: Figures,
    ) -> Workings {
        let seller = self.seller.as_ref();
        let lasts = figures.lasts.map(|days| days.round_dp(1).normalize());
        Workings {
            lead_days: reorder.lead_days,
            agreed_days: seller.map(|seller| seller.agreed_days),
            review_days: rules.review_days,
            days,
            used_today: self.used_today,
            expired: self.expired,
            expiring: figures.inputs.expiring,
            drafted: figures.inputs.drafted,
            late: Quantity::ZERO,
            late_days: 0,
            forecast_weeks: self.weeks,
            z: view.settings.text(settings::Z_SCORE).to_owned(),
            safety_share: rules.safety_share,
            price: figures.price,
            price_source: figures.price_source.to_owned(),
            ordering_cost: rules.ordering_cost,
            holding_rate: rules.holding_rate,
            economic: figures.inputs.economic,
            shelf_life_days: self.shelf_life_days,
            cover_days: rules.cover_days,
            suggestion: figures.suggestion,
            pack_name: seller
                .map(|seller| seller.pack_name.clone())
                .unwrap_or_default(),
            pack_size: figures.inputs.pack,
            minimum: figures.inputs.minimum,
            days_until_empty: lasts.map(|days| days.to_string()),
            reorder,
        }
    }

    fn as_need(
        &self,
        view: &View,
        as_of: Day,
        inputs: &Inputs,
        workings: Workings,
        lasts: Option<Decimal>,
        cost: Option<Money>,
    ) -> Need {
        let whole_days = lasts.and_then(|days| days.floor().to_i64());
        Need {
            id: NeedId(uuid::Uuid::nil()),
            ingredient_id: self.id,
            ingredient_name: self.name.clone(),
            base_unit: self.base_unit,
            calculation_date: as_of,
            current_stock: inputs.on_hand,
            on_order: inputs.on_order,
            projected_consumption: inputs.consumption,
            safety_stock: workings.reorder.safety,
            reorder_point: inputs.reorder_point,
            recommended_order_quantity: workings.suggestion.quantity,
            urgency: Urgency::of(lasts, workings.lead_days),
            estimated_stockout_date: whole_days.map(|days| as_of.add_days(days)),
            recommended_supplier_id: self.seller.as_ref().map(|seller| seller.supplier_id),
            recommended_supplier_name: self
                .seller
                .as_ref()
                .map(|seller| seller.supplier_name.clone()),
            estimated_cost: cost,
            workings,
            status: NeedStatus::Pending,
            purchase_order_id: None,
            notes: String::new(),
            created_at: view.now,
            updated_at: view.now,
            version: 1,
        }
    }

    /// The price that the economic quantity computes with: the supplier's for one pack, else the average cost.
    pub(super) fn price(&self, day: Day) -> (Option<Price>, &'static str) {
        match &self.seller {
            Some(seller) => {
                let quote = seller.terms.quote(seller.pack_size, day);
                (Some(quote.price), quote.source.code())
            }
            None => (store::average_price(self), "average_cost"),
        }
    }
}

fn working_days(first: Day, uses: &[Use]) -> Vec<WorkingDay> {
    let days = first.to(first.add_days(FARTHEST)).zip(uses);
    days.map(|(day, usage)| WorkingDay {
        day,
        planned: usage.planned,
        forecast: usage.forecast,
        consumption: usage.left(),
    })
    .collect()
}
