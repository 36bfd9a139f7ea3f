//! `/design`: every part in its states, in the demo only.

use askama::Template;

use crate::error::Error;
use crate::web::{Answer, Ctx, Frame};

#[derive(Template)]
#[template(path = "design/parts.html")]
struct Parts {
    frame: Frame,
}

/// `GET /design`
///
/// # Errors
/// [`Error::NotFound`] outside the demo.
pub async fn parts(ctx: Ctx) -> Answer {
    if !ctx.app.is_demo {
        return Err(Error::NotFound);
    }
    ctx.page(|_, frame| Ok(Parts { frame })).await
}
