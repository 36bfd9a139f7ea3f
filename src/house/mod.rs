//! The house itself: settings, copies, phones, help, what else there is, health, the API's own page, live screens.

pub mod api_page;
pub mod backups;
pub mod design;
pub mod health;
pub mod help;
pub mod live;
pub mod more;
pub mod phone;
pub mod settings;
