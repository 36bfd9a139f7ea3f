//! Buttons of an order's page: one verb each.

use super::{Ctx, Form, PurchaseId, SupplierId, head_field, line_field, show_page};
use crate::db::{Tx, View};
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events;
use crate::i18n::Lang;
use crate::people::roles::Permission;
use crate::purchasing::state::{DeliveryStatus, Status};
use crate::purchasing::{self, Amendment, NewDelivery};
use crate::suppliers::words;
use crate::values::{Money, calendar, format};
use crate::web::answer::speak_fields;
use crate::web::{Answer, Stored, overtaken};
use actix_web::http::StatusCode;

/// Does a verb and shows the order again, with the errors of its form when there are any.
pub(super) async fn act(
    ctx: Ctx,
    said: &str,
    verb: impl FnOnce(&Tx, PurchaseId, &Form) -> Result<()> + Send + 'static,
) -> Answer {
    act_and_back(ctx, said, |tx, id, form| verb(tx, id, form).map(|()| None)).await
}

/// As [`act`], with a verb that says at which address it is undone.
pub(super) async fn act_and_back(
    ctx: Ctx,
    said: &str,
    verb: impl FnOnce(&Tx, PurchaseId, &Form) -> Result<Option<String>> + Send + 'static,
) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let form = ctx.form()?;
    let (typed, said, lang) = (form.clone(), ctx.lang.t(said), ctx.lang);
    let answer = ctx
        .once(move |tx| {
            let back = verb(tx, id, &typed)?;
            purchasing::hold(tx, id)?;
            let order = format!("/purchases/{id}");
            let stored = if typed.text("back") == "today" {
                let number = purchasing::find(tx, id)?.po_number;
                let link = lang.t("purchasing-open");
                Stored::see("/")
                    .saying(format!("{number}: {said}"))
                    .link(order, link, "")
            } else {
                Stored::see(order).saying(said)
            };
            Ok(match back {
                Some(back) => stored.undo(back),
                None => stored,
            })
        })
        .await;
    match answer {
        Err(Error::Invalid(errors)) => {
            let errors = speak_fields(&errors, ctx.lang);
            show_page(&ctx, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) if form.has(SEEN) => decided_too_late(&ctx, id, form).await,
        Err(Error::Stale) => {
            let (lang, fields) = (ctx.lang, form.clone());
            let now = move |view: &View| stored(view, lang, id, &fields);
            let (form, errors) =
                overtaken(&ctx, ("purchase", id.0), "purchasing", &form, now).await?;
            let errors = speak_fields(&errors, lang);
            show_page(&ctx, id, form, errors, StatusCode::PRECONDITION_FAILED).await
        }
        answer => answer,
    }
}

/// The field of a decision about an order that says which amount was seen, beside the `version`.
const SEEN: &str = "total_amount";

/// The order again, as it is by now, for somebody who decided about another version of it: who changed it, the amount that
/// they saw and what it is now.
async fn decided_too_late(ctx: &Ctx, id: PurchaseId, form: Form) -> Answer {
    let (lang, seen) = (ctx.lang, form.text(SEEN).parse::<Money>());
    let head = ctx
        .read(move |view| {
            let now = purchasing::find(view, id)?.total_amount;
            let newest = events::last_hand(view, "purchase", Some(id.0), |_| true)?;
            let (name, at) = newest.map_or_else(Default::default, |(name, at)| {
                (name, calendar::moment(at, view.zone, lang))
            });
            let key = match seen {
                Ok(seen) if seen != now => "purchasing-seen-other-amount",
                _ => "purchasing-seen-other",
            };
            Ok(Message::new(key)
                .arg("name", name)
                .arg("at", at)
                .arg("then", format::money(lang, seen.unwrap_or(now)))
                .arg("now", format::money(lang, now)))
        })
        .await?;
    let errors = speak_fields(&FieldErrors::one("version", head), lang);
    show_page(ctx, id, form, errors, StatusCode::PRECONDITION_FAILED).await
}

/// The fields of a form of the order's page as they would stand in it now: of the head, of lines that are there. What is
/// stored nowhere (a line to be added) is as it was typed.
fn stored(view: &View, lang: Lang, id: PurchaseId, fields: &Form) -> Result<Form> {
    let order = purchasing::find(view, id)?;
    let lines = purchasing::lines(view, id)?;
    let of_line = |name: &str| {
        let (part, line) = name.split_once('.')?;
        let line = lines.iter().find(|known| known.id.to_string() == line)?;
        line_field(lang, line, part)
    };
    let pairs = fields.pairs().iter().map(|(name, typed)| {
        let now = match name.as_str() {
            "version" => order.version.to_string(),
            name if name.contains('.') => of_line(name).unwrap_or_default(),
            name => head_field(lang, &order, name).unwrap_or_else(|| typed.clone()),
        };
        (name.clone(), now)
    });
    Ok(Form::from_pairs(pairs.collect()))
}

/// `POST /buying/order/{supplier}`: all that is needed from a supplier, in one tap as far as who taps may go: sent when
/// they may approve, else waiting for approval; with `draft`, a draft to be looked at first.
///
/// # Errors
/// Those of the verbs.
pub async fn order_from_needs(ctx: Ctx) -> Answer {
    let supplier: SupplierId = ctx.id("supplier")?;
    let draft = ctx.form()?.is_on("draft");
    let (approves, lang) = (ctx.may(Permission::ApproveBuying), ctx.lang);
    ctx.once(move |tx| {
        let id = purchasing::create_from_needs(tx, supplier)?;
        if !draft {
            purchasing::submit(tx, id)?;
        }
        if !draft && approves {
            purchasing::approve(tx, id)?;
            purchasing::hold(tx, id)?;
        }
        let order = purchasing::find(tx, id)?;
        let said = match order.status {
            Status::Draft => "purchasing-said-draft",
            Status::PendingApproval => "purchasing-said-submitted",
            Status::Approved => "purchasing-said-approved",
            _ => "purchasing-said-sent",
        };
        let leaves = purchasing::leaves_at(tx, &order)?;
        let leaves = leaves.map(|at| tx.zone.time_of(at).to_string());
        let said = match leaves {
            Some(time) => lang.with2(
                "purchasing-said-leaves",
                "number",
                order.po_number,
                "time",
                time,
            ),
            None => lang.with1(said, "number", order.po_number),
        };
        let again = if draft {
            format!("/purchases/{id}")
        } else {
            "/buying".to_owned()
        };
        let open = lang.t("purchasing-open");
        Ok(Stored::see(again)
            .saying(said)
            .undo(format!("/purchases/{id}/withdraw?back=buying"))
            .link(format!("/purchases/{id}"), open, ""))
    })
    .await
}

/// `POST /purchases/{id}/submit`; the form carries the version that was seen.
///
/// # Errors
/// Those of the verb.
pub async fn submit(ctx: Ctx) -> Answer {
    act(ctx, "purchasing-did-submit", |tx, id, form| {
        let seen = form.version().unwrap_or_default();
        purchasing::as_seen(tx, id, seen, Status::PendingApproval)?;
        purchasing::submit(tx, id)
    })
    .await
}

/// `POST /purchases/{id}/approve`: what was seen, and nothing newer; a draft is submitted on the way. Where the day that it
/// asked for has gone by, the form brings another.
///
/// # Errors
/// Those of the verb.
pub async fn approve(ctx: Ctx) -> Answer {
    act_and_back(ctx, "purchasing-did-approve", |tx, id, form| {
        let seen = form.version().unwrap_or_default();
        let order = purchasing::find(tx, id)?;
        let is_draft = order.status == Status::Draft;
        let to = if is_draft {
            Status::PendingApproval
        } else {
            Status::Approved
        };
        purchasing::as_seen(tx, id, seen, to)?;
        let mut errors = FieldErrors::default();
        let day = form.day("required_delivery_date", tx.today(), &mut errors);
        errors.or(())?;
        if let Some(day) = day.filter(|_| order.status.is_editable()) {
            purchasing::ask_for(tx, id, day)?;
        }
        if is_draft {
            purchasing::submit(tx, id)?;
        }
        purchasing::approve(tx, id)?;
        taken_back_at(tx, id)
    })
    .await
}

/// Where an order that was just sent is taken back, while its mail is held.
fn taken_back_at(tx: &Tx, id: PurchaseId) -> Result<Option<String>> {
    let leaves = purchasing::leaves_at(tx, &purchasing::find(tx, id)?)?;
    Ok(leaves.map(|_| format!("/purchases/{id}/withdraw")))
}

/// `POST /purchases/{id}/reject`
///
/// # Errors
/// Those of the verb.
pub async fn reject(ctx: Ctx) -> Answer {
    act(ctx, "purchasing-did-reject", |tx, id, form| {
        let seen = form.version().unwrap_or_default();
        purchasing::as_seen(tx, id, seen, Status::Rejected)?;
        purchasing::reject(tx, id, form.text("reason"))
    })
    .await
}

/// `POST /purchases/{id}/send`
///
/// # Errors
/// Those of the verb.
pub async fn send(ctx: Ctx) -> Answer {
    act_and_back(ctx, "purchasing-did-send", |tx, id, _| {
        purchasing::send(tx, id)?;
        taken_back_at(tx, id)
    })
    .await
}

/// `POST /purchases/{id}/confirm`
///
/// # Errors
/// Those of the verb.
pub async fn confirm(ctx: Ctx) -> Answer {
    act(ctx, "purchasing-did-confirm", |tx, id, form| {
        let mut errors = FieldErrors::default();
        let day = form.day("expected_delivery_date", tx.today(), &mut errors);
        errors.or(())?;
        purchasing::confirm(tx, id, day)
    })
    .await
}

/// `POST /purchases/{id}/dispatch`
///
/// # Errors
/// Those of the verb.
pub async fn dispatch(ctx: Ctx) -> Answer {
    act(ctx, "saved", |tx, id, _| purchasing::dispatch(tx, id)).await
}

/// `POST /purchases/{id}/deliveries`: the supplier has said on which day they come.
///
/// # Errors
/// Those of the verb.
pub async fn announce(ctx: Ctx) -> Answer {
    act(ctx, "purchasing-did-announce", |tx, id, form| {
        let mut errors = FieldErrors::default();
        let day = form.day("delivery_date", tx.today(), &mut errors);
        if day.is_none() && form.text("delivery_date").is_empty() {
            errors.add("delivery_date", "field-required");
        }
        let new = errors.or(NewDelivery {
            delivery_date: day,
            ..NewDelivery::default()
        })?;
        purchasing::announce(tx, id, DeliveryStatus::Scheduled, &new).map(drop)
    })
    .await
}

/// `POST /purchases/{id}/cancel`
///
/// # Errors
/// Those of the verb.
pub async fn cancel(ctx: Ctx) -> Answer {
    act_and_back(ctx, "purchasing-did-cancel", |tx, id, form| {
        purchasing::cancel(tx, id, form.text("reason"))?;
        Ok(Some(format!("/purchases/{id}/restore")))
    })
    .await
}

/// `POST /purchases/{id}/withdraw`: before its mail has left. With `?back=buying` the needs are shown next.
///
/// # Errors
/// Those of the verb.
pub async fn withdraw(ctx: Ctx) -> Answer {
    let id: PurchaseId = ctx.id("id")?;
    let (lang, to_needs) = (ctx.lang, ctx.query.text("back") == "buying");
    ctx.once(move |tx| {
        purchasing::withdraw(tx, id)?;
        let number = purchasing::find(tx, id)?.po_number;
        let page = match to_needs {
            true => "/buying".to_owned(),
            false => format!("/purchases/{id}"),
        };
        let said = lang.with1("purchasing-did-withdraw", "number", number);
        let back = format!("/purchases/{id}/restore");
        Ok(Stored::see(page).saying(said).undo(back))
    })
    .await
}

/// `POST /purchases/{id}/restore`: undoes calling it off.
///
/// # Errors
/// Those of the verb.
pub async fn restore(ctx: Ctx) -> Answer {
    act(ctx, "purchasing-did-restore", |tx, id, _| {
        purchasing::restore(tx, id)
    })
    .await
}

/// `POST /purchases/{id}/close`
///
/// # Errors
/// Those of the verb.
pub async fn close(ctx: Ctx) -> Answer {
    act(ctx, "saved", |tx, id, form| {
        purchasing::close(tx, id, form.text("reason"))
    })
    .await
}

/// `POST /purchases/{id}/amend`: the next version of an order that the supplier has.
///
/// # Errors
/// Those of the verb.
pub async fn amend(ctx: Ctx) -> Answer {
    act(ctx, "purchasing-did-amend", |tx, id, form| {
        let mut errors = FieldErrors::default();
        let mut quantities = Vec::new();
        for line in purchasing::lines(tx, id)? {
            let name = format!("quantity.{}", line.id);
            let quantity = words::read_goods(form, &name, line.base_unit, &mut errors);
            quantities.extend(quantity.map(|quantity| (line.id, quantity)));
        }
        let day = form.day("required_delivery_date", tx.today(), &mut errors);
        errors.or(())?;
        let notes = form
            .has("supplier_notes")
            .then(|| form.text("supplier_notes").to_owned());
        let change = Amendment {
            required_delivery_date: day,
            supplier_notes: notes,
            quantities,
        };
        purchasing::amend(tx, id, form.version().unwrap_or_default(), &change)
    })
    .await
}
