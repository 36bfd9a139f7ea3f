//! Every setting: its key, section, kind and default in one table; the page, the API, the `config` command and the
//! checks come from it. Changed without a restart.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use rusqlite::Connection;
use rust_decimal::Decimal;

use crate::db::Tx;
use crate::error::{Error, FieldErrors, Message, Result};
use crate::events::{self, Happened};
use crate::i18n::{Arg, Lang};
use crate::values::calendar::{Time, Zone};
use crate::values::money::{Money, Rate};
use crate::values::{Postcode, TaxId, fold, text};

/// What a setting may hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Switch,
    Whole {
        least: i64,
        most: i64,
    },
    Decimal {
        least: i64,
        most: i64,
    },
    Money {
        most_cents: i64,
    },
    Percent,
    Time,
    Text {
        most: usize,
    },
    /// A mail address, or nothing.
    Mail,
    LongText,
    Choice(&'static [&'static str]),
    Zone,
    /// Whole numbers separated by commas.
    Numbers,
}

#[derive(Debug)]
pub struct Definition {
    pub key: &'static str,
    pub section: &'static str,
    pub kind: Kind,
    pub default: &'static str,
}

const fn def(
    section: &'static str,
    key: &'static str,
    kind: Kind,
    default: &'static str,
) -> Definition {
    Definition {
        key,
        section,
        kind,
        default,
    }
}

macro_rules! keys {
    ($($name:ident = $key:literal),+ $(,)?) => { $(pub const $name: &str = $key;)+ };
}

keys! {
    BAKERY_NAME = "bakery.name", LEGAL_NAME = "bakery.legal_name", TAX_ID = "bakery.tax_id", STREET = "bakery.street",
    POSTCODE = "bakery.postcode", TOWN = "bakery.town", PROVINCE = "bakery.province", COUNTRY = "bakery.country",
    PHONE = "bakery.phone", EMAIL = "bakery.email", REGISTRY = "bakery.registry", IBAN = "bakery.iban",
    ZONE = "bakery.zone", LANGUAGE = "bakery.language",
    ORDER_PROCESSING = "orders.processing_on", DEFAULT_STATUS = "orders.default_status", NUMBER_PREFIX = "orders.number_prefix",
    NUMBER_LENGTH = "orders.number_length", AUTO_APPROVE = "orders.auto_approve_business", AUTO_CONFIRM_RETAIL = "orders.auto_confirm_retail",
    MOST_LINES = "orders.most_lines", LEAST_VALUE = "orders.least_value", MOST_VALUE = "orders.most_value",
    PICKUP_ON = "orders.pickup_on", DELIVERY_ON = "orders.delivery_on", SHIPPING_ON = "orders.shipping_on",
    MOST_DISCOUNT = "orders.most_discount", DISCOUNTS_ON = "orders.discounts_on", OPENING_DAYS = "orders.opening_days",
    LATE_CANCEL = "orders.late_cancellation", DEFAULT_TAX = "orders.default_tax_class", CHECK_AVAILABILITY = "orders.check_availability",
    RECURRING_ON = "standing.on", HORIZON_DAYS = "standing.horizon_days",
    VALIDATION_ON = "customers.validation_on", MOST_CUSTOMERS = "customers.most", DEFAULT_TERM_DAYS = "customers.default_term_days",
    MOST_CREDIT = "customers.most_credit", CREDIT_CHECK = "customers.credit_check_on",
    DAY_DOUGH = "day.dough_time", DAY_OVEN = "day.oven_time", DAY_VANS = "day.vans_time", DAY_SHOP = "day.shop_time", DAY_RETURNS = "day.returns_time",
    INVOICE_SERIES = "invoices.series", REMINDERS_ON = "invoices.reminders_on", REMINDER_STEPS = "invoices.reminder_steps",
    PAYMENT_TERMS = "invoices.terms_text", OVERDUE_AFTER = "invoices.overdue_after_days",
    OVERHEAD = "production.overhead", PLANNING_ON = "buying.planning_on", LEAD_DAYS = "buying.lead_days", PROJECTION_DAYS = "buying.projection_days",
    SAFETY_SHARE = "buying.safety_share", Z_SCORE = "buying.z_score", REVIEW_DAYS = "buying.review_days", ORDERING_COST = "buying.ordering_cost",
    HOLDING_RATE = "buying.holding_rate", AUTO_ORDERS = "buying.auto_orders", AUTO_LEAST = "buying.auto_least",
    COVER_DAYS = "buying.cover_days",
    MAIL_FROM = "mail.from", MAIL_COPY = "mail.copy_to", BACKUP_SECOND = "backup.second_folder", BACKUP_KEEP = "backup.keep",
}

/// All settings, in the order of the page.
pub static DEFINITIONS: &[Definition] = &[
    def("bakery", BAKERY_NAME, Kind::Text { most: 120 }, ""),
    def("bakery", LEGAL_NAME, Kind::Text { most: 120 }, ""),
    def("bakery", TAX_ID, Kind::Text { most: 20 }, ""),
    def("bakery", STREET, Kind::Text { most: 120 }, ""),
    def("bakery", POSTCODE, Kind::Text { most: 10 }, ""),
    def("bakery", TOWN, Kind::Text { most: 80 }, ""),
    def("bakery", PROVINCE, Kind::Text { most: 80 }, ""),
    def("bakery", COUNTRY, Kind::Text { most: 80 }, "España"),
    def("bakery", PHONE, Kind::Text { most: 30 }, ""),
    def("bakery", EMAIL, Kind::Mail, ""),
    def("bakery", REGISTRY, Kind::Text { most: 200 }, ""),
    def("bakery", IBAN, Kind::Text { most: 40 }, ""),
    def("bakery", ZONE, Kind::Zone, "Europe/Madrid"),
    def("bakery", LANGUAGE, Kind::Choice(&["es", "en"]), "es"),
    def("orders", ORDER_PROCESSING, Kind::Switch, "true"),
    def(
        "orders",
        DEFAULT_STATUS,
        Kind::Choice(&["pending", "confirmed"]),
        "pending",
    ),
    def("orders", AUTO_CONFIRM_RETAIL, Kind::Switch, "true"),
    def("orders", AUTO_APPROVE, Kind::Switch, "false"),
    def("orders", NUMBER_PREFIX, Kind::Text { most: 8 }, "ORD"),
    def(
        "orders",
        NUMBER_LENGTH,
        Kind::Whole { least: 3, most: 9 },
        "3",
    ),
    def(
        "orders",
        MOST_LINES,
        Kind::Whole {
            least: 1,
            most: 500,
        },
        "50",
    ),
    def(
        "orders",
        LEAST_VALUE,
        Kind::Money {
            most_cents: 10_000_000,
        },
        "0.00",
    ),
    def(
        "orders",
        MOST_VALUE,
        Kind::Money {
            most_cents: 1_000_000_000,
        },
        "100000.00",
    ),
    def(
        "orders",
        DEFAULT_TAX,
        Kind::Choice(&["bread", "food", "general", "zero"]),
        "food",
    ),
    def("orders", CHECK_AVAILABILITY, Kind::Switch, "true"),
    def("orders", DISCOUNTS_ON, Kind::Switch, "true"),
    def("orders", MOST_DISCOUNT, Kind::Percent, "50.00"),
    def("orders", PICKUP_ON, Kind::Switch, "true"),
    def("orders", DELIVERY_ON, Kind::Switch, "true"),
    def("orders", SHIPPING_ON, Kind::Switch, "false"),
    def("orders", OPENING_DAYS, Kind::Numbers, "1,2,3,4,5,6,7"),
    def(
        "orders",
        LATE_CANCEL,
        Kind::Choice(&["refused", "charged", "allowed"]),
        "charged",
    ),
    def("standing", RECURRING_ON, Kind::Switch, "true"),
    def(
        "standing",
        HORIZON_DAYS,
        Kind::Whole { least: 1, most: 28 },
        "2",
    ),
    def("customers", VALIDATION_ON, Kind::Switch, "true"),
    def(
        "customers",
        MOST_CUSTOMERS,
        Kind::Whole {
            least: 1,
            most: 1_000_000,
        },
        "10000",
    ),
    def(
        "customers",
        DEFAULT_TERM_DAYS,
        Kind::Whole { least: 0, most: 60 },
        "30",
    ),
    def("customers", CREDIT_CHECK, Kind::Switch, "false"),
    def(
        "customers",
        MOST_CREDIT,
        Kind::Money {
            most_cents: 1_000_000_000,
        },
        "10000.00",
    ),
    def("day", DAY_DOUGH, Kind::Time, "22:30"),
    def("day", DAY_OVEN, Kind::Time, "02:30"),
    def("day", DAY_VANS, Kind::Time, "05:30"),
    def("day", DAY_SHOP, Kind::Time, "07:00"),
    def("day", DAY_RETURNS, Kind::Time, "13:00"),
    def("invoices", INVOICE_SERIES, Kind::Text { most: 6 }, "F"),
    def("invoices", PAYMENT_TERMS, Kind::Text { most: 200 }, ""),
    def("invoices", REMINDERS_ON, Kind::Switch, "true"),
    def("invoices", REMINDER_STEPS, Kind::Numbers, "-3,7,15,30"),
    def(
        "invoices",
        OVERDUE_AFTER,
        Kind::Whole {
            least: 0,
            most: 365,
        },
        "7",
    ),
    def("production", OVERHEAD, Kind::Percent, "20.00"),
    def("buying", PLANNING_ON, Kind::Switch, "true"),
    def("buying", LEAD_DAYS, Kind::Whole { least: 0, most: 90 }, "3"),
    def(
        "buying",
        REVIEW_DAYS,
        Kind::Whole { least: 0, most: 30 },
        "1",
    ),
    def(
        "buying",
        PROJECTION_DAYS,
        Kind::Whole { least: 7, most: 30 },
        "14",
    ),
    def("buying", SAFETY_SHARE, Kind::Percent, "20.00"),
    def(
        "buying",
        Z_SCORE,
        Kind::Decimal { least: 0, most: 5 },
        "1.65",
    ),
    def(
        "buying",
        ORDERING_COST,
        Kind::Money {
            most_cents: 1_000_000,
        },
        "25.00",
    ),
    def("buying", HOLDING_RATE, Kind::Percent, "20.00"),
    def("buying", AUTO_ORDERS, Kind::Switch, "false"),
    def(
        "buying",
        AUTO_LEAST,
        Kind::Money {
            most_cents: 10_000_000,
        },
        "100.00",
    ),
    def(
        "buying",
        COVER_DAYS,
        Kind::Whole {
            least: 1,
            most: 365,
        },
        "30",
    ),
    def("mail", MAIL_FROM, Kind::Mail, ""),
    def("mail", MAIL_COPY, Kind::Mail, ""),
    def("backup", BACKUP_SECOND, Kind::Text { most: 400 }, ""),
    def(
        "backup",
        BACKUP_KEEP,
        Kind::Whole {
            least: 1,
            most: 400,
        },
        "30",
    ),
];

/// The settings as they stand: what was set, else the default.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    set: HashMap<String, String>,
}

impl Settings {
    /// Reads what was set.
    ///
    /// # Errors
    /// Only those of the database.
    pub fn load(conn: &Connection) -> rusqlite::Result<Self> {
        let mut statement = conn.prepare_cached("SELECT key, value FROM settings")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self {
            set: rows.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// The setting as text.
    pub fn text(&self, key: &str) -> &str {
        self.set
            .get(key)
            .map_or_else(|| default(key), String::as_str)
    }

    pub fn is_set(&self, key: &str) -> bool {
        self.set.contains_key(key)
    }

    pub fn on(&self, key: &str) -> bool {
        self.text(key) == "true"
    }

    pub fn whole(&self, key: &str) -> i64 {
        self.parsed(key).unwrap_or_default()
    }

    pub fn decimal(&self, key: &str) -> Decimal {
        self.parsed(key).unwrap_or_default()
    }

    pub fn money(&self, key: &str) -> Money {
        self.parsed(key).unwrap_or_default()
    }

    pub fn rate(&self, key: &str) -> Rate {
        self.parsed(key).unwrap_or_default()
    }

    pub fn time(&self, key: &str) -> Time {
        self.parsed(key)
            .or_else(|| default(key).parse().ok())
            .unwrap_or_default()
    }

    pub fn numbers(&self, key: &str) -> Vec<i64> {
        self.text(key)
            .split(',')
            .filter_map(|part| part.trim().parse().ok())
            .collect()
    }

    pub fn zone(&self) -> Zone {
        self.parsed(ZONE).unwrap_or_default()
    }

    /// The language of documents and mails whose reader has none of their own.
    pub fn language(&self) -> Lang {
        Lang::from_code(self.text(LANGUAGE)).unwrap_or_default()
    }

    fn parsed<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.text(key)
            .parse()
            .ok()
            .or_else(|| default(key).parse().ok())
    }
}

/// The definition of `key`, if there is such a setting.
pub fn definition(key: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.key == key)
}

fn default(key: &str) -> &'static str {
    definition(key).map_or("", |definition| definition.default)
}

/// Stores what was typed for some settings, all or none.
///
/// # Errors
/// [`Error::Invalid`] with every wrong one; [`Error::NotFound`] for a key that does not exist.
pub fn save(tx: &Tx, typed: &[(String, String)]) -> Result<()> {
    let mut errors = FieldErrors::default();
    let mut changed = Vec::new();
    for (key, text) in typed {
        let definition = definition(key).ok_or(Error::NotFound)?;
        match normal(definition.kind, text.trim()).map(|value| tidy(definition.key, value)) {
            Ok(value) if value != tx.settings.text(key) => changed.push((definition.key, value)),
            Ok(_) => {}
            Err(message) => errors.add(key.as_str(), message),
        }
    }
    check_values(tx, &changed, &mut errors);
    errors.or(())?;
    for (key, value) in &changed {
        tx.prepare_cached(
            "INSERT INTO settings (key, value, changed_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        )?
        .execute(rusqlite::params![key, value, tx.now])?;
    }
    if !changed.is_empty() {
        tx.settings_changed();
        let before_after: serde_json::Map<String, serde_json::Value> = changed
            .iter()
            .map(|(key, value)| {
                (
                    (*key).to_owned(),
                    serde_json::json!([tx.settings.text(key), value]),
                )
            })
            .collect();
        events::record(
            tx,
            Happened::new("settings", None, "edited").changes(before_after),
        )?;
    }
    Ok(())
}

/// What the kind of a setting does not say: numbers that check themselves, and settings that must agree with each other.
/// What was stored before may stay as it is.
fn check_values(tx: &Tx, changed: &[(&'static str, String)], errors: &mut FieldErrors) {
    let now = |key: &str| {
        let typed = changed.iter().find(|(name, _)| *name == key);
        typed.map_or_else(|| tx.settings.text(key), |(_, value)| value.as_str())
    };
    let country = fold(now(COUNTRY));
    let is_spanish = matches!(country.as_str(), "" | "espana" | "spain");
    for (key, value) in changed {
        if let Some(message) = unfitting(key, value, is_spanish, tx.path()) {
            errors.add(*key, message);
        }
    }
    let value = |key: &str| now(key).parse::<Money>().unwrap_or_default();
    let is_typed = |key: &str| changed.iter().any(|(name, _)| *name == key);
    if value(LEAST_VALUE) > value(MOST_VALUE) {
        let message = |key: &str| Message::new(key.to_owned());
        if is_typed(LEAST_VALUE) {
            let message = message("setting-over-most").arg("most", value(MOST_VALUE));
            errors.add(LEAST_VALUE, message);
        } else if is_typed(MOST_VALUE) {
            let message = message("setting-under-least").arg("least", value(LEAST_VALUE));
            errors.add(MOST_VALUE, message);
        }
    }
}

/// Whether a folder is that of the data, holds it or is in it; `live` is the file in use.
fn is_own(live: Option<&str>, folder: &Path) -> bool {
    let data = live.and_then(|live| Path::new(live).parent()?.parent());
    data.is_some_and(|data| crate::db::kept::is_own(data, folder).unwrap_or(false))
}

/// Why this value cannot be that of this setting; `live` is the file in use.
fn unfitting(key: &str, value: &str, is_spanish: bool, live: Option<&str>) -> Option<Message> {
    let numbers = || value.split(',').filter_map(|part| part.parse::<i64>().ok());
    let coded = |more: &[char]| {
        !value.is_empty()
            && value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    let key = match key {
        BAKERY_NAME if value.is_empty() => "field-required",
        TAX_ID if is_spanish && !value.is_empty() && TaxId::parse(value).is_err() => "field-tax-id",
        POSTCODE if is_spanish && !value.is_empty() && value.parse::<Postcode>().is_err() => {
            "customers-postcode"
        }
        PHONE if !value.is_empty() && !text::looks_like_phone(value) => "customers-phone",
        IBAN if !value.is_empty() && !text::looks_like_iban(value) => "setting-iban",
        OPENING_DAYS if !numbers().all(|day| (1..=7).contains(&day)) => "setting-weekdays",
        REMINDER_STEPS if !numbers().all(|day| (-60..=365).contains(&day)) => "setting-reminders",
        NUMBER_PREFIX if !coded(&['-']) => "setting-code",
        INVOICE_SERIES if !coded(&['-', '/', '.']) => "setting-code",
        BACKUP_SECOND if !value.is_empty() && !Path::new(value).is_dir() => "setting-folder",
        BACKUP_SECOND if !value.is_empty() && is_own(live, Path::new(value)) => {
            "backups-second-own"
        }
        _ if value.chars().any(text::is_invisible) => "field-invisible",
        _ => return None,
    };
    Some(key.into())
}

/// Days of the week stand once each, in their order.
fn tidy(key: &str, value: String) -> String {
    if key != OPENING_DAYS {
        return value;
    }
    let days: BTreeSet<&str> = value.split(',').collect();
    days.into_iter().collect::<Vec<_>>().join(",")
}

/// The stored form of what was typed, or why it cannot be.
fn normal(kind: Kind, text: &str) -> Result<String, Message> {
    let number = || crate::values::parse_number(text, crate::values::NumberStyle::Guess).ok();
    fn between<T: Into<Arg>>(least: T, most: T) -> Message {
        Message::new("setting-between")
            .arg("least", least)
            .arg("most", most)
    }
    match kind {
        Kind::Switch => match text {
            "true" | "on" | "1" => Ok("true".into()),
            "false" | "" | "0" => Ok("false".into()),
            _ => Err("setting-switch".into()),
        },
        Kind::Whole { least, most } => match text.parse::<i64>() {
            Ok(value) if (least..=most).contains(&value) => Ok(value.to_string()),
            _ => Err(between(least, most)),
        },
        Kind::Decimal { least, most } => number()
            .filter(|value| (Decimal::from(least)..=Decimal::from(most)).contains(value))
            .map(|value| value.normalize().to_string())
            .ok_or_else(|| between(least, most)),
        Kind::Money { most_cents } => number()
            .and_then(|value| Money::exact(crate::values::in_wholes(value)).ok())
            .filter(|money| (0..=most_cents).contains(&money.cents()))
            .map(|money| money.to_string())
            .ok_or_else(|| between(Money::ZERO, Money::from_cents(most_cents))),
        Kind::Percent => number()
            .and_then(|value| Rate::exact(value).ok())
            .filter(|rate| rate.is_share())
            .map(|rate| rate.to_string())
            .ok_or_else(|| between(Rate::ZERO, Rate::from_basis_points(10_000))),
        Kind::Time => text
            .parse::<Time>()
            .map(|time| time.to_string())
            .map_err(|_| "setting-time".into()),
        Kind::Text { most } if text.chars().count() > most || text.contains('\n') => {
            Err(Message::new("setting-too-long").arg("most", most))
        }
        Kind::LongText if text.len() > 10_000 => {
            Err(Message::new("setting-too-long").arg("most", 10_000_i64))
        }
        Kind::Mail if !text.is_empty() && !crate::values::text::looks_like_mail(text) => {
            Err("field-email".into())
        }
        Kind::Text { .. } | Kind::Mail | Kind::LongText => Ok(text.to_owned()),
        Kind::Choice(choices) if choices.contains(&text) => Ok(text.to_owned()),
        Kind::Choice(_) => Err("setting-choice".into()),
        Kind::Zone => text
            .parse::<Zone>()
            .map(|zone| zone.to_string())
            .map_err(|_| "setting-zone".into()),
        Kind::Numbers => {
            let numbers: Result<Vec<i64>, _> = text
                .split(',')
                .map(|part| part.trim().parse::<i64>())
                .collect();
            let numbers = numbers.map_err(|_| Message::new("setting-numbers"))?;
            Ok(numbers
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(","))
        }
    }
}
