pub mod clock;
pub mod db;
pub mod error;
pub mod events;
pub mod i18n;
pub mod settings;
pub mod values;
