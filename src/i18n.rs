//! Spanish and English: the Fluent catalogues in `templates/messages/<language>/*.ftl`, and the shapes of days,
//! money and quantities in each language. Routes and codes are English everywhere; only text comes from here.

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_decimal::Decimal;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::values::calendar::{Day, short};
use crate::values::format;
use crate::values::money::{Money, Rate};

#[derive(RustEmbed)]
#[folder = "templates/messages"]
struct Catalogues;

/// The languages that Hornada speaks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Es,
    En,
}

/// A value put into a message.
#[derive(Debug, Clone)]
pub enum Arg {
    Text(String),
    /// Grouped as the reader's language does: `1.000.000`, `1,000,000`.
    Number(i64),
    /// As [`Number`](Self::Number), with its decimals.
    Decimal(Decimal),
    /// Written as the reader's language writes money: `10.000,00 €`, `€10,000.00`.
    Money(Money),
    Rate(Rate),
    Day(Day),
}

impl From<Money> for Arg {
    fn from(amount: Money) -> Self {
        Self::Money(amount)
    }
}

impl From<Day> for Arg {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl From<Rate> for Arg {
    fn from(rate: Rate) -> Self {
        Self::Rate(rate)
    }
}

impl From<Decimal> for Arg {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&i64> for Arg {
    fn from(number: &i64) -> Self {
        Self::Number(*number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&usize> for Arg {
    fn from(number: &usize) -> Self {
        (*number).into()
    }
}

type Bundle = FluentBundle<FluentResource>;

static SPANISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Es));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En));

impl Lang {
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The language with this code; region and case are ignored (`en-GB` is English).
    pub fn from_code(code: &str) -> Option<Self> {
        match code.get(..2)?.to_ascii_lowercase().as_str() {
            "es" => Some(Self::Es),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that Hornada speaks, else Spanish.
    pub fn from_accept(header: &str) -> Self {
        header
            .split(',')
            .find_map(|part| Self::from_code(part.trim()))
            .unwrap_or_default()
    }

    /// The message `key`. A missing key shows itself in brackets, and a test fails on it.
    pub fn t(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message `key` with `args` put in; plurals follow CLDR.
    pub fn with(self, key: &str, args: &[(&str, Arg)]) -> String {
        self.find(key, args).unwrap_or_else(|| format!("[{key}]"))
    }

    /// The message `key` with one argument, for templates.
    pub fn with1(self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.with(key, &[(name, value.into())])
    }

    /// The message `key` with two arguments, for templates.
    pub fn with2(
        self,
        key: &str,
        name: &str,
        value: impl Into<Arg>,
        name2: &str,
        value2: impl Into<Arg>,
    ) -> String {
        self.with(key, &[(name, value.into()), (name2, value2.into())])
    }

    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn find(self, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, FluentValue::from(text.as_str())),
                Arg::Number(number) => values.set(*name, FluentValue::from(*number)),
                Arg::Decimal(number) => {
                    values.set(*name, FluentValue::from(format::number(self, *number)));
                }
                Arg::Money(amount) => {
                    values.set(*name, FluentValue::from(format::money(self, *amount)));
                }
                Arg::Rate(rate) => {
                    values.set(*name, FluentValue::from(format::percent(self, *rate)));
                }
                Arg::Day(day) => values.set(*name, FluentValue::from(short(*day, self))),
            }
        }
        Some(
            bundle
                .format_pattern(pattern, Some(&values), &mut Vec::new())
                .into_owned(),
        )
    }

    fn bundle(self) -> &'static Bundle {
        match self {
            Self::Es => &SPANISH,
            Self::En => &ENGLISH,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A number as it is written; anything else as it is.
fn grouped(lang: Lang, value: &FluentValue) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let number = number.as_string().parse().ok()?;
    Some(format::count(lang, number))
}

fn bundle(lang: Lang) -> Bundle {
    let language = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::Es => |value, _| grouped(Lang::Es, value),
        Lang::En => |value, _| grouped(Lang::En, value),
    }));
    for path in Catalogues::iter().filter(|path| path.starts_with(lang.code())) {
        let Some(file) = Catalogues::get(&path) else {
            continue;
        };
        let text = String::from_utf8_lossy(&file.data).into_owned();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            tracing::error!(%path, ?errors, "catalogue has errors");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%path, ?errors, "catalogue has messages twice");
        }
    }
    bundle
}
