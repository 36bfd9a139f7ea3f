//! Customers by name, found as one types.

use askama::Template;

use crate::customers::{self, CustomerType, Filter, Found, Point, Standing};
use crate::error::Result;
use crate::people::roles::Permission as P;
use crate::values::calendar::short;
use crate::web::api::USUAL_ROWS;
use crate::web::{Answer, Ctx, Form, Frame};

#[derive(Template)]
#[template(path = "customers/index.html")]
struct ListPage {
    frame: Frame,
    asked: Form,
    rows: Vec<Found>,
    next: String,
    can_edit: bool,
    is_empty: bool,
}

impl ListPage {
    fn last_order(&self, row: &Found) -> String {
        row.last_order_date
            .map_or_else(String::new, |day| short(day, self.frame.lang))
    }

    fn kind(&self, row: &Found) -> String {
        self.frame.t(&format!(
            "customer-customer-type-{}",
            row.customer_type.code()
        ))
    }

    fn standing(&self, row: &Found) -> String {
        let code = row.payment_status.code().replace('_', "-");
        self.frame.t(&format!("customer-payment-status-{code}"))
    }

    /// The filters: address, words, whether it is the one on.
    fn chips(&self) -> Vec<(String, String, bool)> {
        let asked = |name: &str| self.asked.text(name);
        let none = asked("type").is_empty()
            && asked("standing").is_empty()
            && asked("inactive").is_empty();
        let mut chips = vec![("/customers".to_owned(), self.frame.t("customers-all"), none)];
        for kind in CustomerType::ALL {
            let words = self.frame.t(&format!("customers-{}", kind.code()));
            chips.push((
                format!("/customers?type={kind}"),
                words,
                asked("type") == kind.code(),
            ));
        }
        for standing in [Standing::Overdue, Standing::Suspended] {
            let words = self.frame.t(&format!("customers-{}", standing.code()));
            chips.push((
                format!("/customers?standing={standing}"),
                words,
                asked("standing") == standing.code(),
            ));
        }
        let inactive = self.frame.t("customers-inactive");
        chips.push((
            "/customers?inactive=1".to_owned(),
            inactive,
            !asked("inactive").is_empty(),
        ));
        chips
    }
}

/// `GET /customers`
///
/// # Errors
/// Those of the database.
pub async fn index(ctx: Ctx) -> Answer {
    let asked = ctx.query.clone();
    ctx.page(move |view, frame| {
        let text = asked.text("q");
        let filter = Filter {
            customer_type: asked.optional("type").and_then(CustomerType::from_code),
            payment_status: asked.optional("standing").and_then(Standing::from_code),
            inactive: asked.is_on("inactive"),
        };
        let mut rows = match text {
            "" => {
                let after = asked.text("after").parse().ok();
                customers::list(view, &filter, after, USUAL_ROWS + 1)?
            }
            text => customers::search(view, text, USUAL_ROWS)?,
        };
        let more = rows.len() > USUAL_ROWS;
        rows.truncate(USUAL_ROWS);
        let next = rows.last().filter(|_| more).map(|last| next(&asked, last));
        Ok(ListPage {
            is_empty: rows.is_empty() && asked.pairs().is_empty(),
            can_edit: frame.may(P::EditCustomers),
            next: next.unwrap_or_default(),
            frame,
            asked,
            rows,
        })
    })
    .await
}

fn next(asked: &Form, last: &Found) -> String {
    let mut pairs: Vec<(&str, String)> = ["type", "standing", "inactive"]
        .into_iter()
        .filter_map(|name| asked.optional(name).map(|value| (name, value.to_owned())))
        .collect();
    pairs.push(("after", last.id.to_string()));
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("/customers?{query}")
}

#[derive(Template)]
#[template(path = "customers/find.html")]
struct FindPage {
    /// Each with the place whose telephone was typed.
    rows: Vec<(Found, Option<Point>)>,
}

/// `GET /customers/find`: the options of find-as-you-type.
///
/// # Errors
/// Those of the database.
pub async fn find(ctx: Ctx) -> Answer {
    let text = ctx.query.text("q").to_owned();
    ctx.page(move |view, _| {
        let rows = match text.is_empty() {
            true => Vec::new(),
            false => customers::search(view, &text, 12)?,
        };
        let placed = rows.into_iter().map(|row| {
            let place = customers::place_meant(view, row.id, &text)?;
            let place = place.map(|id| customers::point(view, id)).transpose()?;
            Ok((row, place))
        });
        let rows = placed.collect::<Result<_>>()?;
        Ok(FindPage { rows })
    })
    .await
}
