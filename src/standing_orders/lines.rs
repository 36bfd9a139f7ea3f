//! The lines of a standing order: read from what was typed, kept from one day until before another.

use super::dates::{Line, Week};
use super::{NewTemplate, NewTemplateLine, Template, check_text, store};
use crate::catalog::{self, Item};
use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::settings;
use crate::values::calendar::Day;
use crate::values::ids::TemplateLineId;
use crate::values::quantity::{Quantity, as_written};

/// Names of the weekdays' fields, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Most of one item on one day, in base units.
const MOST: u32 = 10_000_000;

/// A line that was read: in base units, its unit looked up.
pub(super) struct ReadLine {
    line: Line,
}

impl ReadLine {
    pub(super) fn holding_from(self, id: TemplateLineId, from: Day) -> Line {
        Line {
            id,
            valid_from: from,
            ..self.line
        }
    }

    /// Whether it says what that line says.
    fn is_as(&self, other: &Line) -> bool {
        self.line.product_id == other.product_id
            && self.line.unit == other.unit
            && self.line.unit_size == other.unit_size
            && self.line.week == other.week
            && self.line.custom_instructions == other.custom_instructions
    }
}

/// Reads the lines; those without any quantity are left out. An item that stood before may stay although it is no
/// longer sold.
pub(super) fn read(
    tx: &Tx,
    new: &NewTemplate,
    before: Option<&Template>,
    errors: &mut FieldErrors,
) -> Result<Vec<ReadLine>> {
    let most = tx.settings.whole(settings::MOST_LINES);
    if i64::try_from(new.lines.len()).unwrap_or(i64::MAX) > most {
        let message = Message::new("standing-too-many-lines").arg("most", most);
        errors.add("order_items", message);
        return Ok(Vec::new());
    }
    let mut read = Vec::new();
    for (place, line) in new.lines.iter().enumerate() {
        let twice = new.lines[..place]
            .iter()
            .any(|other| other.product_id == line.product_id);
        if twice {
            errors.add(field(place, "product_id"), "standing-product-twice");
            continue;
        }
        let stood = before.is_some_and(|template| {
            let mut lines = template.schedule.lines.iter();
            lines.any(|known| known.product_id == line.product_id)
        });
        if let Some(line) = read_line(tx, place, line, stood, errors)? {
            let is_empty = line.line.week.iter().all(|quantity| quantity.is_zero());
            if !is_empty {
                read.push(line);
            }
        }
    }
    Ok(read)
}

fn field(place: usize, name: &str) -> String {
    format!("order_items.{place}.{name}")
}

fn read_line(
    tx: &Tx,
    place: usize,
    line: &NewTemplateLine,
    stood: bool,
    errors: &mut FieldErrors,
) -> Result<Option<ReadLine>> {
    let item = match catalog::find(tx, line.product_id) {
        Ok(item) => item,
        Err(Error::NotFound) => {
            errors.add(field(place, "product_id"), "standing-no-item");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if !(stood || item.is_active && item.is_sold) {
        let message = Message::new("standing-not-sold").arg("name", item.full_name());
        errors.add(field(place, "product_id"), message);
    } else if !stood && catalog::has_variants(tx, item.id)? {
        let message = Message::new("standing-has-variants").arg("name", item.full_name());
        errors.add(field(place, "product_id"), message);
    }
    check_text(
        &field(place, "custom_instructions"),
        &line.custom_instructions,
        errors,
    );
    let unit = match catalog::line_unit(tx, &item, &line.unit) {
        Ok(unit) => unit,
        Err(Error::Invalid(_) | Error::NotFound) => {
            let message = Message::new("standing-wrong-unit").arg("name", item.full_name());
            errors.add(field(place, "unit"), message);
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut week = Week::default();
    for (weekday, number) in line.week.iter().enumerate() {
        let quantity = as_written(*number)
            .ok()
            .and_then(|number| number.checked_mul(unit.size.decimal()))
            .and_then(|base| Quantity::exact(base).ok());
        match checked(&item, quantity) {
            Ok(quantity) => week[weekday] = quantity,
            Err(key) => errors.add(field(place, WEEKDAYS[weekday]), key),
        }
    }
    Ok(Some(ReadLine {
        line: Line {
            id: TemplateLineId(uuid::Uuid::nil()),
            position: i64::try_from(place).unwrap_or_default() + 1,
            product_id: item.id,
            unit: unit.code,
            unit_size: unit.size,
            valid_from: Day::FIRST,
            valid_until: None,
            week,
            custom_instructions: line.custom_instructions.trim().to_owned(),
        },
    }))
}

/// A quantity that may stand: not below zero, pieces whole, not absurd; else the message.
pub(super) fn checked(item: &Item, quantity: Option<Quantity>) -> Result<Quantity, &'static str> {
    let quantity = quantity.ok_or("field-amount")?;
    if quantity.is_negative() {
        Err("standing-negative")
    } else if !quantity.can_be_of(item.base_unit) {
        Err("standing-whole-pieces")
    } else if quantity > Quantity::whole(MOST) {
        Err("standing-too-many")
    } else {
        Ok(quantity)
    }
}

/// Whether putting these lines in the place of the ones that hold on `from` or later would change nothing.
pub(super) fn stay(template: &Template, lines: &[ReadLine], from: Day) -> bool {
    let first = from.max(template.schedule.start);
    let mut reaching: Vec<&Line> = reaching(template, from).collect();
    reaching.sort_by_key(|line| line.position);
    let stays = |old: &&Line, new: &ReadLine| {
        old.valid_from <= first && old.valid_until.is_none() && new.is_as(old)
    };
    reaching.len() == lines.len() && reaching.iter().zip(lines).all(|(old, new)| stays(old, new))
}

/// The lines that hold on `from` or later.
fn reaching(template: &Template, from: Day) -> impl Iterator<Item = &Line> {
    let lines = template.schedule.lines.iter();
    lines.filter(move |line| line.valid_until.is_none_or(|until| until > from))
}

/// Puts these lines in the place of the ones that hold on `from` or later. A line that stays as it was stays the same
/// record; changes that were planned for later days give way.
pub(super) fn replace(
    tx: &Tx,
    template: &Template,
    mut lines: Vec<ReadLine>,
    from: Day,
) -> Result<()> {
    for old in reaching(template, from) {
        let holds = old.valid_from <= from;
        let same = lines.iter().position(|line| holds && line.is_as(old));
        match same {
            Some(at) => {
                let new = lines.remove(at);
                store::set_line(tx, old.id, new.line.position, None)?;
            }
            None if old.valid_from >= from => store::delete_line(tx, old.id)?,
            None => {
                store::set_line(tx, old.id, old.position, Some(from))?;
            }
        }
    }
    for line in lines {
        store::insert_line(tx, template.id, &line.holding_from(tx.id(), from))?;
    }
    Ok(())
}
