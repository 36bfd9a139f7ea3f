//! A standing order as typed in a form.

use super::grid;
use crate::db::View;
use crate::error::{Error, FieldErrors, Result};
use crate::i18n::Lang;
use crate::orders::DeliveryMethod;
use crate::standing_orders::dates::{Frequency, MonthRule};
use crate::standing_orders::{NewTemplate, Template};
use crate::values::calendar::{Day, short};
use crate::values::ids::CustomerId;
use crate::web::Form;

/// Reads everything but the lines; the frequency is none when it cannot be read.
pub(super) fn read(
    view: &View,
    form: &Form,
    customer: CustomerId,
    start: Day,
) -> Result<NewTemplate> {
    let mut errors = FieldErrors::default();
    let today = view.today();
    let frequency = frequency(form, &mut errors);
    let new = NewTemplate {
        recurring_name: form.text("recurring_name").to_owned(),
        customer_id: customer,
        delivery_point_id: form.parsed("delivery_point_id", "setting-choice", &mut errors),
        frequency: frequency.unwrap_or(Frequency::Weekly),
        delivery_method: form
            .parsed("delivery_method", "setting-choice", &mut errors)
            .unwrap_or(DeliveryMethod::Delivery),
        delivery_time: form.time("delivery_time", &mut errors),
        delivery_notes: form.text("delivery_notes").to_owned(),
        start_date: form.day("start_date", today, &mut errors).unwrap_or(start),
        end_date: form.day("end_date", today, &mut errors),
        lines: grid::read(view, "", form, &mut errors)?,
    };
    errors.or(new)
}

fn frequency(form: &Form, errors: &mut FieldErrors) -> Option<Frequency> {
    let code = form.text("frequency");
    let month_day = form.parsed("month_day", "field-whole", errors);
    let nth = form.parsed("month_nth", "field-whole", errors);
    let weekday = form.parsed("month_weekday", "field-whole", errors);
    if code == "monthly" && month_day.is_some() && nth.is_some() && weekday.is_some() {
        errors.add("month_day", "standing-month-both");
        return None;
    }
    let frequency = Frequency::from_parts(code, month_day, nth, weekday);
    if frequency.is_none() {
        let field = if code == "monthly" {
            "month_day"
        } else {
            "frequency"
        };
        errors.add(field, "standing-month-rule");
    }
    frequency
}

/// The form of a standing order as it stands.
pub(super) fn form_of(template: &Template, from: Day) -> Form {
    let schedule = &template.schedule;
    let mut form = Form::default();
    form.set("recurring_name", template.recurring_name.clone());
    form.set("frequency", schedule.frequency.code());
    form.set("delivery_point_id", template.delivery_point_id.to_string());
    form.set("delivery_method", template.delivery_method.code());
    form.set("delivery_notes", template.delivery_notes.clone());
    form.set("from", short(from, Lang::Es));
    form.set("version", template.version.to_string());
    if let Some(time) = template.delivery_time {
        form.set("delivery_time", time.to_string());
    }
    if let Some(end) = schedule.end {
        form.set("end_date", short(end, Lang::Es));
    }
    match schedule.frequency.month_rule() {
        Some(MonthRule::Day(day)) => form.set("month_day", day.to_string()),
        Some(MonthRule::Weekday { nth, weekday }) => {
            form.set("month_nth", nth.to_string());
            form.set("month_weekday", weekday.to_string());
        }
        None => {}
    }
    form
}

/// The day from which a change counts.
pub(super) fn from_day(view: &View, form: &Form) -> Result<Day> {
    let mut errors = FieldErrors::default();
    let from = form.day("from", view.today(), &mut errors);
    errors.or(())?;
    from.ok_or_else(|| Error::field("from", "field-required"))
}
