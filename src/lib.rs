pub mod documents;
pub mod i18n;
pub mod values;
