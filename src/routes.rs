//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist. That of suppliers
//! and buying is in a file of its own.

mod buying;

use crate::analytics::api::{Demand, Summary};
use crate::catalog::api::{
    ItemBody, ItemOut, PackBody, PackOut, PriceBody, PriceSet, RateBody, RateSet, StarterBody,
    TaxClassOut, UndonePrices,
};
use crate::catalog::{DatedPrice, NewPriceList, PriceList};
use crate::customers::api::{
    AllergensBody, CustomerBody, CustomerOut, CutoffsBody, CutoffsPut, DeliveryPointBody,
    FavouriteOut, RouteOut, RoutePut, WhoBody,
};
use crate::customers::rounds::{NewRound, Round};
use crate::customers::{Found, OrderLine};
use crate::events::HistoryLine;
use crate::exchange::api::{ImportBody, ReportBody};
use crate::fulfilment::api::{
    ChangesBody, CloseBody, HandoverBody, NoteShape, PackedBody, PickingList, ReasonBody,
};
use crate::house::backups::{Backups, Copy};
use crate::house::live::Event;
use crate::house::settings::{SettingsBody, SettingsList};
use crate::invoices::Invoice;
use crate::invoices::api::{DueBody, InvoiceBody, IssueBody, IssuedBody, SentBody};
use crate::jobs::Run;
use crate::jobs::api::{JobState, RunBody};
use crate::mail::Mail;
use crate::mail::api::{RetriedBody, TrialBody, TriedBody};
use crate::orders::api::items::{AddOrderItemBody, OrderItemChangeBody};
use crate::orders::api::kept::{OrderPictureOut, OrderViewBody};
use crate::orders::api::routes::{ORDER_FILTERS, StatusCounts};
use crate::orders::api::{
    CancelOrderBody, NewOrderBody, OrderBody, OrderChangeBody, OrderItemBody, OrderNoteBody,
    OrderStatusBody, QuoteBody,
};
use crate::orders::{Order, OrderNote, OrderView};
use crate::payments::api::{PaymentBody, ReverseBody, TakenBody};
use crate::payments::{Figures, Payment, Statement};
use crate::people::User;
use crate::people::api::{
    AccessBody, LoginBody, OwnPasswordBody, PasswordBody, PreferencesBody, SessionRecord,
    TokenBody, UserBody, UserEditBody,
};
use crate::people::roles::Permission as P;
use crate::production::api::{DayShape, SeenBody, TickBody};
use crate::recipes::api::{CostAnswer, ExplosionAnswer, RecipeAnswer, RecipeBody, RecipeRow};
use crate::standing_orders::api::week::{WeekBody, WeekOut, WeekTotalsOut};
use crate::standing_orders::api::{
    CalendarDayOut, ClosedDayBody, ClosedDayOut, DateBody, DateOut, DropBody, DroppedOut,
    GenerateBody, MissedBody, MissedOut, PauseBody, PauseOut, StandingBody, StandingOut, WaitBody,
};
use crate::standing_orders::{Effects, Generated, MissedDate};
use crate::stock::LedgerLine;
use crate::stock::api::{CountBody, StockDetail, StockRow, WasteBody};
use crate::web::{Access, Route, assets, delete, get, needs, patch, post, put};
use crate::{
    analytics, catalog, customers, exchange, fulfilment, handler, house, invoices, jobs, mail,
    orders, payments, people, production, recipes, standing_orders, stock,
};

/// Most bytes of a file to be imported.
const IMPORT_LIMIT: usize = 30 * 1024 * 1024;

/// What an import reads.
const TABLES: &[&str] = &[
    "text/csv",
    "application/gzip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/// What a picture may be.
const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/webp"];

/// A picture and the form around it.
const PICTURE_BODY: usize = 3 * 1024 * 1024;

/// Every route.
pub fn table() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(buying::pages());
    routes.extend(api());
    routes.extend(buying::api());
    routes
}

#[rustfmt::skip] // One line a route.
fn pages() -> Vec<Route> {
    vec![
        // The frame.
        get("/a/{hash}/{file:.*}", Access::Public, handler!(assets::serve)),
        get("/manifest.webmanifest", Access::Public, handler!(assets::manifest)),
        // People.
        get("/setup", Access::Public, handler!(people::pages::setup)),
        post("/setup", Access::Public, handler!(people::pages::set_up)),
        get("/login", Access::Public, handler!(people::pages::login)),
        post("/login", Access::Public, handler!(people::pages::log_in)),
        get("/login/kept", Access::SignedIn, handler!(people::pages::kept)),
        get("/account", Access::SignedIn, handler!(people::pages::account::show)),
        post("/account/password", Access::SignedIn, handler!(people::pages::account::set_password)),
        post("/account/keys", Access::SignedIn, handler!(people::pages::account::set_keys)),
        post("/account/sessions/{id}/end", Access::SignedIn, handler!(people::pages::account::end_session)),
        post("/logout", Access::SignedIn, handler!(people::pages::log_out)),
        post("/preferences", Access::SignedIn, handler!(people::pages::prefer)),
        get("/people", needs(P::ManagePeople), handler!(people::pages::index)),
        post("/people", needs(P::ManagePeople), handler!(people::pages::add)),
        post("/people/{id}", needs(P::ManagePeople), handler!(people::pages::edit)),
        post("/people/{id}/password", needs(P::ManagePeople), handler!(people::pages::set_password)),
        post("/people/{id}/access", needs(P::ManagePeople), handler!(people::pages::set_access)),
        // Catalog.
        get("/items", needs(P::SeeItems), handler!(catalog::pages::items::index)),
        post("/items", needs(P::EditItems), handler!(catalog::pages::item_form::create)),
        get("/items/new", needs(P::EditItems), handler!(catalog::pages::item_form::new)),
        get("/items/find", needs(P::SeeItems), handler!(catalog::pages::items::find)),
        post("/items/prices", needs(P::EditItems), handler!(catalog::pages::items::save_prices)),
        post("/items/starter", needs(P::EditItems), handler!(catalog::pages::items::starter)),
        get("/items/{id}", needs(P::SeeItems), handler!(catalog::pages::item::show)),
        post("/items/{id}", needs(P::EditItems), handler!(catalog::pages::item_form::save)),
        get("/items/{id}/edit", needs(P::EditItems), handler!(catalog::pages::item_form::edit)),
        post("/items/{id}/active", needs(P::EditItems), handler!(catalog::pages::item::set_active)),
        post("/items/{id}/enable", needs(P::EditItems), handler!(catalog::pages::item::enable)),
        post("/items/{id}/tax-confirmed", needs(P::EditItems), handler!(catalog::pages::item::confirm_tax)),
        post("/items/tax-confirmed", needs(P::EditItems), handler!(catalog::pages::items::confirm_taxes)),
        post("/items/tax-confirmed/undo", needs(P::EditItems), handler!(catalog::pages::items::unconfirm_taxes)),
        post("/items/{id}/variants", needs(P::EditItems), handler!(catalog::pages::item::add_variant)),
        post("/items/{id}/packs", needs(P::EditItems), handler!(catalog::pages::item::add_pack)),
        post("/items/{id}/packs/{pack}/remove", needs(P::EditItems), handler!(catalog::pages::item::remove_pack)),
        post("/items/{id}/prices", needs(P::EditItems), handler!(catalog::pages::item::set_price)),
        get("/items/{id}/picture", needs(P::SeeItems), handler!(catalog::pages::item::picture)),
        post("/items/{id}/picture", needs(P::EditItems), handler!(catalog::pages::item::set_picture)).body_limit(PICTURE_BODY),
        post("/items/{id}/picture/restore", needs(P::EditItems), handler!(catalog::pages::item::restore_picture)),
        get("/prices", needs(P::SeePrices), handler!(catalog::pages::prices::index)),
        post("/prices", needs(P::EditItems), handler!(catalog::pages::prices::create)),
        get("/prices/{id}", needs(P::SeePrices), handler!(catalog::pages::prices::show)),
        post("/prices/{id}", needs(P::EditItems), handler!(catalog::pages::prices::save)),
        post("/prices/{id}/bulk", needs(P::EditItems), handler!(catalog::pages::prices::bulk)),
        post("/prices/changes/{changes}/undo", needs(P::EditItems), handler!(catalog::pages::prices::undo)),
        get("/tax", needs(P::SeeItems), handler!(catalog::pages::tax::index)),
        post("/tax/changes/{change}/undo", needs(P::EditItems), handler!(catalog::pages::tax::undo)),
        post("/tax/classes", needs(P::EditItems), handler!(catalog::pages::tax::add_class)),
        post("/tax", needs(P::EditItems), handler!(catalog::pages::tax::add_rate)),
        // Customers.
        get("/customers", needs(P::SeeCustomers), handler!(customers::pages::list::index)),
        post("/customers", needs(P::EditCustomers), handler!(customers::pages::form::create)),
        get("/customers/new", needs(P::EditCustomers), handler!(customers::pages::form::new)),
        get("/customers/find", needs(P::SeeCustomers), handler!(customers::pages::list::find)),
        get("/customers/{id}", needs(P::SeeCustomers), handler!(customers::pages::show::show)),
        post("/customers/{id}", needs(P::EditCustomers), handler!(customers::pages::form::save)),
        get("/customers/{id}/edit", needs(P::EditCustomers), handler!(customers::pages::form::edit)),
        get("/customers/{id}/orders", needs(P::SeeCustomers), handler!(customers::pages::show::orders)),
        post("/customers/{id}/active", needs(P::EditCustomers), handler!(customers::pages::show::set_active)),
        post("/customers/{id}/enable", needs(P::EditCustomers), handler!(customers::pages::show::enable)),
        post("/customers/{id}/rhythm", needs(P::EditCustomers), handler!(customers::pages::show::set_rhythm)),
        get("/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::pages::allergens::edit)),
        post("/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::pages::allergens::save)),
        post("/customers/{id}/points", needs(P::EditCustomers), handler!(customers::pages::points::create)),
        get("/customers/{id}/points/new", needs(P::EditCustomers), handler!(customers::pages::points::new)),
        get("/customers/{id}/points/{point}", needs(P::EditCustomers), handler!(customers::pages::points::edit)),
        post("/customers/{id}/points/{point}", needs(P::EditCustomers), handler!(customers::pages::points::save)),
        post("/customers/{id}/points/{point}/active", needs(P::EditCustomers), handler!(customers::pages::points::set_active)),
        post("/customers/{id}/points/{point}/enable", needs(P::EditCustomers), handler!(customers::pages::points::enable)),
        get("/rounds", needs(P::SeeCustomers), handler!(customers::pages::rounds::index)),
        post("/rounds", needs(P::EditCustomers), handler!(customers::pages::rounds::create)),
        post("/rounds/cutoffs", needs(P::EditCutoffs), handler!(customers::pages::rounds::save_cutoffs)),
        get("/rounds/{id}", needs(P::SeeCustomers), handler!(customers::pages::rounds::show)),
        post("/rounds/{id}", needs(P::EditCustomers), handler!(customers::pages::rounds::save)),
        post("/rounds/{id}/stops/{point}", needs(P::EditCustomers), handler!(customers::pages::rounds::move_stop)),
        // Orders.
        get("/orders", needs(P::SeeOrders), handler!(orders::pages::list::index)),
        get("/orders/new", needs(P::EditOrders), handler!(orders::pages::entry::new)),
        post("/orders/new/line", needs(P::EditOrders), handler!(orders::pages::entry::line)),
        post("/orders/new/join", needs(P::EditOrders), handler!(orders::pages::joined::join)),
        post("/orders/new/discard/undo", needs(P::EditOrders), handler!(orders::pages::entry::undo_discard)),
        post("/orders/new/discard", needs(P::EditOrders), handler!(orders::pages::entry::discard)),
        post("/orders/quote", needs(P::EditOrders), handler!(orders::pages::entry::quote)),
        post("/orders", needs(P::EditOrders), handler!(orders::pages::entry::create)),
        post("/orders/views", needs(P::SeeOrders), handler!(orders::pages::views::keep)),
        post("/orders/views/{id}/remove", needs(P::SeeOrders), handler!(orders::pages::views::remove)),
        post("/orders/views/{id}/restore", needs(P::SeeOrders), handler!(orders::pages::views::restore)),
        get("/orders/{id}", needs(P::SeeOrders), handler!(orders::pages::show::show)),
        post("/orders/{id}", needs(P::EditOrders), handler!(orders::pages::show::edit)),
        get("/orders/{id}/ticket", needs(P::SeeOrders), handler!(orders::pages::ticket::ticket)),
        post("/orders/{id}/status", needs(P::EditOrders), handler!(orders::pages::steps::advance)),
        post("/orders/{id}/cancel", needs(P::EditOrders), handler!(orders::pages::steps::cancel)),
        post("/orders/{id}/refund", needs(P::RefundOrders), handler!(orders::pages::steps::refund)),
        post("/orders/{id}/step-back", needs(P::EditOrders), handler!(orders::pages::steps::step_back)),
        post("/orders/{id}/take-back", needs(P::EditOrders), handler!(orders::pages::show::take_back)),
        post("/orders/{id}/restore", needs(P::EditOrders), handler!(orders::pages::steps::restore)),
        post("/orders/{id}/undo", needs(P::EditOrders), handler!(orders::pages::steps::undo)),
        post("/orders/{id}/pictures", needs(P::EditOrders), handler!(orders::pages::pictures::add)).body_limit(PICTURE_BODY),
        get("/orders/{id}/pictures/{picture}", needs(P::SeeOrders), handler!(orders::pages::pictures::show)),
        post("/orders/{id}/pictures/{picture}/remove", needs(P::EditOrders), handler!(orders::pages::pictures::remove)),
        post("/orders/{id}/pictures/{picture}/restore", needs(P::EditOrders), handler!(orders::pages::pictures::restore)),
        post("/orders/{id}/notes", needs(P::EditOrders), handler!(orders::pages::notes::add_note)),
        post("/orders/{id}/notes/{note}", needs(P::EditOrders), handler!(orders::pages::notes::edit_note)),
        get("/search", Access::SignedIn, handler!(orders::pages::search::search)),
        // Standing orders.
        get("/standing-orders", needs(P::SeeOrders), handler!(standing_orders::pages::index)),
        post("/standing-orders", needs(P::EditOrders), handler!(standing_orders::pages::create)),
        get("/standing-orders/new", needs(P::EditOrders), handler!(standing_orders::pages::new)),
        get("/standing-orders/week", needs(P::SeeOrders), handler!(standing_orders::pages::totals)),
        get("/standing-orders/calendar", needs(P::SeeOrders), handler!(standing_orders::pages::calendar)),
        get("/standing-orders/pauses", needs(P::SeeOrders), handler!(standing_orders::pages::pauses)),
        post("/standing-orders/pauses", needs(P::EditOrders), handler!(standing_orders::pages::add_pause)),
        post("/standing-orders/pauses/{id}/run-on", needs(P::EditOrders), handler!(standing_orders::pages::run_on)),
        post("/standing-orders/pauses/{id}/end", needs(P::EditOrders), handler!(standing_orders::pages::end_pause)),
        post("/standing-orders/pauses/{id}/remove", needs(P::EditOrders), handler!(standing_orders::pages::remove_pause)),
        get("/standing-orders/closed-days", needs(P::SeeOrders), handler!(standing_orders::pages::closed_days)),
        post("/standing-orders/closed-days", needs(P::EditOrders), handler!(standing_orders::pages::add_closed_day)),
        post("/standing-orders/closed-days/{day}/remove", needs(P::EditOrders), handler!(standing_orders::pages::remove_closed_day)),
        post("/standing-orders/missed", needs(P::EditOrders), handler!(standing_orders::pages::decide)),
        post("/standing-orders/missed/wait", needs(P::EditOrders), handler!(standing_orders::pages::wait_again)),
        post("/standing-orders/missed/drop", needs(P::EditOrders), handler!(standing_orders::pages::drop_past)),
        post("/standing-orders/generate", needs(P::EditOrders), handler!(standing_orders::pages::generate)),
        get("/standing-orders/{id}", needs(P::SeeOrders), handler!(standing_orders::pages::show)),
        post("/standing-orders/{id}", needs(P::EditOrders), handler!(standing_orders::pages::edit)),
        post("/standing-orders/{id}/take-back", needs(P::EditOrders), handler!(standing_orders::pages::take_back)),
        post("/standing-orders/{id}/state", needs(P::EditOrders), handler!(standing_orders::pages::state)),
        get("/standing-orders/{id}/dates", needs(P::SeeOrders), handler!(standing_orders::pages::day)),
        post("/standing-orders/{id}/dates", needs(P::EditOrders), handler!(standing_orders::pages::change_day)),
        post("/standing-orders/{id}/dates/{day}/restore", needs(P::EditOrders), handler!(standing_orders::pages::restore_day)),
        get("/customers/{id}/week", needs(P::SeeOrders), handler!(standing_orders::pages::customer_week)),
        post("/customers/{id}/week", needs(P::EditOrders), handler!(standing_orders::pages::save_customer_week)),
        post("/customers/{id}/week/take-back", needs(P::EditOrders), handler!(standing_orders::pages::take_week_back)),
        get("/orders/{id}/standing", needs(P::EditOrders), handler!(standing_orders::pages::from_order_form)),
        post("/orders/{id}/standing", needs(P::EditOrders), handler!(standing_orders::pages::from_order)),
        // Fulfilment.
        get("/notes", needs(P::SeeOrders), handler!(fulfilment::pages::notes::index)),
        get("/notes/returns", needs(P::EditNotes), handler!(fulfilment::pages::changes::returns)),
        post("/notes/returns", needs(P::EditNotes), handler!(fulfilment::pages::changes::save_returns)),
        get("/notes/{id}", needs(P::SeeOrders), handler!(fulfilment::pages::notes::show)),
        get("/notes/{id}/pdf", needs(P::SeeOrders), handler!(fulfilment::pages::notes::pdf)),
        get("/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::pages::hand_over::form)),
        post("/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::pages::hand_over::deliver)),
        post("/notes/{id}/not-delivered", needs(P::Deliver), handler!(fulfilment::pages::hand_over::not_delivered)),
        post("/notes/{id}/close", needs(P::EditOrders), handler!(fulfilment::pages::closing::close)),
        post("/notes/{id}/reopen", needs(P::EditOrders), handler!(fulfilment::pages::closing::reopen)),
        post("/notes/{id}/undo", needs(P::Deliver), handler!(fulfilment::pages::notes::undo)),
        post("/notes/changes/undo", needs(P::EditNotes), handler!(fulfilment::pages::changes::undo)),
        post("/notes/{id}/changes", needs(P::EditNotes), handler!(fulfilment::pages::changes::save_note)),
        get("/routes", needs(P::Deliver), handler!(fulfilment::pages::rounds::index)),
        get("/routes/{id}", needs(P::Deliver), handler!(fulfilment::pages::rounds::show)),
        get("/routes/{id}/sheet", needs(P::Deliver), handler!(fulfilment::pages::rounds::sheet)),
        get("/production/packing", needs(P::SeeProduction), handler!(fulfilment::pages::packing::show)),
        post("/production/packing", needs(P::SeeProduction), handler!(fulfilment::pages::packing::tick)),
        // Production.
        get("/production", needs(P::SeeProduction), handler!(production::pages::screen::show)),
        get("/production/sheet", needs(P::SeeProduction), handler!(production::pages::paper::sheet)),
        get("/production/of/{id}", needs(P::SeeProduction), handler!(production::pages::screen::part)),
        post("/production/{day}/tick", needs(P::TickProduction), handler!(production::pages::screen::tick)),
        post("/production/{day}/untick", needs(P::TickProduction), handler!(production::pages::screen::untick)),
        post("/production/{day}/changes", needs(P::TickProduction), handler!(production::pages::screen::tick_change)),
        post("/production/{day}/freeze", needs(P::CloseDay), handler!(production::pages::screen::freeze)),
        post("/production/{day}/close", needs(P::CloseDay), handler!(production::pages::screen::close)),
        // Invoices and payments.
        get("/invoices", needs(P::SeeInvoices), handler!(invoices::pages::index)),
        get("/invoices/due", needs(P::SeeInvoices), handler!(invoices::pages::due)),
        post("/invoices/due", needs(P::IssueInvoices), handler!(invoices::pages::issue)),
        get("/invoices/{id}", needs(P::SeeInvoices), handler!(invoices::pages::show)),
        get("/invoices/{id}/pdf", needs(P::SeeInvoices), handler!(invoices::pages::pdf)),
        post("/invoices/{id}/send", needs(P::IssueInvoices), handler!(invoices::pages::send)),
        get("/payments", needs(P::SeeInvoices), handler!(payments::pages::index)),
        post("/payments", needs(P::TakePayments), handler!(payments::pages::take)),
        get("/payments/new", needs(P::TakePayments), handler!(payments::pages::new)),
        get("/payments/{id}", needs(P::SeeInvoices), handler!(payments::pages::show)),
        post("/payments/{id}/again", needs(P::TakePayments), handler!(payments::pages::again)),
        post("/payments/{id}/reverse", needs(P::TakePayments), handler!(payments::pages::reverse)),
        get("/customers/{id}/statement", needs(P::SeeInvoices), handler!(payments::pages::show_statement)),
        post("/customers/{id}/statement/send", needs(P::IssueInvoices), handler!(payments::pages::send_statement)),
        get("/customers/{id}/statement/pdf", needs(P::SeeInvoices), handler!(payments::pages::statement_pdf)),
        // Stock and recipes.
        get("/stock", needs(P::SeeStock), handler!(stock::pages::index)),
        get("/stock/count", needs(P::EditStock), handler!(stock::pages::count::show)),
        post("/stock/count", needs(P::EditStock), handler!(stock::pages::count::post)),
        get("/stock/count/sheet", needs(P::EditStock), handler!(stock::pages::count::sheet)),
        get("/stock/counts/{id}", needs(P::EditStock), handler!(stock::pages::count::one)),
        get("/stock/expiring", needs(P::SeeStock), handler!(stock::pages::expiring)),
        get("/stock/waste", needs(P::EditStock), handler!(stock::pages::waste::index)),
        post("/stock/waste", needs(P::EditStock), handler!(stock::pages::waste::book)),
        post("/stock/waste/{id}/undo", needs(P::EditStock), handler!(stock::pages::waste::undo)),
        post("/stock/lots/expiry", needs(P::EditStock), handler!(stock::pages::lots::set_expiry)),
        get("/stock/{item}", needs(P::SeeStock), handler!(stock::pages::item)),
        get("/recipes", needs(P::SeeItems), handler!(recipes::pages::index)),
        get("/recipes/new", needs(P::EditRecipes), handler!(recipes::pages::edit::new)),
        post("/recipes", needs(P::EditRecipes), handler!(recipes::pages::edit::create)),
        post("/recipes/form", needs(P::EditRecipes), handler!(recipes::pages::edit::more)),
        get("/recipes/{id}", needs(P::SeeItems), handler!(recipes::pages::show)),
        get("/recipes/{id}/card", needs(P::SeeItems), handler!(recipes::pages::card)),
        get("/recipes/{id}/edit", needs(P::EditRecipes), handler!(recipes::pages::edit::edit)),
        post("/recipes/{id}", needs(P::EditRecipes), handler!(recipes::pages::edit::update)),
        post("/recipes/{id}/active", needs(P::EditRecipes), handler!(recipes::pages::edit::set_active)),
        // Today, settings, jobs, mail, backups, imports.
        get("/", needs(P::SeeToday), handler!(analytics::pages::today)),
        get("/health", Access::Public, handler!(house::health::live)),
        get("/ready", Access::Public, handler!(house::health::ready)),
        get("/events/stream", needs(P::SeeToday), handler!(house::live::topics)),
        get("/settings", needs(P::SeeSettings), handler!(house::settings::index)),
        post("/settings/{section}", needs(P::EditSettings), handler!(house::settings::save)),
        get("/backups", needs(P::SeeBackups), handler!(house::backups::index)),
        post("/backups", needs(P::SeeBackups), handler!(house::backups::make)),
        // A copy holds everything there is, so only who may change everything takes it away.
        get("/backups/download", needs(P::EditSettings), handler!(house::backups::download)),
        get("/backups/kept/{day}", needs(P::EditSettings), handler!(house::backups::download_kept)),
        get("/phone", needs(P::SeeToday), handler!(house::phone::index)),
        get("/more", needs(P::SeeToday), handler!(house::more::index)),
        get("/help", Access::SignedIn, handler!(house::help::index)),
        get("/help/{topic}", Access::SignedIn, handler!(house::help::topic)),
        get("/design", needs(P::SeeToday), handler!(house::design::parts)),
        get("/api", needs(P::SeeHistory), handler!(house::api_page::page)),
        get("/jobs", needs(P::SeeJobs), handler!(jobs::pages::index)),
        post("/jobs/{name}/run", needs(P::RunJobs), handler!(jobs::pages::run)),
        post("/jobs/clock", needs(P::RunJobs), handler!(jobs::pages::clock)),
        get("/mail", needs(P::SeeMail), handler!(mail::pages::index)),
        post("/mail/retry", needs(P::SeeMail), handler!(mail::pages::retry_all)),
        post("/mail/test", needs(P::SeeMail), handler!(mail::pages::trial)),
        get("/mail/{id}", needs(P::SeeMail), handler!(mail::pages::show)),
        get("/mail/{id}/file", needs(P::SeeMail), handler!(mail::pages::file)),
        post("/mail/{id}/retry", needs(P::SeeMail), handler!(mail::pages::retry)),
        post("/mail/{id}/sent", needs(P::SeeMail), handler!(mail::pages::mark_sent)),
        post("/mail/{id}/cancel", needs(P::SeeMail), handler!(mail::pages::cancel)),
        // Imports.
        get("/import", needs(P::Import), handler!(exchange::pages::index)),
        post("/import", needs(P::Import), handler!(exchange::pages::preview)).body_limit(IMPORT_LIMIT),
        get("/import/sample/{kind}", needs(P::Import), handler!(exchange::pages::sample)),
        post("/import/take", needs(P::Import), handler!(exchange::pages::take)),
    ]
}

#[rustfmt::skip] // One line a route.
fn api() -> Vec<Route> {
    vec![
        // People.
        post("/api/v1/auth/login", Access::Public, handler!(people::api::login)).says("Sign in").takes::<LoginBody>().gives::<TokenBody>().status(200),
        post("/api/v1/auth/logout", Access::SignedIn, handler!(people::api::logout)).says("End this session").status(204),
        get("/api/v1/auth/me", Access::SignedIn, handler!(people::api::me)).says("Who is signed in").gives::<User>(),
        put("/api/v1/auth/me", Access::SignedIn, handler!(people::api::prefer)).says("Choose one's own language").takes::<PreferencesBody>().gives::<User>(),
        post("/api/v1/auth/password", Access::SignedIn, handler!(people::api::change_password)).says("Give oneself a new password; all one's sessions end, and a new one begins").takes::<OwnPasswordBody>().gives::<TokenBody>().status(200),
        get("/api/v1/auth/sessions", Access::SignedIn, handler!(people::api::sessions)).says("Where one is signed in").lists::<SessionRecord>(),
        delete("/api/v1/auth/sessions/{id}", Access::SignedIn, handler!(people::api::end_session)).says("End one of one's own sessions").status(204),
        get("/api/v1/users", needs(P::ManagePeople), handler!(people::api::index)).says("Everybody").lists::<User>(),
        post("/api/v1/users", needs(P::ManagePeople), handler!(people::api::create)).says("Let somebody in").takes::<UserBody>().gives::<User>(),
        get("/api/v1/users/{id}", needs(P::ManagePeople), handler!(people::api::show)).says("A person").gives::<User>(),
        put("/api/v1/users/{id}", needs(P::ManagePeople), handler!(people::api::edit)).says("Change name and role").takes::<UserEditBody>().gives::<User>().if_match(),
        post("/api/v1/users/{id}/password", needs(P::ManagePeople), handler!(people::api::set_password)).says("Give a new password; all sessions of the person end").takes::<PasswordBody>().status(204),
        post("/api/v1/users/{id}/access", needs(P::ManagePeople), handler!(people::api::set_access)).says("Keep somebody out, or let them in again").takes::<AccessBody>().gives::<User>().status(200),
        // Catalog.
        get("/api/v1/items", needs(P::SeeItems), handler!(catalog::api::index)).says("Items by name").query(&[("q", "Words of name, variant, category or SKU"), ("category", "Only this category"), ("is_sold", "true or false"), ("is_bought", "true or false"), ("is_made", "true or false"), ("tax_confirmed", "true: only those whose tax class somebody has looked at; false: the others"), ("inactive", "true: also those out of use")]).pages::<ItemOut>(),
        post("/api/v1/items", needs(P::EditItems), handler!(catalog::api::create)).says("Add an item").takes::<ItemBody>().gives::<ItemOut>(),
        post("/api/v1/items/starter", needs(P::EditItems), handler!(catalog::api::starter)).says("Begin an empty catalogue with what most bakeries sell").gives::<StarterBody>(),
        get("/api/v1/items/{id}", needs(P::SeeItems), handler!(catalog::api::show)).says("An item").gives::<ItemOut>(),
        get("/api/v1/items/{id}/history", needs(P::SeeHistory), handler!(catalog::api::history)).says("What happened to an item").pages::<HistoryLine>(),
        get("/api/v1/items/{id}/picture", needs(P::SeeItems), handler!(catalog::pages::item::picture)).says("The picture of an item, as it was uploaded").gives_file(PICTURES),
        put("/api/v1/items/{id}", needs(P::EditItems), handler!(catalog::api::replace)).says("Change an item").takes::<ItemBody>().gives::<ItemOut>().if_match(),
        get("/api/v1/items/{id}/prices", needs(P::SeePrices), handler!(catalog::api::item_prices)).says("Every dated price of an item").lists::<DatedPrice>(),
        post("/api/v1/items/{id}/prices", needs(P::EditItems), handler!(catalog::api::add_price)).says("Set a price from a day on").takes::<PriceBody>().gives::<PriceSet>(),
        get("/api/v1/items/{id}/packs", needs(P::SeeItems), handler!(catalog::api::packs)).says("Packs of an item").lists::<PackOut>(),
        post("/api/v1/items/{id}/packs", needs(P::EditItems), handler!(catalog::api::add_pack)).says("Add a pack").takes::<PackBody>().gives::<PackOut>(),
        delete("/api/v1/items/{id}/packs/{pack}", needs(P::EditItems), handler!(catalog::api::remove_pack)).says("Take a pack away").status(204),
        get("/api/v1/price-lists", needs(P::SeePrices), handler!(catalog::api::price_lists)).says("Price lists").lists::<PriceList>(),
        post("/api/v1/price-lists", needs(P::EditItems), handler!(catalog::api::add_price_list)).says("Add a price list").takes::<NewPriceList>().gives::<PriceList>(),
        get("/api/v1/price-lists/{id}", needs(P::SeePrices), handler!(catalog::api::price_list)).says("A price list").gives::<PriceList>(),
        put("/api/v1/price-lists/{id}", needs(P::EditItems), handler!(catalog::api::replace_price_list)).says("Change a price list").takes::<NewPriceList>().gives::<PriceList>().if_match(),
        get("/api/v1/tax-classes", needs(P::SeeItems), handler!(catalog::api::tax_classes)).says("Tax classes with their dated rates").lists::<TaxClassOut>(),
        post("/api/v1/tax-classes", needs(P::EditItems), handler!(catalog::api::add_tax_class)).says("Add a tax class with its first rate").takes::<catalog::NewTaxClass>().gives::<TaxClassOut>(),
        post("/api/v1/tax-classes/{id}/rates", needs(P::EditItems), handler!(catalog::api::add_rate)).says("Set the rate of a class from a day on").takes::<RateBody>().gives::<RateSet>(),
        post("/api/v1/tax-classes/changes/{change}/undo", needs(P::EditItems), handler!(catalog::api::undo_rate)).says("Take a rate that was set back, where nothing newer stands for its day").gives::<TaxClassOut>().status(200),
        post("/api/v1/prices/changes/{change}/undo", needs(P::EditItems), handler!(catalog::api::undo_prices)).says("Take a change of prices back, where nothing newer stands").gives::<UndonePrices>().status(200),
        // Customers.
        get("/api/v1/customers", needs(P::SeeCustomers), handler!(customers::api::index)).says("Customers by name, or the best matches of q").query(&[("q", "Name, phone, tax number, e-mail, town or number; best first, one page"), ("customer_type", "retail, wholesale, restaurant or hotel"), ("payment_status", "good_standing, overdue or suspended"), ("inactive", "true: those out of use")]).pages::<Found>(),
        post("/api/v1/customers", needs(P::EditCustomers), handler!(customers::api::create)).says("Add a customer and the first delivery point").takes::<CustomerBody>().gives::<CustomerOut>(),
        post("/api/v1/customers/find-or-create", needs(P::EditCustomers), handler!(customers::api::find_or_create)).says("The customer with this phone, else this e-mail, else a new one; two different ones are a conflict").takes::<WhoBody>().gives::<CustomerOut>().status(200),
        get("/api/v1/customers/{id}", needs(P::SeeCustomers), handler!(customers::api::show)).says("A customer").gives::<CustomerOut>(),
        put("/api/v1/customers/{id}", needs(P::EditCustomers), handler!(customers::api::replace)).says("Change a customer").takes::<CustomerBody>().gives::<CustomerOut>().if_match(),
        get("/api/v1/customers/{id}/orders", needs(P::SeeCustomers), handler!(customers::api::orders)).says("Orders of a customer, latest delivery first").pages::<OrderLine>(),
        get("/api/v1/customers/{id}/history", needs(P::SeeHistory), handler!(customers::api::history)).says("What happened to a customer").pages::<HistoryLine>(),
        get("/api/v1/customers/{id}/week", needs(P::SeeOrders), handler!(standing_orders::api::week::show)).says("A customer's week: the lines of every running standing order by weekday").query(&[("from", "the day they count for, the next whose orders are taken if none")]).gives::<WeekOut>(),
        put("/api/v1/customers/{id}/week", needs(P::EditOrders), handler!(standing_orders::api::week::save)).says("Change a customer's week from a day on; standing orders that are not named stay").takes::<WeekBody>().gives::<WeekOut>().if_match(),
        get("/api/v1/customers/{id}/favourites", needs(P::SeeCustomers), handler!(customers::api::favourites)).says("What a customer orders most").pages::<FavouriteOut>(),
        get("/api/v1/customers/{id}/points", needs(P::SeeCustomers), handler!(customers::api::points)).says("Delivery points of a customer").lists::<customers::Point>(),
        post("/api/v1/customers/{id}/points", needs(P::EditCustomers), handler!(customers::api::add_point)).says("Add a delivery point").takes::<DeliveryPointBody>().gives::<customers::Point>(),
        get("/api/v1/customers/{id}/points/{point}", needs(P::SeeCustomers), handler!(customers::api::point)).says("A delivery point").gives::<customers::Point>(),
        put("/api/v1/customers/{id}/points/{point}", needs(P::EditCustomers), handler!(customers::api::replace_point)).says("Change a delivery point").takes::<DeliveryPointBody>().gives::<customers::Point>().if_match(),
        get("/api/v1/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::api::allergens)).says("What a customer must not eat").gives::<AllergensBody>(),
        put("/api/v1/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::api::set_allergens)).says("Keep what a customer must not eat, or forget it").takes::<AllergensBody>().gives::<AllergensBody>().if_match(),
        get("/api/v1/routes", needs(P::SeeNotes), handler!(customers::api::routes)).says("Rounds; drivers see their own").lists::<Round>(),
        post("/api/v1/routes", needs(P::EditCustomers), handler!(customers::api::add_route)).says("Add a round").takes::<NewRound>().gives::<Round>(),
        get("/api/v1/routes/{id}", needs(P::SeeNotes), handler!(customers::api::route)).says("A round with its stops in their order; drivers see their own").gives::<RouteOut>(),
        put("/api/v1/routes/{id}", needs(P::EditCustomers), handler!(customers::api::replace_route)).says("Change a round").takes::<RoutePut>().gives::<Round>().if_match(),
        get("/api/v1/cutoffs", needs(P::SeeOrders), handler!(customers::api::cutoffs)).says("Until when orders are taken, by weekday and round").gives::<CutoffsBody>(),
        put("/api/v1/cutoffs", needs(P::EditCutoffs), handler!(customers::api::set_cutoffs)).says("Set every cut-off").takes::<CutoffsPut>().gives::<CutoffsBody>().if_match(),
        // Orders.
        get("/api/v1/orders", needs(P::SeeOrders), handler!(orders::api::routes::index)).says("Orders, newest delivery day first").query(ORDER_FILTERS).pages::<Order>(),
        post("/api/v1/orders", needs(P::EditOrders), handler!(orders::api::routes::create)).says("Take an order").takes::<NewOrderBody>().gives::<OrderBody>(),
        post("/api/v1/orders/quote", needs(P::EditOrders), handler!(orders::api::routes::quote)).says("Reckon an order without storing it").takes::<NewOrderBody>().gives::<QuoteBody>().status(200),
        get("/api/v1/orders/wholesale", needs(P::SeeOrders), handler!(orders::api::routes::wholesale)).says("Orders of businesses").query(ORDER_FILTERS).pages::<Order>(),
        get("/api/v1/orders/fulfillment/pending", needs(P::SeeOrders), handler!(orders::api::routes::pending)).says("Orders that still have to leave, nearest day first").pages::<Order>(),
        get("/api/v1/orders/status", needs(P::SeeOrders), handler!(orders::api::routes::status)).says("Whether orders are taken, and how many stand in which state for a day").query(&[("requested_date", "delivery day")]).gives::<StatusCounts>(),
        get("/api/v1/orders/views", needs(P::SeeOrders), handler!(orders::api::kept::views)).says("Views of the list of orders that one keeps").lists::<OrderView>(),
        post("/api/v1/orders/views", needs(P::SeeOrders), handler!(orders::api::kept::keep_view)).says("Keep a view of the list of orders").takes::<OrderViewBody>().gives::<OrderView>(),
        delete("/api/v1/orders/views/{id}", needs(P::SeeOrders), handler!(orders::api::kept::forget_view)).says("Let a view go").status(204),
        post("/api/v1/orders/views/{id}/restore", needs(P::SeeOrders), handler!(orders::api::kept::restore_view)).says("Bring a view back that was let go").status(204),
        get("/api/v1/orders/{id}", needs(P::SeeOrders), handler!(orders::api::routes::show)).says("An order with its lines").gives::<OrderBody>(),
        put("/api/v1/orders/{id}", needs(P::EditOrders), handler!(orders::api::routes::change)).says("Change an order while it is pending or confirmed").takes::<OrderChangeBody>().gives::<OrderBody>().if_match(),
        delete("/api/v1/orders/{id}", needs(P::EditOrders), handler!(orders::api::routes::cancel)).says("Cancel an order").query(&[("reason", "why")]).takes::<CancelOrderBody>().gives::<OrderBody>().heeds_if_match(),
        put("/api/v1/orders/{id}/status", needs(P::EditOrders), handler!(orders::api::routes::set_status)).says("Move an order on, passing missing forward steps").takes::<OrderStatusBody>().gives::<OrderBody>().heeds_if_match(),
        patch("/api/v1/orders/{id}/status", needs(P::EditOrders), handler!(orders::api::routes::set_status)).says("Move an order on, passing missing forward steps").takes::<OrderStatusBody>().gives::<OrderBody>().heeds_if_match(),
        post("/api/v1/orders/{id}/cancel", needs(P::EditOrders), handler!(orders::api::routes::cancel)).says("Cancel an order").takes::<CancelOrderBody>().gives::<OrderBody>().status(200).heeds_if_match(),
        post("/api/v1/orders/{id}/restore", needs(P::EditOrders), handler!(orders::api::routes::restore)).says("Undo a cancellation").gives::<OrderBody>().status(200).heeds_if_match(),
        post("/api/v1/orders/{id}/refund", needs(P::RefundOrders), handler!(orders::api::routes::refund)).says("Give a completed order back: not owed, not invoiced").takes::<CancelOrderBody>().gives::<OrderBody>().heeds_if_match().status(200),
        post("/api/v1/orders/{id}/undo-status", needs(P::EditOrders), handler!(orders::api::routes::undo_status)).says("Take the last step of an order back, within ten minutes by who took it").if_match().gives::<OrderBody>().status(200),
        post("/api/v1/orders/{id}/undo-change", needs(P::EditOrders), handler!(orders::api::routes::undo_change)).says("Take the newest change of an order back").if_match().gives::<OrderBody>().status(200),
        post("/api/v1/orders/{id}/prepare", needs(P::EditOrders), handler!(orders::api::routes::prepare)).says("In the hands of the bakehouse").gives::<OrderBody>().status(200).heeds_if_match(),
        post("/api/v1/orders/{id}/ready", needs(P::EditOrders), handler!(orders::api::routes::ready)).says("Ready to leave").gives::<OrderBody>().status(200).heeds_if_match(),
        post("/api/v1/orders/{id}/deliver", needs(P::EditOrders), handler!(orders::api::routes::deliver)).says("Handed over by the van").takes::<HandoverBody>().gives::<OrderBody>().status(200).heeds_if_match(),
        post("/api/v1/orders/{id}/complete", needs(P::EditOrders), handler!(orders::api::routes::complete)).says("Handed over").takes::<HandoverBody>().gives::<OrderBody>().status(200).heeds_if_match(),
        get("/api/v1/orders/{id}/items", needs(P::SeeOrders), handler!(orders::api::items::index)).says("The lines of an order").lists::<OrderItemBody>(),
        post("/api/v1/orders/{id}/items", needs(P::EditOrders), handler!(orders::api::items::add)).says("Add a line").takes::<AddOrderItemBody>().gives::<OrderItemBody>(),
        put("/api/v1/orders/{id}/items/{item}", needs(P::EditOrders), handler!(orders::api::items::change)).says("Change a line").takes::<OrderItemChangeBody>().gives::<OrderBody>().if_match(),
        delete("/api/v1/orders/{id}/items/{item}", needs(P::EditOrders), handler!(orders::api::items::remove)).says("Remove a line").gives::<OrderBody>().if_match(),
        get("/api/v1/orders/{id}/history", needs(P::SeeHistory), handler!(orders::api::routes::history)).says("What happened to an order").pages::<HistoryLine>(),
        get("/api/v1/orders/{id}/pictures", needs(P::SeeOrders), handler!(orders::api::kept::pictures)).says("Pictures of an order").lists::<OrderPictureOut>(),
        post("/api/v1/orders/{id}/pictures", needs(P::EditOrders), handler!(orders::api::kept::add_picture)).says("Keep a picture with an order (the body): PNG, JPEG or WebP").takes_file(PICTURES).gives::<OrderPictureOut>().body_limit(PICTURE_BODY),
        get("/api/v1/orders/{id}/pictures/{picture}", needs(P::SeeOrders), handler!(orders::pages::pictures::show)).says("A picture of an order").gives_file(PICTURES),
        delete("/api/v1/orders/{id}/pictures/{picture}", needs(P::EditOrders), handler!(orders::api::kept::remove_picture)).says("Take a picture away").status(204),
        post("/api/v1/orders/{id}/pictures/{picture}/restore", needs(P::EditOrders), handler!(orders::api::kept::restore_picture)).says("Bring a picture back that was taken away").status(204),
        get("/api/v1/orders/{id}/notes", needs(P::SeeOrders), handler!(orders::api::routes::notes)).says("Notes on an order").lists::<OrderNote>(),
        post("/api/v1/orders/{id}/notes", needs(P::EditOrders), handler!(orders::api::routes::add_note)).says("Write a note on an order").takes::<OrderNoteBody>().gives::<OrderNote>(),
        put("/api/v1/orders/{id}/notes/{note}", needs(P::EditOrders), handler!(orders::api::routes::edit_note)).says("Change a note").takes::<OrderNoteBody>().gives::<OrderNote>().if_match(),
        // Standing orders.
        get("/api/v1/standing-orders", needs(P::SeeOrders), handler!(standing_orders::api::index)).says("Standing orders, in the order of their making").query(&[("customer_id", "of this customer"), ("is_active", "true or false")]).pages::<StandingOut>(),
        post("/api/v1/standing-orders", needs(P::EditOrders), handler!(standing_orders::api::create)).says("Make a standing order, and its orders inside the horizon").takes::<StandingBody>().gives::<StandingOut>(),
        post("/api/v1/orders/wholesale/recurring", needs(P::EditOrders), handler!(standing_orders::api::create)).says("Make a standing order").takes::<StandingBody>().gives::<StandingOut>(),
        post("/api/v1/standing-orders/generate", needs(P::EditOrders), handler!(standing_orders::api::generate)).says("Make the orders that are due").takes::<GenerateBody>().gives::<Generated>().status(200),
        get("/api/v1/standing-orders/missed", needs(P::SeeOrders), handler!(standing_orders::api::missed)).says("Missed dates that wait for a decision, the oldest first").pages::<MissedDate>(),
        post("/api/v1/standing-orders/missed", needs(P::EditOrders), handler!(standing_orders::api::decide_missed)).says("Decide on a missed date: make it late, drop it, or let it wait again").takes::<MissedBody>().gives::<MissedOut>().status(200),
        post("/api/v1/standing-orders/missed/drop", needs(P::EditOrders), handler!(standing_orders::api::drop_missed)).says("Drop every missed date that has passed").takes::<DropBody>().gives::<DroppedOut>().status(200),
        post("/api/v1/standing-orders/missed/wait", needs(P::EditOrders), handler!(standing_orders::api::wait_missed)).says("Let the dates that were dropped at once wait again").takes::<WaitBody>().gives::<DroppedOut>().status(200),
        get("/api/v1/standing-orders/week", needs(P::SeeOrders), handler!(standing_orders::api::week::totals)).says("What the standing orders of all customers come to in a week, by item and weekday").query(&[("from", "any day of the week, next week if none")]).gives::<WeekTotalsOut>(),
        get("/api/v1/standing-orders/calendar", needs(P::SeeOrders), handler!(standing_orders::api::calendar)).says("Each day: what is made, what will be, what is left out and why").query(&[("from", "first day, today if none"), ("to", "last day, thirty days later if none; 92 days at most"), ("id", "only this standing order")]).lists::<CalendarDayOut>(),
        get("/api/v1/standing-orders/{id}", needs(P::SeeOrders), handler!(standing_orders::api::show)).says("A standing order").gives::<StandingOut>(),
        put("/api/v1/standing-orders/{id}", needs(P::EditOrders), handler!(standing_orders::api::edit)).says("Change a standing order from a day on").takes::<StandingBody>().gives::<StandingOut>().if_match(),
        delete("/api/v1/standing-orders/{id}", needs(P::EditOrders), handler!(standing_orders::api::stop)).says("Stop a standing order").gives::<StandingOut>().if_match(),
        post("/api/v1/standing-orders/{id}/take-back", needs(P::EditOrders), handler!(standing_orders::api::take_back)).says("Take the newest change of a standing order back").gives::<StandingOut>().status(200).if_match(),
        post("/api/v1/standing-orders/{id}/activate", needs(P::EditOrders), handler!(standing_orders::api::start)).says("Start a stopped standing order again").gives::<StandingOut>().status(200).if_match(),
        get("/api/v1/standing-orders/{id}/dates", needs(P::SeeOrders), handler!(standing_orders::api::dates)).says("Its dates and what each comes to").query(&[("from", "first date, today if none"), ("to", "last date, four weeks later if none")]).lists::<DateOut>(),
        post("/api/v1/standing-orders/{id}/dates", needs(P::EditOrders), handler!(standing_orders::api::decide_date)).says("Skip, move, change or restore one date").takes::<DateBody>().gives::<Effects>().status(200),
        get("/api/v1/customers/{id}/pauses", needs(P::SeeOrders), handler!(standing_orders::api::pauses)).says("Pauses of a customer, present and to come").lists::<PauseOut>(),
        post("/api/v1/customers/{id}/pauses", needs(P::EditOrders), handler!(standing_orders::api::add_pause)).says("Pause a customer's standing orders").takes::<PauseBody>().gives::<PauseOut>(),
        delete("/api/v1/customers/{id}/pauses", needs(P::EditOrders), handler!(standing_orders::api::resume)).says("Deliver to a customer again").query(&[("on", "the first day, today if none")]).gives::<Effects>(),
        delete("/api/v1/customers/{id}/pauses/{pause_id}", needs(P::EditOrders), handler!(standing_orders::api::remove_pause)).says("Take a pause back").gives::<Effects>(),
        get("/api/v1/closed-days", needs(P::SeeOrders), handler!(standing_orders::api::closed_days)).says("Days on which the bakery is closed").query(&[("from", "first day, today if none"), ("to", "last day")]).lists::<ClosedDayOut>(),
        post("/api/v1/closed-days", needs(P::EditOrders), handler!(standing_orders::api::close_day)).says("Close the bakery on a day").takes::<ClosedDayBody>().gives::<ClosedDayOut>(),
        delete("/api/v1/closed-days/{day}", needs(P::EditOrders), handler!(standing_orders::api::reopen_day)).says("Open the bakery on a closed day again").gives::<Effects>(),
        // Fulfilment.
        get("/api/v1/notes", needs(P::SeeNotes), handler!(fulfilment::api::index)).says("Delivery notes, newest day first").query(&[("day", "Only of this day"), ("status", "prepared, delivered, not_delivered or cancelled; without it all but cancelled ones"), ("customer_id", "Only of this customer")]).pages::<fulfilment::Note>(),
        get("/api/v1/notes/{id}", needs(P::SeeNotes), handler!(fulfilment::api::show)).says("A delivery note with its lines and entries").gives::<NoteShape>(),
        post("/api/v1/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::api::deliver)).says("Hand a note over, as ordered unless told otherwise").takes::<HandoverBody>().gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/not-delivered", needs(P::Deliver), handler!(fulfilment::api::not_delivered)).says("A note that came back undelivered").takes::<ReasonBody>().gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/close", needs(P::EditOrders), handler!(fulfilment::api::close)).says("A note that came back is not delivered again: its order is called off, free unless charged").takes::<CloseBody>().gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/reopen", needs(P::EditOrders), handler!(fulfilment::api::reopen)).says("Undo the closing of a note that came back").gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/undo", needs(P::Deliver), handler!(fulfilment::api::undo)).says("Take a hand-over back, until it is invoiced").gives::<NoteShape>().status(200),
        delete("/api/v1/notes/{id}/entries/{entry}", needs(P::EditNotes), handler!(fulfilment::api::undo_entry)).says("Take a correction or return back that was typed by mistake").gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/packed", needs(P::SeeProduction), handler!(fulfilment::api::packed)).says("Tick lines off as they are put into their crates").takes::<PackedBody>().gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/returns", needs(P::EditNotes), handler!(fulfilment::api::returns)).says("What came back unsold").takes::<ChangesBody>().gives::<NoteShape>().status(200),
        post("/api/v1/notes/{id}/corrections", needs(P::EditNotes), handler!(fulfilment::api::corrections)).says("Signed differences to what was delivered").takes::<ChangesBody>().gives::<NoteShape>().status(200),
        get("/api/v1/orders/fulfillment/picking-list", needs(P::SeeProduction), handler!(fulfilment::api::picking_list)).says("What is to be picked for a day, by item, with lots and customers").query(&[("day", "The day; today without it"), ("route_id", "Only this round"), ("order_id", "Only this order, whatever its day")]).gives::<PickingList>(),
        // Production.
        get("/api/v1/days/{day}", needs(P::SeeProduction), handler!(production::api::day)).says("How far a day is: its state, version, notes and changes").gives::<DayShape>(),
        post("/api/v1/days/{day}/freeze", needs(P::CloseDay), handler!(production::api::freeze)).says("Cut a day off now: sheet version 1 and delivery notes").gives::<DayShape>().status(200),
        post("/api/v1/days/{day}/close", needs(P::CloseDay), handler!(production::api::close)).says("Close a day whose notes are all handed over").gives::<DayShape>().status(200),
        post("/api/v1/days/{day}/changes", needs(P::TickProduction), handler!(production::api::seen)).says("A change of the sheet was seen").takes::<SeenBody>().gives::<DayShape>().status(200),
        get("/api/v1/production/{day}", needs(P::SeeProduction), handler!(production::api::sheet)).says("The bake sheet of a day, by dough and item").query(&[("version", "A print version as it was printed, with what it changed")]).gives::<production::Sheet>(),
        post("/api/v1/production/{day}/tick", needs(P::TickProduction), handler!(production::api::tick)).says("Post a batch: ingredients out, a product lot in").takes::<TickBody>().gives::<production::Batch>(),
        post("/api/v1/production/{day}/untick", needs(P::TickProduction), handler!(production::api::untick)).says("Take the last batch of an item back").takes::<TickBody>().gives::<production::Sheet>().status(200),
        // Invoices and payments.
        get("/api/v1/orders/wholesale/invoices", needs(P::SeeInvoices), handler!(invoices::api::index)).says("Invoices, newest first; open ones by due day").query(&[("status", "all, open, overdue or paid"), ("customer_id", "of this customer"), ("month", "dated in this month, as 2026-11")]).pages::<Invoice>(),
        post("/api/v1/orders/wholesale/invoices", needs(P::IssueInvoices), handler!(invoices::api::issue)).says("Issue invoices: of an order, of notes, of a payer, or all that are due").takes::<IssueBody>().gives::<IssuedBody>(),
        get("/api/v1/orders/wholesale/invoices/{id}", needs(P::SeeInvoices), handler!(invoices::api::show)).says("An invoice with its payments, mails and everything printed").gives::<InvoiceBody>(),
        get("/api/v1/orders/wholesale/invoices/{id}/pdf", needs(P::SeeInvoices), handler!(invoices::api::pdf)).says("The invoice as PDF").query(&[("copy", "1: marked as a duplicate")]).gives_file(&["application/pdf"]),
        post("/api/v1/orders/wholesale/invoices/{id}/send", needs(P::IssueInvoices), handler!(invoices::api::send)).says("Send the invoice once more").gives::<SentBody>().status(200),
        get("/api/v1/orders/wholesale/overdue", needs(P::SeeInvoices), handler!(invoices::api::overdue)).says("Overdue invoices, longest first").query(&[("status", "all, open, overdue or paid"), ("customer_id", "of this customer"), ("month", "dated in this month, as 2026-11")]).pages::<Invoice>(),
        get("/api/v1/invoices", needs(P::SeeInvoices), handler!(invoices::api::index)).says("Invoices, newest first; open ones by due day").query(&[("status", "all, open, overdue or paid"), ("customer_id", "of this customer"), ("month", "dated in this month, as 2026-11")]).pages::<Invoice>(),
        get("/api/v1/invoices/due", needs(P::SeeInvoices), handler!(invoices::api::due)).says("What is to be invoiced, and what waits for the end of its period").query(&[("customer_id", "all that this customer has received")]).gives::<DueBody>(),
        get("/api/v1/invoices/figures", needs(P::SeeInvoices), handler!(payments::api::figures)).says("Outstanding, ageing, expected cash by week, days to payment").gives::<Figures>(),
        get("/api/v1/invoices/{id}", needs(P::SeeInvoices), handler!(invoices::api::show)).says("An invoice with its payments, mails and everything printed").gives::<InvoiceBody>(),
        get("/api/v1/payments", needs(P::SeeInvoices), handler!(payments::api::index)).says("Payments, newest first").query(&[("customer_id", "of this customer")]).pages::<Payment>(),
        post("/api/v1/payments", needs(P::TakePayments), handler!(payments::api::take)).says("Take a payment").takes::<PaymentBody>().gives::<TakenBody>(),
        get("/api/v1/payments/{id}", needs(P::SeeInvoices), handler!(payments::api::show)).says("A payment and the invoices it pays").gives::<TakenBody>(),
        post("/api/v1/payments/{id}/again", needs(P::TakePayments), handler!(payments::api::again)).says("Take a payment that was reversed again, for the same invoices").gives::<TakenBody>(),
        post("/api/v1/payments/{id}/reverse", needs(P::TakePayments), handler!(payments::api::reverse)).says("Undo a payment by an equal one below zero").takes::<ReverseBody>().gives::<TakenBody>(),
        post("/api/v1/customers/{id}/statement/send", needs(P::IssueInvoices), handler!(payments::api::send_statement)).says("Mail a customer the statement of today").gives::<payments::api::StatementSent>().status(200),
        get("/api/v1/customers/{id}/statement", needs(P::SeeInvoices), handler!(payments::api::statement)).says("How a customer stands").query(&[("as_of", "on this day; today where it is not said")]).gives::<Statement>(),
        // Stock and recipes.
        get("/api/v1/stock", needs(P::SeeStock), handler!(stock::api::index)).says("What there is of each item, by name").query(&[("q", "Part of the name or code"), ("show", "all, bought, made, low, held or retired")]).pages::<StockRow>(),
        get("/api/v1/stock/movements", needs(P::SeeStock), handler!(stock::api::movements)).says("The ledger, newest first").query(&[("item_id", "Of one item"), ("lot_id", "Of one lot")]).pages::<LedgerLine>(),
        get("/api/v1/stock/lots", needs(P::SeeStock), handler!(stock::api::lots)).says("The lots of an item that hold some, or all that expire soon").query(&[("item_id", "Of one item, in the order in which they go out"), ("days", "Without an item: that expire within so many days (7)")]).lists::<stock::api::LotRow>(),
        post("/api/v1/stock/lots/{lot}/expiry", needs(P::EditStock), handler!(stock::api::set_expiry)).says("Correct the last day of a lot that was misread").takes::<stock::api::ExpiryBody>().gives::<stock::Lot>().status(200),
        get("/api/v1/stock/counts", needs(P::SeeStock), handler!(stock::api::counts)).says("Counts, newest first").pages::<stock::Count>(),
        get("/api/v1/stock/counts/{id}", needs(P::SeeStock), handler!(stock::api::count)).says("A count with its lines: what was expected, what was there, why it differs").gives::<stock::api::CountDetail>(),
        post("/api/v1/stock/counts", needs(P::EditStock), handler!(stock::api::post_count)).says("Post a count; what differs is moved").takes::<CountBody>().gives::<stock::api::Made>(),
        post("/api/v1/stock/waste", needs(P::EditStock), handler!(stock::api::post_waste)).says("Throw something away").takes::<WasteBody>().gives::<stock::api::Made>(),
        post("/api/v1/stock/waste/{id}/undo", needs(P::EditStock), handler!(stock::api::undo_waste)).says("Take waste back that was booked by mistake").gives::<stock::api::Made>().status(200),
        get("/api/v1/stock/{item_id}", needs(P::SeeStock), handler!(stock::api::show)).says("What there is of an item, with its lots").gives::<StockDetail>(),
        get("/api/v1/recipes", needs(P::SeeItems), handler!(recipes::api::index)).says("Recipes by name").query(&[("q", "Part of the name"), ("kind", "dough, filling or product"), ("active", "false for the retired ones")]).pages::<RecipeRow>(),
        post("/api/v1/recipes", needs(P::EditRecipes), handler!(recipes::api::create)).says("Add a recipe, which is the one in use of its item").takes::<RecipeBody>().gives::<RecipeAnswer>(),
        get("/api/v1/recipes/{id}", needs(P::SeeItems), handler!(recipes::api::show)).says("A recipe with its lines and allergens").gives::<RecipeAnswer>(),
        put("/api/v1/recipes/{id}", needs(P::EditRecipes), handler!(recipes::api::update)).says("Change a recipe; what it makes stays").takes::<RecipeBody>().gives::<RecipeAnswer>().if_match(),
        get("/api/v1/recipes/{id}/cost", needs(P::SeeCosts), handler!(recipes::api::cost)).says("What a recipe costs, line by line, with overhead").query(&[("quantity", "Base units wanted; one batch when not said")]).gives::<CostAnswer>(),
        get("/api/v1/recipes/{id}/explosion", needs(P::SeeItems), handler!(recipes::api::explosion)).says("What a quantity needs through all sub-recipes").query(&[("quantity", "Base units wanted; one batch when not said")]).gives::<ExplosionAnswer>(),
        // Imports.
        get("/api/v1/imports", needs(P::Import), handler!(exchange::api::index)).says("Imports that were taken, newest first").pages::<ImportBody>(),
        post("/api/v1/imports/{kind}", needs(P::Import), handler!(exchange::api::take)).says("Take a file in (the body), all or nothing").query(&[("dry_run", "true: only try it"), ("file_name", "kept with the import")]).takes_file(TABLES).gives::<ReportBody>().status(200).body_limit(IMPORT_LIMIT),
        // Today, settings, jobs, mail, backups, imports.
        get("/api/v1/orders/dashboard-summary", needs(P::SeeToday), handler!(analytics::api::dashboard_summary)).says("The day at a glance, and what needs someone").gives::<Summary>(),
        get("/api/v1/orders/demand-requirements", needs(P::SeeProduction), handler!(analytics::api::demand_requirements)).says("What is needed by day and item").query(&[("from", "First day; today without it"), ("to", "Last day; six days later without it")]).lists::<Demand>(),
        get("/api/openapi.json", Access::Public, handler!(house::api_page::description)).says("This description").gives_file(&["application/json"]),
        get("/api/v1/settings", needs(P::SeeSettings), handler!(house::settings::get_all)).says("Every setting with its default").gives::<SettingsList>(),
        put("/api/v1/settings", needs(P::EditSettings), handler!(house::settings::put_all)).says("Change settings, all or none").takes::<SettingsBody>().gives::<SettingsList>().if_match(),
        get("/api/v1/backups/download", needs(P::EditSettings), handler!(house::backups::download)).says("The newest checked copy, as a file").gives_file(&["application/vnd.sqlite3"]),
        get("/api/v1/backups", needs(P::SeeBackups), handler!(house::backups::list)).says("The newest copy, those kept by day, the second folder").gives::<Backups>(),
        post("/api/v1/backups", needs(P::SeeBackups), handler!(house::backups::create)).says("Publish a checked copy now").gives::<Copy>(),
        get("/api/v1/events", needs(P::SeeHistory), handler!(house::live::index)).says("What happened, oldest first").pages::<Event>(),
        get("/api/v1/events/stream", needs(P::SeeHistory), handler!(house::live::whole)).says("What happens, as server-sent events").query(&[("after", "from this number on; now if left out")]).gives_file(&["text/event-stream"]),
        get("/api/v1/jobs", needs(P::SeeJobs), handler!(jobs::api::index)).says("Every recurring job: when, how it went last, when next").lists::<JobState>(),
        get("/api/v1/jobs/runs", needs(P::SeeJobs), handler!(jobs::api::runs)).says("What jobs have done, newest first").query(&[("job", "only the runs of this job")]).pages::<Run>(),
        post("/api/v1/jobs/{name}/run", needs(P::RunJobs), handler!(jobs::api::run)).says("Run a job now, for a day").takes::<RunBody>().gives::<Run>().status(200),
        get("/api/v1/mails", needs(P::SeeMail), handler!(mail::api::index)).says("The outbox, newest first").query(&[("status", "waiting, sending, sent, failed, uncertain or cancelled; those due first")]).pages::<Mail>(),
        post("/api/v1/mails/retry", needs(P::SeeMail), handler!(mail::api::retry_all)).says("Send everything again that failed").gives::<RetriedBody>().status(200),
        post("/api/v1/mails/test", needs(P::SeeMail), handler!(mail::api::trial)).says("Send a mail to try the server, now").takes::<TrialBody>().gives::<TriedBody>().status(200),
        get("/api/v1/mails/{id}", needs(P::SeeMail), handler!(mail::api::show)).says("One mail").gives::<Mail>(),
        post("/api/v1/mails/{id}/retry", needs(P::SeeMail), handler!(mail::api::retry)).says("Send a mail again").gives::<Mail>().status(200),
        post("/api/v1/mails/{id}/sent", needs(P::SeeMail), handler!(mail::api::mark_sent)).says("An uncertain mail is known to have arrived").gives::<Mail>().status(200),
        post("/api/v1/mails/{id}/cancel", needs(P::SeeMail), handler!(mail::api::cancel)).says("Do not send a mail").gives::<Mail>().status(200),
    ]
}
