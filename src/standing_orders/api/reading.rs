//! A standing order as sent, read.

use rust_decimal::Decimal;

use super::{LineBody, StandingBody};
use crate::db::View;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::i18n::Lang;
use crate::orders::DeliveryMethod;
use crate::standing_orders::dates::{Frequency, MonthRule};
use crate::standing_orders::lines::WEEKDAYS;
use crate::standing_orders::{NewTemplate, NewTemplateLine};
use crate::values::calendar::{Day, weekday_name, weekday_short};
use crate::values::fold;

pub(super) fn read(view: &View, body: StandingBody, start: Day) -> Result<NewTemplate> {
    let mut errors = FieldErrors::default();
    let frequency = rhythm(&body, start, &mut errors);
    let frequency = frequency.unwrap_or(Frequency::Weekly);
    let days = weekdays(body.delivery_day.as_deref(), frequency, start, &mut errors);
    let lines = body
        .order_items
        .into_iter()
        .enumerate()
        .map(|(place, line)| read_line(place, line, &days, &mut errors))
        .collect();
    let point = match body.delivery_point_id {
        Some(point) => Some(
            crate::customers::point(view, point)
                .map_err(|_| Error::field("delivery_point_id", "standing-not-their-point"))?,
        ),
        None => crate::customers::points(view, body.customer_id)?
            .into_iter()
            .find(|point| point.is_active),
    };
    let on_route = point.as_ref().is_some_and(|point| point.route_id.is_some());
    errors.or(NewTemplate {
        recurring_name: body.recurring_name,
        customer_id: body.customer_id,
        delivery_point_id: body.delivery_point_id,
        frequency,
        delivery_method: body.delivery_method.unwrap_or(if on_route {
            DeliveryMethod::Delivery
        } else {
            DeliveryMethod::Pickup
        }),
        delivery_time: body.delivery_time,
        delivery_notes: body.delivery_notes,
        start_date: start,
        end_date: body.end_date,
        lines,
    })
}

/// How often; what is wrong with it is named by its part.
fn rhythm(body: &StandingBody, start: Day, errors: &mut FieldErrors) -> Option<Frequency> {
    let is_within = |value: Option<u32>, most: u32| value.is_none_or(|it| (1..=most).contains(&it));
    for (field, value, most) in [
        ("month_day", body.month_day, 31),
        ("month_nth", body.month_nth, 5),
        ("month_weekday", body.month_weekday.map(u32::from), 7),
    ] {
        if !is_within(value, most) {
            let message = Message::new("setting-between").arg("least", 1_i64);
            errors.add(field, message.arg("most", i64::from(most)));
        }
    }
    let by_weekday = body.month_nth.is_some() || body.month_weekday.is_some();
    if body.month_day.is_some() && by_weekday {
        errors.add("month_day", "standing-month-both");
    }
    let rule = match body.frequency.as_str() {
        "monthly" => MonthRule::from_parts(body.month_day, body.month_nth, body.month_weekday)
            .or_else(|| {
                let says_nothing = body.month_day.is_none()
                    && body.month_nth.is_none()
                    && body.month_weekday.is_none();
                says_nothing.then(|| MonthRule::Day(start.day()))
            }),
        _ => None,
    };
    let frequency = match (body.frequency.as_str(), rule) {
        ("daily", _) => Some(Frequency::Daily),
        ("weekly", _) => Some(Frequency::Weekly),
        ("biweekly", _) => Some(Frequency::Biweekly),
        ("monthly", Some(rule)) => Some(Frequency::Monthly(rule)),
        _ => None,
    };
    match body.frequency.as_str() {
        "monthly" if frequency.is_none() && errors.is_empty() => {
            errors.add("month_day", "standing-month-rule");
        }
        "monthly" | "daily" | "weekly" | "biweekly" => {}
        _ => errors.add(
            "frequency",
            Message::new("body-choice").arg("choices", "daily, weekly, biweekly, monthly"),
        ),
    }
    frequency
}

/// The weekdays that `quantity` is for, from 0: those named, else all, or the start's own for weekly rhythms.
fn weekdays(
    text: Option<&str>,
    frequency: Frequency,
    start: Day,
    errors: &mut FieldErrors,
) -> Vec<usize> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return match frequency {
            Frequency::Daily | Frequency::Monthly(_) => (0..7).collect(),
            Frequency::Weekly | Frequency::Biweekly => vec![usize::from(start.weekday() - 1)],
        };
    };
    let mut days = Vec::new();
    for said in text.split([',', ' ', ';']).filter(|part| !part.is_empty()) {
        let part = fold(said);
        let found = (1..=7_u8).find(|weekday| {
            [Lang::En, Lang::Es].into_iter().any(|lang| {
                fold(weekday_name(*weekday, lang)) == part
                    || fold(weekday_short(*weekday, lang)) == part
            }) || weekday.to_string() == part
        });
        match found {
            Some(weekday) => days.push(usize::from(weekday - 1)),
            None => {
                let message = Message::new("standing-delivery-day").arg("text", said);
                errors.add("delivery_day", message);
                return days;
            }
        }
    }
    if days.is_empty() {
        errors.add("delivery_day", "field-required");
    }
    days
}

/// Lines for a standing order that stands already, in the rhythm that it has.
pub(super) fn lines(
    bodies: Vec<LineBody>,
    frequency: Frequency,
    start: Day,
    errors: &mut FieldErrors,
) -> Vec<NewTemplateLine> {
    let days = weekdays(None, frequency, start, errors);
    let lines = bodies.into_iter().enumerate();
    lines
        .map(|(place, line)| read_line(place, line, &days, errors))
        .collect()
}

fn read_line(
    place: usize,
    line: LineBody,
    days: &[usize],
    errors: &mut FieldErrors,
) -> NewTemplateLine {
    let mut week = [Decimal::ZERO; 7];
    match (line.quantities, line.quantity) {
        (Some(quantities), _) => {
            for (name, quantity) in quantities {
                match WEEKDAYS.iter().position(|known| *known == name) {
                    Some(at) => week[at] = quantity,
                    None => errors.add(
                        format!("order_items.{place}.quantities"),
                        Message::new("standing-quantities-day").arg("text", name),
                    ),
                }
            }
        }
        (None, Some(quantity)) => {
            for day in days {
                week[*day] = quantity;
            }
        }
        (None, None) => errors.add(format!("order_items.{place}.quantity"), "field-required"),
    }
    NewTemplateLine {
        product_id: line.product_id,
        unit: line.unit.unwrap_or_default(),
        week,
        custom_instructions: line.custom_instructions,
    }
}
