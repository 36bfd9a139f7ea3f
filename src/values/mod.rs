//! The types that money, goods, time and records are spoken of in. Construction is validation: a value that exists
//! is right. Nothing here touches the database but to say how a value is stored.

pub mod calendar;
pub mod codes;
pub mod format;
pub mod ids;
pub mod money;
pub mod numbers;
pub(crate) mod plumbing;
pub mod quantity;
pub mod spanish;
pub mod tax;
pub mod text;
pub mod unit;

pub use calendar::{CalendarError, Day, Instant, Period, Time, Weekdays, Zone, parse_day};
pub use money::{AmountError, Money, Percent, Price, Rate, StockValue, round_half_away};
pub use numbers::{NumberStyle, in_wholes, parse_number};
pub use quantity::{PriceUnit, Quantity, line_total};
pub use spanish::{PhoneDigits, Postcode, TaxId, TaxIdError, TaxIdKind};
pub use tax::{
    Surcharge, TaxLine, TaxMode, TaxRow, Totals, surcharge_rate, tax_rows, tax_rows_with,
};
pub use text::{Unfit, fold, is_invisible, unfit};
pub use unit::{BaseUnit, Unit, counted};
