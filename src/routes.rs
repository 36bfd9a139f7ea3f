//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::analytics;
use crate::analytics::api::Demand;
use crate::analytics::api::Summary;
use crate::catalog;
use crate::catalog::DatedPrice;
use crate::catalog::NewPriceList;
use crate::catalog::PriceList;
use crate::catalog::api::ItemBody;
use crate::catalog::api::ItemOut;
use crate::catalog::api::PackBody;
use crate::catalog::api::PackOut;
use crate::catalog::api::PriceBody;
use crate::catalog::api::RateBody;
use crate::catalog::api::TaxClassOut;
use crate::customers;
use crate::customers::Found;
use crate::customers::OrderLine;
use crate::customers::api::AllergensBody;
use crate::customers::api::CustomerBody;
use crate::customers::api::CustomerOut;
use crate::customers::api::CutoffsBody;
use crate::customers::api::DeliveryPointBody;
use crate::customers::api::DeliveryPointOut;
use crate::customers::api::WhoBody;
use crate::customers::rounds::NewRound;
use crate::customers::rounds::Round;
use crate::events::HistoryLine;
use crate::exchange;
use crate::exchange::api::ImportBody;
use crate::exchange::api::ReportBody;
use crate::fulfilment;
use crate::fulfilment::api::ChangesBody;
use crate::fulfilment::api::HandoverBody;
use crate::fulfilment::api::NoteShape;
use crate::fulfilment::api::PackedBody;
use crate::fulfilment::api::ReasonBody;
use crate::handler;
use crate::house;
use crate::house::backups::Backups;
use crate::house::backups::Copy;
use crate::house::live::Event;
use crate::house::settings::SettingsBody;
use crate::house::settings::SettingsList;
use crate::invoices;
use crate::invoices::Invoice;
use crate::invoices::api::InvoiceBody;
use crate::invoices::api::IssueBody;
use crate::invoices::api::IssuedBody;
use crate::invoices::api::SentBody;
use crate::jobs;
use crate::jobs::Run;
use crate::jobs::api::JobState;
use crate::jobs::api::RunBody;
use crate::mail;
use crate::mail::Mail;
use crate::orders;
use crate::orders::Order;
use crate::orders::OrderNote;
use crate::orders::api::CancelOrderBody;
use crate::orders::api::NewOrderBody;
use crate::orders::api::OrderBody;
use crate::orders::api::OrderChangeBody;
use crate::orders::api::OrderItemBody;
use crate::orders::api::OrderNoteBody;
use crate::orders::api::OrderStatusBody;
use crate::orders::api::QuoteBody;
use crate::orders::api::items::AddOrderItemBody;
use crate::orders::api::items::OrderItemChangeBody;
use crate::orders::api::routes::StatusCounts;
use crate::payments;
use crate::payments::Figures;
use crate::payments::Payment;
use crate::payments::Statement;
use crate::payments::api::PaymentBody;
use crate::payments::api::ReverseBody;
use crate::payments::api::TakenBody;
use crate::people;
use crate::people::User;
use crate::people::api::LoginBody;
use crate::people::api::TokenBody;
use crate::people::roles::Permission as P;
use crate::planning;
use crate::planning::Calculated;
use crate::planning::api::NeedRecord;
use crate::planning::api::PointRecord;
use crate::planning::api::ProjectionRecord;
use crate::production;
use crate::production::api::DayShape;
use crate::production::api::SeenBody;
use crate::production::api::TickBody;
use crate::purchasing;
use crate::purchasing::api::ConfirmBody;
use crate::purchasing::api::DeliveryBody;
use crate::purchasing::api::DeliveryRecord;
use crate::purchasing::api::DeliveryStatusBody;
use crate::purchasing::api::EditBody;
use crate::purchasing::api::LineBody;
use crate::purchasing::api::LineRecord;
use crate::purchasing::api::OverdueRecord;
use crate::purchasing::api::PurchaseBody;
use crate::purchasing::api::PurchaseDetail;
use crate::purchasing::api::PurchaseRecord;
use crate::recipes;
use crate::recipes::api::CostAnswer;
use crate::recipes::api::ExplosionAnswer;
use crate::recipes::api::RecipeAnswer;
use crate::recipes::api::RecipeBody;
use crate::recipes::api::RecipeRow;
use crate::standing_orders;
use crate::standing_orders::Effects;
use crate::standing_orders::Generated;
use crate::standing_orders::MissedDate;
use crate::standing_orders::api::ClosedDayBody;
use crate::standing_orders::api::ClosedDayOut;
use crate::standing_orders::api::DateBody;
use crate::standing_orders::api::DateOut;
use crate::standing_orders::api::GenerateBody;
use crate::standing_orders::api::MissedBody;
use crate::standing_orders::api::MissedOut;
use crate::standing_orders::api::PauseBody;
use crate::standing_orders::api::PauseOut;
use crate::standing_orders::api::StandingBody;
use crate::standing_orders::api::StandingOut;
use crate::stock;
use crate::stock::LedgerLine;
use crate::stock::api::CountBody;
use crate::stock::api::StockDetail;
use crate::stock::api::StockRow;
use crate::stock::api::WasteBody;
use crate::suppliers;
use crate::suppliers::NewSupplier;
use crate::suppliers::Supplier;
use crate::suppliers::api::PricingRecord;
use crate::suppliers::api::ProductBody;
use crate::suppliers::api::ProductRecord;
use crate::web::Access;
use crate::web::Route;
use crate::web::assets;
use crate::web::delete;
use crate::web::get;
use crate::web::needs;
use crate::web::patch;
use crate::web::post;
use crate::web::put;

/// Most bytes of a file to be imported.
const IMPORT_LIMIT: usize = 30 * 1024 * 1024;

/// A picture and the form around it.
const PICTURE_BODY: usize = 3 * 1024 * 1024;

/// Every route.
pub fn table() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(api());
    routes
}

fn pages() -> Vec<Route> {
    vec![
        // The frame.
        get(
            "/a/{hash}/{file:.*}",
            Access::Public,
            handler!(assets::serve),
        ),
        get(
            "/manifest.webmanifest",
            Access::Public,
            handler!(assets::manifest),
        ),
        // People.
        get("/setup", Access::Public, handler!(people::pages::setup)),
        post("/setup", Access::Public, handler!(people::pages::set_up)),
        get("/login", Access::Public, handler!(people::pages::login)),
        post("/login", Access::Public, handler!(people::pages::log_in)),
        get(
            "/login/kept",
            Access::SignedIn,
            handler!(people::pages::kept),
        ),
        get(
            "/account",
            Access::SignedIn,
            handler!(people::pages::account::show),
        ),
        post(
            "/account/password",
            Access::SignedIn,
            handler!(people::pages::account::set_password),
        ),
        post(
            "/account/keys",
            Access::SignedIn,
            handler!(people::pages::account::set_keys),
        ),
        post(
            "/account/sessions/{id}/end",
            Access::SignedIn,
            handler!(people::pages::account::end_session),
        ),
        post(
            "/logout",
            Access::SignedIn,
            handler!(people::pages::log_out),
        ),
        post(
            "/preferences",
            Access::SignedIn,
            handler!(people::pages::prefer),
        ),
        get(
            "/people",
            needs(P::ManagePeople),
            handler!(people::pages::index),
        ),
        post(
            "/people",
            needs(P::ManagePeople),
            handler!(people::pages::add),
        ),
        post(
            "/people/{id}",
            needs(P::ManagePeople),
            handler!(people::pages::edit),
        ),
        post(
            "/people/{id}/password",
            needs(P::ManagePeople),
            handler!(people::pages::set_password),
        ),
        post(
            "/people/{id}/access",
            needs(P::ManagePeople),
            handler!(people::pages::set_access),
        ),
        // Catalog.
        get(
            "/items",
            needs(P::SeeItems),
            handler!(catalog::pages::items::index),
        ),
        post(
            "/items",
            needs(P::EditItems),
            handler!(catalog::pages::item_form::create),
        ),
        get(
            "/items/new",
            needs(P::EditItems),
            handler!(catalog::pages::item_form::new),
        ),
        get(
            "/items/find",
            needs(P::SeeItems),
            handler!(catalog::pages::items::find),
        ),
        post(
            "/items/prices",
            needs(P::EditItems),
            handler!(catalog::pages::items::save_prices),
        ),
        post(
            "/items/starter",
            needs(P::EditItems),
            handler!(catalog::pages::items::starter),
        ),
        get(
            "/items/{id}",
            needs(P::SeeItems),
            handler!(catalog::pages::item::show),
        ),
        post(
            "/items/{id}",
            needs(P::EditItems),
            handler!(catalog::pages::item_form::save),
        ),
        get(
            "/items/{id}/edit",
            needs(P::EditItems),
            handler!(catalog::pages::item_form::edit),
        ),
        post(
            "/items/{id}/active",
            needs(P::EditItems),
            handler!(catalog::pages::item::set_active),
        ),
        post(
            "/items/{id}/enable",
            needs(P::EditItems),
            handler!(catalog::pages::item::enable),
        ),
        post(
            "/items/{id}/tax-confirmed",
            needs(P::EditItems),
            handler!(catalog::pages::item::confirm_tax),
        ),
        post(
            "/items/{id}/variants",
            needs(P::EditItems),
            handler!(catalog::pages::item::add_variant),
        ),
        post(
            "/items/{id}/packs",
            needs(P::EditItems),
            handler!(catalog::pages::item::add_pack),
        ),
        post(
            "/items/{id}/packs/{pack}/remove",
            needs(P::EditItems),
            handler!(catalog::pages::item::remove_pack),
        ),
        post(
            "/items/{id}/prices",
            needs(P::EditItems),
            handler!(catalog::pages::item::set_price),
        ),
        get(
            "/items/{id}/picture",
            needs(P::SeeItems),
            handler!(catalog::pages::item::picture),
        ),
        post(
            "/items/{id}/picture",
            needs(P::EditItems),
            handler!(catalog::pages::item::set_picture),
        )
        .body_limit(PICTURE_BODY),
        get(
            "/prices",
            needs(P::SeePrices),
            handler!(catalog::pages::prices::index),
        ),
        post(
            "/prices",
            needs(P::EditItems),
            handler!(catalog::pages::prices::create),
        ),
        get(
            "/prices/{id}",
            needs(P::SeePrices),
            handler!(catalog::pages::prices::show),
        ),
        post(
            "/prices/{id}",
            needs(P::EditItems),
            handler!(catalog::pages::prices::save),
        ),
        post(
            "/prices/{id}/bulk",
            needs(P::EditItems),
            handler!(catalog::pages::prices::bulk),
        ),
        post(
            "/prices/changes/{changes}/undo",
            needs(P::EditItems),
            handler!(catalog::pages::prices::undo),
        ),
        get(
            "/tax",
            needs(P::SeeItems),
            handler!(catalog::pages::tax::index),
        ),
        post(
            "/tax",
            needs(P::EditItems),
            handler!(catalog::pages::tax::add_rate),
        ),
        // Customers.
        get(
            "/customers",
            needs(P::SeeCustomers),
            handler!(customers::pages::list::index),
        ),
        post(
            "/customers",
            needs(P::EditCustomers),
            handler!(customers::pages::form::create),
        ),
        get(
            "/customers/new",
            needs(P::EditCustomers),
            handler!(customers::pages::form::new),
        ),
        get(
            "/customers/find",
            needs(P::SeeCustomers),
            handler!(customers::pages::list::find),
        ),
        get(
            "/customers/{id}",
            needs(P::SeeCustomers),
            handler!(customers::pages::show::show),
        ),
        post(
            "/customers/{id}",
            needs(P::EditCustomers),
            handler!(customers::pages::form::save),
        ),
        get(
            "/customers/{id}/edit",
            needs(P::EditCustomers),
            handler!(customers::pages::form::edit),
        ),
        get(
            "/customers/{id}/orders",
            needs(P::SeeCustomers),
            handler!(customers::pages::show::orders),
        ),
        post(
            "/customers/{id}/active",
            needs(P::EditCustomers),
            handler!(customers::pages::show::set_active),
        ),
        post(
            "/customers/{id}/enable",
            needs(P::EditCustomers),
            handler!(customers::pages::show::enable),
        ),
        post(
            "/customers/{id}/rhythm",
            needs(P::EditCustomers),
            handler!(customers::pages::show::set_rhythm),
        ),
        get(
            "/customers/{id}/allergens",
            needs(P::SeeAllergenNotes),
            handler!(customers::pages::allergens::edit),
        ),
        post(
            "/customers/{id}/allergens",
            needs(P::SeeAllergenNotes),
            handler!(customers::pages::allergens::save),
        ),
        post(
            "/customers/{id}/points",
            needs(P::EditCustomers),
            handler!(customers::pages::points::create),
        ),
        get(
            "/customers/{id}/points/new",
            needs(P::EditCustomers),
            handler!(customers::pages::points::new),
        ),
        get(
            "/customers/{id}/points/{point}",
            needs(P::EditCustomers),
            handler!(customers::pages::points::edit),
        ),
        post(
            "/customers/{id}/points/{point}",
            needs(P::EditCustomers),
            handler!(customers::pages::points::save),
        ),
        post(
            "/customers/{id}/points/{point}/active",
            needs(P::EditCustomers),
            handler!(customers::pages::points::set_active),
        ),
        post(
            "/customers/{id}/points/{point}/enable",
            needs(P::EditCustomers),
            handler!(customers::pages::points::enable),
        ),
        get(
            "/rounds",
            needs(P::SeeCustomers),
            handler!(customers::pages::rounds::index),
        ),
        post(
            "/rounds",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::create),
        ),
        post(
            "/rounds/cutoffs",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::save_cutoffs),
        ),
        get(
            "/rounds/{id}",
            needs(P::SeeCustomers),
            handler!(customers::pages::rounds::show),
        ),
        post(
            "/rounds/{id}",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::save),
        ),
        post(
            "/rounds/{id}/stops/{point}",
            needs(P::EditCustomers),
            handler!(customers::pages::rounds::move_stop),
        ),
        // Orders.
        get(
            "/orders",
            needs(P::SeeOrders),
            handler!(orders::pages::list::index),
        ),
        get(
            "/orders/new",
            needs(P::EditOrders),
            handler!(orders::pages::entry::new),
        ),
        post(
            "/orders/new/line",
            needs(P::EditOrders),
            handler!(orders::pages::entry::line),
        ),
        post(
            "/orders/new/discard",
            needs(P::EditOrders),
            handler!(orders::pages::entry::discard),
        ),
        post(
            "/orders/quote",
            needs(P::EditOrders),
            handler!(orders::pages::entry::quote),
        ),
        post(
            "/orders",
            needs(P::EditOrders),
            handler!(orders::pages::entry::create),
        ),
        get(
            "/orders/{id}",
            needs(P::SeeOrders),
            handler!(orders::pages::show::show),
        ),
        post(
            "/orders/{id}",
            needs(P::EditOrders),
            handler!(orders::pages::show::edit),
        ),
        get(
            "/orders/{id}/ticket",
            needs(P::SeeOrders),
            handler!(orders::pages::ticket::ticket),
        ),
        post(
            "/orders/{id}/status",
            needs(P::EditOrders),
            handler!(orders::pages::show::advance),
        ),
        post(
            "/orders/{id}/cancel",
            needs(P::EditOrders),
            handler!(orders::pages::show::cancel),
        ),
        post(
            "/orders/{id}/take-back",
            needs(P::EditOrders),
            handler!(orders::pages::show::take_back),
        ),
        post(
            "/orders/{id}/restore",
            needs(P::EditOrders),
            handler!(orders::pages::show::restore),
        ),
        post(
            "/orders/{id}/undo",
            needs(P::EditOrders),
            handler!(orders::pages::show::undo),
        ),
        post(
            "/orders/{id}/notes",
            needs(P::EditOrders),
            handler!(orders::pages::notes::add_note),
        ),
        post(
            "/orders/{id}/notes/{note}",
            needs(P::EditOrders),
            handler!(orders::pages::notes::edit_note),
        ),
        get(
            "/search",
            Access::SignedIn,
            handler!(orders::pages::search::search),
        ),
        // Standing orders.
        get(
            "/standing-orders",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::index),
        ),
        post(
            "/standing-orders",
            needs(P::EditOrders),
            handler!(standing_orders::pages::create),
        ),
        get(
            "/standing-orders/new",
            needs(P::EditOrders),
            handler!(standing_orders::pages::new),
        ),
        get(
            "/standing-orders/week",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::totals),
        ),
        get(
            "/standing-orders/calendar",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::calendar),
        ),
        get(
            "/standing-orders/pauses",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::pauses),
        ),
        post(
            "/standing-orders/pauses",
            needs(P::EditOrders),
            handler!(standing_orders::pages::add_pause),
        ),
        post(
            "/standing-orders/pauses/{id}/end",
            needs(P::EditOrders),
            handler!(standing_orders::pages::end_pause),
        ),
        post(
            "/standing-orders/pauses/{id}/remove",
            needs(P::EditOrders),
            handler!(standing_orders::pages::remove_pause),
        ),
        get(
            "/standing-orders/closed-days",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::closed_days),
        ),
        post(
            "/standing-orders/closed-days",
            needs(P::EditOrders),
            handler!(standing_orders::pages::add_closed_day),
        ),
        post(
            "/standing-orders/closed-days/{day}/remove",
            needs(P::EditOrders),
            handler!(standing_orders::pages::remove_closed_day),
        ),
        post(
            "/standing-orders/missed",
            needs(P::EditOrders),
            handler!(standing_orders::pages::decide),
        ),
        post(
            "/standing-orders/missed/drop",
            needs(P::EditOrders),
            handler!(standing_orders::pages::drop_past),
        ),
        post(
            "/standing-orders/generate",
            needs(P::EditOrders),
            handler!(standing_orders::pages::generate),
        ),
        get(
            "/standing-orders/{id}",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::show),
        ),
        post(
            "/standing-orders/{id}",
            needs(P::EditOrders),
            handler!(standing_orders::pages::edit),
        ),
        post(
            "/standing-orders/{id}/state",
            needs(P::EditOrders),
            handler!(standing_orders::pages::state),
        ),
        get(
            "/standing-orders/{id}/dates",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::day),
        ),
        post(
            "/standing-orders/{id}/dates",
            needs(P::EditOrders),
            handler!(standing_orders::pages::change_day),
        ),
        post(
            "/standing-orders/{id}/dates/{day}/restore",
            needs(P::EditOrders),
            handler!(standing_orders::pages::restore_day),
        ),
        get(
            "/customers/{id}/week",
            needs(P::SeeOrders),
            handler!(standing_orders::pages::customer_week),
        ),
        post(
            "/customers/{id}/week",
            needs(P::EditOrders),
            handler!(standing_orders::pages::save_customer_week),
        ),
        get(
            "/orders/{id}/standing",
            needs(P::EditOrders),
            handler!(standing_orders::pages::from_order_form),
        ),
        post(
            "/orders/{id}/standing",
            needs(P::EditOrders),
            handler!(standing_orders::pages::from_order),
        ),
        // Fulfilment.
        get(
            "/notes",
            needs(P::SeeOrders),
            handler!(fulfilment::pages::notes::index),
        ),
        get(
            "/notes/returns",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::returns),
        ),
        post(
            "/notes/returns",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::save_returns),
        ),
        get(
            "/notes/{id}",
            needs(P::SeeOrders),
            handler!(fulfilment::pages::notes::show),
        ),
        get(
            "/notes/{id}/pdf",
            needs(P::SeeOrders),
            handler!(fulfilment::pages::notes::pdf),
        ),
        get(
            "/notes/{id}/deliver",
            needs(P::Deliver),
            handler!(fulfilment::pages::hand_over::form),
        ),
        post(
            "/notes/{id}/deliver",
            needs(P::Deliver),
            handler!(fulfilment::pages::hand_over::deliver),
        ),
        post(
            "/notes/{id}/not-delivered",
            needs(P::Deliver),
            handler!(fulfilment::pages::hand_over::not_delivered),
        ),
        post(
            "/notes/{id}/undo",
            needs(P::Deliver),
            handler!(fulfilment::pages::notes::undo),
        ),
        post(
            "/notes/changes/undo",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::undo),
        ),
        post(
            "/notes/{id}/changes",
            needs(P::EditNotes),
            handler!(fulfilment::pages::changes::save_note),
        ),
        get(
            "/routes",
            needs(P::Deliver),
            handler!(fulfilment::pages::rounds::index),
        ),
        get(
            "/routes/{id}",
            needs(P::Deliver),
            handler!(fulfilment::pages::rounds::show),
        ),
        get(
            "/routes/{id}/sheet",
            needs(P::Deliver),
            handler!(fulfilment::pages::rounds::sheet),
        ),
        get(
            "/production/packing",
            needs(P::SeeProduction),
            handler!(fulfilment::pages::packing::show),
        ),
        post(
            "/production/packing",
            needs(P::SeeProduction),
            handler!(fulfilment::pages::packing::tick),
        ),
        // Production.
        get(
            "/production",
            needs(P::SeeProduction),
            handler!(production::pages::screen::show),
        ),
        get(
            "/production/sheet",
            needs(P::SeeProduction),
            handler!(production::pages::paper::sheet),
        ),
        get(
            "/production/of/{id}",
            needs(P::SeeProduction),
            handler!(production::pages::screen::part),
        ),
        post(
            "/production/{day}/tick",
            needs(P::TickProduction),
            handler!(production::pages::screen::tick),
        ),
        post(
            "/production/{day}/untick",
            needs(P::TickProduction),
            handler!(production::pages::screen::untick),
        ),
        post(
            "/production/{day}/changes",
            needs(P::TickProduction),
            handler!(production::pages::screen::tick_change),
        ),
        post(
            "/production/{day}/freeze",
            needs(P::CloseDay),
            handler!(production::pages::screen::freeze),
        ),
        post(
            "/production/{day}/close",
            needs(P::CloseDay),
            handler!(production::pages::screen::close),
        ),
        // Invoices and payments.
        get(
            "/invoices",
            needs(P::SeeInvoices),
            handler!(invoices::pages::index),
        ),
        get(
            "/invoices/due",
            needs(P::SeeInvoices),
            handler!(invoices::pages::due),
        ),
        post(
            "/invoices/due",
            needs(P::IssueInvoices),
            handler!(invoices::pages::issue),
        ),
        get(
            "/invoices/{id}",
            needs(P::SeeInvoices),
            handler!(invoices::pages::show),
        ),
        get(
            "/invoices/{id}/pdf",
            needs(P::SeeInvoices),
            handler!(invoices::pages::pdf),
        ),
        post(
            "/invoices/{id}/send",
            needs(P::IssueInvoices),
            handler!(invoices::pages::send),
        ),
        get(
            "/payments",
            needs(P::SeeInvoices),
            handler!(payments::pages::index),
        ),
        post(
            "/payments",
            needs(P::TakePayments),
            handler!(payments::pages::take),
        ),
        get(
            "/payments/new",
            needs(P::TakePayments),
            handler!(payments::pages::new),
        ),
        get(
            "/payments/{id}",
            needs(P::SeeInvoices),
            handler!(payments::pages::show),
        ),
        post(
            "/payments/{id}/reverse",
            needs(P::TakePayments),
            handler!(payments::pages::reverse),
        ),
        get(
            "/customers/{id}/statement",
            needs(P::SeeInvoices),
            handler!(payments::pages::show_statement),
        ),
        post(
            "/customers/{id}/statement/send",
            needs(P::IssueInvoices),
            handler!(payments::pages::send_statement),
        ),
        get(
            "/customers/{id}/statement/pdf",
            needs(P::SeeInvoices),
            handler!(payments::pages::statement_pdf),
        ),
        // Stock and recipes.
        get("/stock", needs(P::SeeStock), handler!(stock::pages::index)),
        get(
            "/stock/count",
            needs(P::EditStock),
            handler!(stock::pages::count::show),
        ),
        post(
            "/stock/count",
            needs(P::EditStock),
            handler!(stock::pages::count::post),
        ),
        get(
            "/stock/count/sheet",
            needs(P::EditStock),
            handler!(stock::pages::count::sheet),
        ),
        get(
            "/stock/expiring",
            needs(P::SeeStock),
            handler!(stock::pages::expiring),
        ),
        get(
            "/stock/waste",
            needs(P::EditStock),
            handler!(stock::pages::waste::index),
        ),
        post(
            "/stock/waste",
            needs(P::EditStock),
            handler!(stock::pages::waste::book),
        ),
        post(
            "/stock/waste/{id}/undo",
            needs(P::EditStock),
            handler!(stock::pages::waste::undo),
        ),
        get(
            "/stock/{item}",
            needs(P::SeeStock),
            handler!(stock::pages::item),
        ),
        get(
            "/recipes",
            needs(P::SeeItems),
            handler!(recipes::pages::index),
        ),
        get(
            "/recipes/new",
            needs(P::EditRecipes),
            handler!(recipes::pages::edit::new),
        ),
        post(
            "/recipes",
            needs(P::EditRecipes),
            handler!(recipes::pages::edit::create),
        ),
        post(
            "/recipes/form",
            needs(P::EditRecipes),
            handler!(recipes::pages::edit::more),
        ),
        get(
            "/recipes/{id}",
            needs(P::SeeItems),
            handler!(recipes::pages::show),
        ),
        get(
            "/recipes/{id}/card",
            needs(P::SeeItems),
            handler!(recipes::pages::card),
        ),
        get(
            "/recipes/{id}/edit",
            needs(P::EditRecipes),
            handler!(recipes::pages::edit::edit),
        ),
        post(
            "/recipes/{id}",
            needs(P::EditRecipes),
            handler!(recipes::pages::edit::update),
        ),
        post(
            "/recipes/{id}/active",
            needs(P::EditRecipes),
            handler!(recipes::pages::edit::set_active),
        ),
        // Suppliers and buying.
        get(
            "/suppliers",
            needs(P::SeeBuying),
            handler!(suppliers::pages::index),
        ),
        get(
            "/suppliers/new",
            needs(P::EditBuying),
            handler!(suppliers::pages::new),
        ),
        post(
            "/suppliers",
            needs(P::EditBuying),
            handler!(suppliers::pages::create),
        ),
        get(
            "/suppliers/by-item/{item}",
            needs(P::SeeBuying),
            handler!(suppliers::pages::by_item),
        ),
        get(
            "/suppliers/{id}",
            needs(P::SeeBuying),
            handler!(suppliers::pages::show),
        ),
        get(
            "/suppliers/{id}/edit",
            needs(P::EditBuying),
            handler!(suppliers::pages::edit),
        ),
        post(
            "/suppliers/{id}",
            needs(P::EditBuying),
            handler!(suppliers::pages::save),
        ),
        post(
            "/suppliers/{id}/prices",
            needs(P::EditBuying),
            handler!(suppliers::pages::save_prices),
        ),
        get(
            "/suppliers/{id}/products/new",
            needs(P::EditBuying),
            handler!(suppliers::pages::new_product),
        ),
        post(
            "/suppliers/{id}/products",
            needs(P::EditBuying),
            handler!(suppliers::pages::add_product),
        ),
        get(
            "/suppliers/{id}/products/{product}",
            needs(P::SeeBuying),
            handler!(suppliers::pages::product),
        ),
        post(
            "/suppliers/{id}/products/{product}",
            needs(P::EditBuying),
            handler!(suppliers::pages::save_product),
        ),
        get(
            "/buying",
            needs(P::SeeBuying),
            handler!(planning::pages::suggestion),
        ),
        post(
            "/buying/calculate",
            needs(P::EditBuying),
            handler!(planning::pages::calculate),
        ),
        post(
            "/buying/order/{supplier}",
            needs(P::EditBuying),
            handler!(purchasing::pages::order_from_needs),
        ),
        get(
            "/buying/needs/{id}",
            needs(P::SeeBuying),
            handler!(planning::pages::need),
        ),
        get(
            "/buying/projection",
            needs(P::SeeBuying),
            handler!(planning::pages::projections),
        ),
        get(
            "/buying/projection/{item}",
            needs(P::SeeBuying),
            handler!(planning::pages::projection),
        ),
        get(
            "/buying/reorder-points",
            needs(P::SeeBuying),
            handler!(planning::pages::reorder_points),
        ),
        post(
            "/buying/reorder-points/{item}",
            needs(P::EditBuying),
            handler!(planning::pages::set_reorder_point),
        ),
        get(
            "/purchases",
            needs(P::SeeBuying),
            handler!(purchasing::pages::index),
        ),
        get(
            "/purchases/new",
            needs(P::EditBuying),
            handler!(purchasing::pages::new),
        ),
        post(
            "/purchases",
            needs(P::EditBuying),
            handler!(purchasing::pages::create),
        ),
        get(
            "/purchases/deliveries",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::expected),
        ),
        get(
            "/purchases/{id}",
            needs(P::SeeBuying),
            handler!(purchasing::pages::show),
        ),
        post(
            "/purchases/{id}",
            needs(P::EditBuying),
            handler!(purchasing::pages::save),
        ),
        get(
            "/purchases/{id}/pdf",
            needs(P::SeeBuying),
            handler!(purchasing::pages::pdf),
        ),
        post(
            "/purchases/{id}/items",
            needs(P::EditBuying),
            handler!(purchasing::pages::add_item),
        ),
        post(
            "/purchases/{id}/items/{item}",
            needs(P::EditBuying),
            handler!(purchasing::pages::edit_item),
        ),
        post(
            "/purchases/{id}/items/{item}/remove",
            needs(P::EditBuying),
            handler!(purchasing::pages::remove_item),
        ),
        post(
            "/purchases/{id}/submit",
            needs(P::EditBuying),
            handler!(purchasing::pages::submit),
        ),
        post(
            "/purchases/{id}/approve",
            needs(P::ApproveBuying),
            handler!(purchasing::pages::approve),
        ),
        post(
            "/purchases/{id}/reject",
            needs(P::ApproveBuying),
            handler!(purchasing::pages::reject),
        ),
        post(
            "/purchases/{id}/send",
            needs(P::EditBuying),
            handler!(purchasing::pages::send),
        ),
        post(
            "/purchases/{id}/confirm",
            needs(P::EditBuying),
            handler!(purchasing::pages::confirm),
        ),
        post(
            "/purchases/{id}/dispatch",
            needs(P::EditBuying),
            handler!(purchasing::pages::dispatch),
        ),
        post(
            "/purchases/{id}/cancel",
            needs(P::EditBuying),
            handler!(purchasing::pages::cancel),
        ),
        post(
            "/purchases/{id}/close",
            needs(P::EditBuying),
            handler!(purchasing::pages::close),
        ),
        post(
            "/purchases/{id}/amend",
            needs(P::EditBuying),
            handler!(purchasing::pages::amend),
        ),
        get(
            "/purchases/{id}/receive",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::receive_form),
        ),
        post(
            "/purchases/{id}/receive",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::receive),
        ),
        get(
            "/purchases/{id}/deliveries/{delivery}",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::delivery),
        ),
        post(
            "/purchases/{id}/deliveries/{delivery}/photo",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::add_photo),
        )
        .body_limit(5 * 1024 * 1024),
        get(
            "/purchases/{id}/deliveries/{delivery}/photo/{photo}",
            needs(P::ReceiveGoods),
            handler!(purchasing::pages::photo),
        ),
        // Today, settings, jobs, mail, backups, imports.
        get("/", needs(P::SeeToday), handler!(analytics::pages::today)),
        get("/health", Access::Public, handler!(house::health::live)),
        get("/ready", Access::Public, handler!(house::health::ready)),
        get(
            "/events/stream",
            needs(P::SeeToday),
            handler!(house::live::topics),
        ),
        get(
            "/settings",
            needs(P::SeeSettings),
            handler!(house::settings::index),
        ),
        post(
            "/settings/{section}",
            needs(P::EditSettings),
            handler!(house::settings::save),
        ),
        get(
            "/backups",
            needs(P::SeeBackups),
            handler!(house::backups::index),
        ),
        post(
            "/backups",
            needs(P::SeeBackups),
            handler!(house::backups::make),
        ),
        // A copy holds everything there is, so only who may change everything takes it away.
        get(
            "/backups/download",
            needs(P::EditSettings),
            handler!(house::backups::download),
        ),
        get(
            "/backups/kept/{day}",
            needs(P::EditSettings),
            handler!(house::backups::download_kept),
        ),
        get("/phone", needs(P::SeeToday), handler!(house::phone::index)),
        get("/more", needs(P::SeeToday), handler!(house::more::index)),
        get("/help", Access::SignedIn, handler!(house::help::index)),
        get(
            "/help/{topic}",
            Access::SignedIn,
            handler!(house::help::topic),
        ),
        get(
            "/design",
            needs(P::SeeToday),
            handler!(house::design::parts),
        ),
        get(
            "/api",
            needs(P::SeeHistory),
            handler!(house::api_page::page),
        ),
        get("/jobs", needs(P::SeeJobs), handler!(jobs::pages::index)),
        post(
            "/jobs/{name}/run",
            needs(P::RunJobs),
            handler!(jobs::pages::run),
        ),
        post(
            "/jobs/clock",
            needs(P::RunJobs),
            handler!(jobs::pages::clock),
        ),
        get("/mail", needs(P::SeeMail), handler!(mail::pages::index)),
        post(
            "/mail/retry",
            needs(P::SeeMail),
            handler!(mail::pages::retry_all),
        ),
        post(
            "/mail/test",
            needs(P::SeeMail),
            handler!(mail::pages::trial),
        ),
        get("/mail/{id}", needs(P::SeeMail), handler!(mail::pages::show)),
        get(
            "/mail/{id}/file",
            needs(P::SeeMail),
            handler!(mail::pages::file),
        ),
        post(
            "/mail/{id}/retry",
            needs(P::SeeMail),
            handler!(mail::pages::retry),
        ),
        post(
            "/mail/{id}/sent",
            needs(P::SeeMail),
            handler!(mail::pages::mark_sent),
        ),
        post(
            "/mail/{id}/cancel",
            needs(P::SeeMail),
            handler!(mail::pages::cancel),
        ),
        // Imports.
        get(
            "/import",
            needs(P::Import),
            handler!(exchange::pages::index),
        ),
        post(
            "/import",
            needs(P::Import),
            handler!(exchange::pages::preview),
        )
        .body_limit(IMPORT_LIMIT),
        post(
            "/import/take",
            needs(P::Import),
            handler!(exchange::pages::take),
        ),
    ]
}

fn api() -> Vec<Route> {
    vec![
        // People.
        post(
            "/api/v1/auth/login",
            Access::Public,
            handler!(people::api::login),
        )
        .says("Sign in")
        .takes::<LoginBody>()
        .gives::<TokenBody>()
        .status(200),
        post(
            "/api/v1/auth/logout",
            Access::SignedIn,
            handler!(people::api::logout),
        )
        .says("End this session")
        .status(204),
        get(
            "/api/v1/auth/me",
            Access::SignedIn,
            handler!(people::api::me),
        )
        .says("Who is signed in")
        .gives::<User>(),
        get(
            "/api/v1/users",
            needs(P::ManagePeople),
            handler!(people::api::index),
        )
        .says("Everybody")
        .lists::<User>(),
        // Catalog.
        get(
            "/api/v1/items",
            needs(P::SeeItems),
            handler!(catalog::api::index),
        )
        .says("Items by name")
        .query(&[
            ("q", "Words of name, variant, category or SKU"),
            ("category", "Only this category"),
            ("is_sold", "true or false"),
            ("is_bought", "true or false"),
            ("is_made", "true or false"),
            ("inactive", "true: also those out of use"),
            ("limit", "Rows, 1 to 200"),
            ("after", "Cursor of the page before"),
        ])
        .lists::<ItemOut>(),
        post(
            "/api/v1/items",
            needs(P::EditItems),
            handler!(catalog::api::create),
        )
        .says("Add an item")
        .takes::<ItemBody>()
        .gives::<ItemOut>(),
        get(
            "/api/v1/items/{id}",
            needs(P::SeeItems),
            handler!(catalog::api::show),
        )
        .says("An item")
        .gives::<ItemOut>(),
        put(
            "/api/v1/items/{id}",
            needs(P::EditItems),
            handler!(catalog::api::replace),
        )
        .says("Change an item")
        .takes::<ItemBody>()
        .gives::<ItemOut>()
        .if_match(),
        get(
            "/api/v1/items/{id}/prices",
            needs(P::SeePrices),
            handler!(catalog::api::item_prices),
        )
        .says("Every dated price of an item")
        .lists::<DatedPrice>(),
        post(
            "/api/v1/items/{id}/prices",
            needs(P::EditItems),
            handler!(catalog::api::add_price),
        )
        .says("Set a price from a day on")
        .takes::<PriceBody>()
        .gives::<PriceBody>(),
        get(
            "/api/v1/items/{id}/packs",
            needs(P::SeeItems),
            handler!(catalog::api::packs),
        )
        .says("Packs of an item")
        .lists::<PackOut>(),
        post(
            "/api/v1/items/{id}/packs",
            needs(P::EditItems),
            handler!(catalog::api::add_pack),
        )
        .says("Add a pack")
        .takes::<PackBody>()
        .gives::<PackOut>(),
        delete(
            "/api/v1/items/{id}/packs/{pack}",
            needs(P::EditItems),
            handler!(catalog::api::remove_pack),
        )
        .says("Take a pack away")
        .status(204),
        get(
            "/api/v1/price-lists",
            needs(P::SeePrices),
            handler!(catalog::api::price_lists),
        )
        .says("Price lists")
        .lists::<PriceList>(),
        post(
            "/api/v1/price-lists",
            needs(P::EditItems),
            handler!(catalog::api::add_price_list),
        )
        .says("Add a price list")
        .takes::<NewPriceList>()
        .gives::<PriceList>(),
        get(
            "/api/v1/price-lists/{id}",
            needs(P::SeePrices),
            handler!(catalog::api::price_list),
        )
        .says("A price list")
        .gives::<PriceList>(),
        put(
            "/api/v1/price-lists/{id}",
            needs(P::EditItems),
            handler!(catalog::api::replace_price_list),
        )
        .says("Change a price list")
        .takes::<NewPriceList>()
        .gives::<PriceList>()
        .if_match(),
        get(
            "/api/v1/tax-classes",
            needs(P::SeeItems),
            handler!(catalog::api::tax_classes),
        )
        .says("Tax classes with their dated rates")
        .lists::<TaxClassOut>(),
        post(
            "/api/v1/tax-classes/{id}/rates",
            needs(P::EditItems),
            handler!(catalog::api::add_rate),
        )
        .says("Set the rate of a class from a day on")
        .takes::<RateBody>()
        .gives::<RateBody>(),
        // Customers.
        get("/api/v1/customers", needs(P::SeeCustomers), handler!(customers::api::index)).says("Customers by name, or the best matches of q").query(&[("q", "Name, phone, tax number, e-mail, town or number; best first, one page"), ("customer_type", "retail, wholesale, restaurant or hotel"), ("payment_status", "good_standing, overdue or suspended"), ("inactive", "true: those out of use"), ("limit", "Rows, 1 to 200"), ("after", "Cursor of the page before")]).lists::<Found>(),
        post("/api/v1/customers", needs(P::EditCustomers), handler!(customers::api::create)).says("Add a customer and the first delivery point").takes::<CustomerBody>().gives::<CustomerOut>(),
        post("/api/v1/customers/find-or-create", needs(P::EditCustomers), handler!(customers::api::find_or_create)).says("The customer with this phone, else this e-mail, else a new one; two different ones are a conflict").takes::<WhoBody>().gives::<CustomerOut>().status(200),
        get("/api/v1/customers/{id}", needs(P::SeeCustomers), handler!(customers::api::show)).says("A customer").gives::<CustomerOut>(),
        put("/api/v1/customers/{id}", needs(P::EditCustomers), handler!(customers::api::replace)).says("Change a customer").takes::<CustomerBody>().gives::<CustomerOut>().if_match(),
        get("/api/v1/customers/{id}/orders", needs(P::SeeCustomers), handler!(customers::api::orders)).says("Orders of a customer, latest delivery first").query(&[("limit", "Rows, 1 to 200"), ("after", "Cursor of the page before")]).lists::<OrderLine>(),
        get("/api/v1/customers/{id}/points", needs(P::SeeCustomers), handler!(customers::api::points)).says("Delivery points of a customer").lists::<DeliveryPointOut>(),
        post("/api/v1/customers/{id}/points", needs(P::EditCustomers), handler!(customers::api::add_point)).says("Add a delivery point").takes::<DeliveryPointBody>().gives::<DeliveryPointOut>(),
        get("/api/v1/customers/{id}/points/{point}", needs(P::SeeCustomers), handler!(customers::api::point)).says("A delivery point").gives::<DeliveryPointOut>(),
        put("/api/v1/customers/{id}/points/{point}", needs(P::EditCustomers), handler!(customers::api::replace_point)).says("Change a delivery point").takes::<DeliveryPointBody>().gives::<DeliveryPointOut>().if_match(),
        get("/api/v1/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::api::allergens)).says("What a customer must not eat").gives::<AllergensBody>(),
        put("/api/v1/customers/{id}/allergens", needs(P::SeeAllergenNotes), handler!(customers::api::set_allergens)).says("Keep what a customer must not eat, or forget it").takes::<AllergensBody>().gives::<AllergensBody>(),
        get("/api/v1/routes", needs(P::SeeCustomers), handler!(customers::api::routes)).says("Rounds").lists::<Round>(),
        post("/api/v1/routes", needs(P::EditCustomers), handler!(customers::api::add_route)).says("Add a round").takes::<NewRound>().gives::<Round>(),
        get("/api/v1/routes/{id}", needs(P::SeeCustomers), handler!(customers::api::route)).says("A round").gives::<Round>(),
        put("/api/v1/routes/{id}", needs(P::EditCustomers), handler!(customers::api::replace_route)).says("Change a round").takes::<NewRound>().gives::<Round>().if_match(),
        get("/api/v1/cutoffs", needs(P::SeeOrders), handler!(customers::api::cutoffs)).says("Until when orders are taken, by weekday and round").gives::<CutoffsBody>(),
        put("/api/v1/cutoffs", needs(P::EditCustomers), handler!(customers::api::set_cutoffs)).says("Set every cut-off").takes::<CutoffsBody>().gives::<CutoffsBody>(),

        // Orders.
        get(
            "/api/v1/orders",
            needs(P::SeeOrders),
            handler!(orders::api::routes::index),
        )
        .says("Orders, newest delivery day first")
        .query(ORDER_FILTERS)
        .lists::<Order>(),
        post(
            "/api/v1/orders",
            needs(P::EditOrders),
            handler!(orders::api::routes::create),
        )
        .says("Take an order")
        .takes::<NewOrderBody>()
        .gives::<OrderBody>(),
        post(
            "/api/v1/orders/quote",
            needs(P::EditOrders),
            handler!(orders::api::routes::quote),
        )
        .says("Reckon an order without storing it")
        .takes::<NewOrderBody>()
        .gives::<QuoteBody>()
        .status(200),
        get(
            "/api/v1/orders/wholesale",
            needs(P::SeeOrders),
            handler!(orders::api::routes::wholesale),
        )
        .says("Orders of businesses")
        .query(ORDER_FILTERS)
        .lists::<Order>(),
        get(
            "/api/v1/orders/fulfillment/pending",
            needs(P::SeeOrders),
            handler!(orders::api::routes::pending),
        )
        .says("Orders that still have to leave, nearest day first")
        .query(&[("limit", "rows, 1 to 200")])
        .lists::<Order>(),
        get(
            "/api/v1/orders/status",
            needs(P::SeeOrders),
            handler!(orders::api::routes::status),
        )
        .says("Whether orders are taken, and how many stand in which state for a day")
        .query(&[("requested_date", "delivery day")])
        .gives::<StatusCounts>(),
        get(
            "/api/v1/orders/{id}",
            needs(P::SeeOrders),
            handler!(orders::api::routes::show),
        )
        .says("An order with its lines")
        .gives::<OrderBody>(),
        put(
            "/api/v1/orders/{id}",
            needs(P::EditOrders),
            handler!(orders::api::routes::change),
        )
        .says("Change an order while it is pending or confirmed")
        .takes::<OrderChangeBody>()
        .gives::<OrderBody>()
        .if_match(),
        delete(
            "/api/v1/orders/{id}",
            needs(P::EditOrders),
            handler!(orders::api::routes::cancel),
        )
        .says("Cancel an order")
        .query(&[("reason", "why")])
        .takes::<CancelOrderBody>()
        .gives::<OrderBody>(),
        put(
            "/api/v1/orders/{id}/status",
            needs(P::EditOrders),
            handler!(orders::api::routes::set_status),
        )
        .says("Move an order on, passing missing forward steps")
        .takes::<OrderStatusBody>()
        .gives::<OrderBody>(),
        patch(
            "/api/v1/orders/{id}/status",
            needs(P::EditOrders),
            handler!(orders::api::routes::set_status),
        )
        .says("Move an order on, passing missing forward steps")
        .takes::<OrderStatusBody>()
        .gives::<OrderBody>(),
        post(
            "/api/v1/orders/{id}/cancel",
            needs(P::EditOrders),
            handler!(orders::api::routes::cancel),
        )
        .says("Cancel an order")
        .takes::<CancelOrderBody>()
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/undo-change",
            needs(P::EditOrders),
            handler!(orders::api::routes::undo_change),
        )
        .says("Take the newest change of an order back")
        .if_match()
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/prepare",
            needs(P::EditOrders),
            handler!(orders::api::routes::prepare),
        )
        .says("In the hands of the bakehouse")
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/ready",
            needs(P::EditOrders),
            handler!(orders::api::routes::ready),
        )
        .says("Ready to leave")
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/deliver",
            needs(P::EditOrders),
            handler!(orders::api::routes::deliver),
        )
        .says("Handed over by the van")
        .takes::<HandoverBody>()
        .gives::<OrderBody>()
        .status(200),
        post(
            "/api/v1/orders/{id}/complete",
            needs(P::EditOrders),
            handler!(orders::api::routes::complete),
        )
        .says("Handed over")
        .takes::<HandoverBody>()
        .gives::<OrderBody>()
        .status(200),
        get(
            "/api/v1/orders/{id}/items",
            needs(P::SeeOrders),
            handler!(orders::api::items::index),
        )
        .says("The lines of an order")
        .lists::<OrderItemBody>(),
        post(
            "/api/v1/orders/{id}/items",
            needs(P::EditOrders),
            handler!(orders::api::items::add),
        )
        .says("Add a line")
        .takes::<AddOrderItemBody>()
        .gives::<OrderItemBody>(),
        put(
            "/api/v1/orders/{id}/items/{item}",
            needs(P::EditOrders),
            handler!(orders::api::items::change),
        )
        .says("Change a line")
        .takes::<OrderItemChangeBody>()
        .gives::<OrderBody>()
        .if_match(),
        delete(
            "/api/v1/orders/{id}/items/{item}",
            needs(P::EditOrders),
            handler!(orders::api::items::remove),
        )
        .says("Remove a line")
        .gives::<OrderBody>()
        .if_match(),
        get(
            "/api/v1/orders/{id}/history",
            needs(P::SeeHistory),
            handler!(orders::api::routes::history),
        )
        .says("What happened to an order")
        .lists::<HistoryLine>(),
        get(
            "/api/v1/orders/{id}/notes",
            needs(P::SeeOrders),
            handler!(orders::api::routes::notes),
        )
        .says("Notes on an order")
        .lists::<OrderNote>(),
        post(
            "/api/v1/orders/{id}/notes",
            needs(P::EditOrders),
            handler!(orders::api::routes::add_note),
        )
        .says("Write a note on an order")
        .takes::<OrderNoteBody>()
        .gives::<OrderNote>(),
        put(
            "/api/v1/orders/{id}/notes/{note}",
            needs(P::EditOrders),
            handler!(orders::api::routes::edit_note),
        )
        .says("Change a note")
        .takes::<OrderNoteBody>()
        .gives::<OrderNote>(),
        // Standing orders.
        get("/api/v1/standing-orders", needs(P::SeeOrders), handler!(standing_orders::api::index))
            .says("Standing orders, in the order of their making")
            .query(&[("customer_id", "of this customer"), ("is_active", "true or false"), ("after", "cursor"), ("limit", "rows, 1 to 200")])
            .lists::<StandingOut>(),
        post("/api/v1/standing-orders", needs(P::EditOrders), handler!(standing_orders::api::create))
            .says("Make a standing order, and its orders inside the horizon")
            .takes::<StandingBody>()
            .gives::<StandingOut>(),
        post("/api/v1/orders/wholesale/recurring", needs(P::EditOrders), handler!(standing_orders::api::create))
            .says("Make a standing order")
            .takes::<StandingBody>()
            .gives::<StandingOut>(),
        post("/api/v1/standing-orders/generate", needs(P::EditOrders), handler!(standing_orders::api::generate))
            .says("Make the orders that are due")
            .takes::<GenerateBody>()
            .gives::<Generated>()
            .status(200),
        get("/api/v1/standing-orders/missed", needs(P::SeeOrders), handler!(standing_orders::api::missed))
            .says("Missed dates that wait for a decision")
            .lists::<MissedDate>(),
        post("/api/v1/standing-orders/missed", needs(P::EditOrders), handler!(standing_orders::api::decide_missed))
            .says("Decide on a missed date: make it late or drop it")
            .takes::<MissedBody>()
            .gives::<MissedOut>()
            .status(200),
        get("/api/v1/standing-orders/{id}", needs(P::SeeOrders), handler!(standing_orders::api::show))
            .says("A standing order")
            .gives::<StandingOut>(),
        put("/api/v1/standing-orders/{id}", needs(P::EditOrders), handler!(standing_orders::api::edit))
            .says("Change a standing order from a day on")
            .takes::<StandingBody>()
            .gives::<StandingOut>()
            .if_match(),
        delete("/api/v1/standing-orders/{id}", needs(P::EditOrders), handler!(standing_orders::api::stop))
            .says("Stop a standing order")
            .gives::<StandingOut>()
            .if_match(),
        post("/api/v1/standing-orders/{id}/activate", needs(P::EditOrders), handler!(standing_orders::api::start))
            .says("Start a stopped standing order again")
            .gives::<StandingOut>()
            .status(200)
            .if_match(),
        get("/api/v1/standing-orders/{id}/dates", needs(P::SeeOrders), handler!(standing_orders::api::dates))
            .says("Its dates and what each comes to")
            .query(&[("from", "first date, today if none"), ("to", "last date, four weeks later if none")])
            .lists::<DateOut>(),
        post("/api/v1/standing-orders/{id}/dates", needs(P::EditOrders), handler!(standing_orders::api::decide_date))
            .says("Skip, move, change or restore one date")
            .takes::<DateBody>()
            .gives::<Effects>()
            .status(200),
        get("/api/v1/customers/{id}/pauses", needs(P::SeeOrders), handler!(standing_orders::api::pauses))
            .says("Pauses of a customer, present and to come")
            .lists::<PauseOut>(),
        post("/api/v1/customers/{id}/pauses", needs(P::EditOrders), handler!(standing_orders::api::add_pause))
            .says("Pause a customer's standing orders")
            .takes::<PauseBody>()
            .gives::<PauseOut>(),
        delete("/api/v1/customers/{id}/pauses", needs(P::EditOrders), handler!(standing_orders::api::resume))
            .says("Deliver to a customer again")
            .query(&[("on", "the first day, today if none")])
            .gives::<Effects>(),
        delete("/api/v1/customers/{id}/pauses/{pause_id}", needs(P::EditOrders), handler!(standing_orders::api::remove_pause))
            .says("Take a pause back")
            .gives::<Effects>(),
        get("/api/v1/closed-days", needs(P::SeeOrders), handler!(standing_orders::api::closed_days))
            .says("Days on which the bakery is closed")
            .query(&[("from", "first day, today if none"), ("to", "last day")])
            .lists::<ClosedDayOut>(),
        post("/api/v1/closed-days", needs(P::EditOrders), handler!(standing_orders::api::close_day))
            .says("Close the bakery on a day")
            .takes::<ClosedDayBody>()
            .gives::<ClosedDayOut>(),
        delete("/api/v1/closed-days/{day}", needs(P::EditOrders), handler!(standing_orders::api::reopen_day))
            .says("Open the bakery on a closed day again")
            .gives::<Effects>(),

        // Fulfilment.
        get("/api/v1/notes", needs(P::Deliver), handler!(fulfilment::api::index))
            .says("Delivery notes, newest day first")
            .query(&[
                ("day", "Only of this day"),
                ("status", "prepared, delivered, not_delivered or cancelled; without it all but cancelled ones"),
                ("customer_id", "Only of this customer"),
                ("after", "Cursor of the page before"),
                ("limit", "Rows, 1 to 200"),
            ])
            .lists::<fulfilment::Note>(),
        get("/api/v1/notes/{id}", needs(P::Deliver), handler!(fulfilment::api::show))
            .says("A delivery note with its lines and entries")
            .gives::<NoteShape>(),
        post("/api/v1/notes/{id}/deliver", needs(P::Deliver), handler!(fulfilment::api::deliver))
            .says("Hand a note over, as ordered unless told otherwise")
            .takes::<HandoverBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/not-delivered", needs(P::Deliver), handler!(fulfilment::api::not_delivered))
            .says("A note that came back undelivered")
            .takes::<ReasonBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/undo", needs(P::Deliver), handler!(fulfilment::api::undo))
            .says("Take a hand-over back, until it is invoiced")
            .gives::<NoteShape>()
            .status(200),
        delete("/api/v1/notes/{id}/entries/{entry}", needs(P::EditNotes), handler!(fulfilment::api::undo_entry))
            .says("Take a correction or return back that was typed by mistake")
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/packed", needs(P::SeeProduction), handler!(fulfilment::api::packed))
            .says("Tick lines off as they are put into their crates")
            .takes::<PackedBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/returns", needs(P::EditNotes), handler!(fulfilment::api::returns))
            .says("What came back unsold")
            .takes::<ChangesBody>()
            .gives::<NoteShape>()
            .status(200),
        post("/api/v1/notes/{id}/corrections", needs(P::EditNotes), handler!(fulfilment::api::corrections))
            .says("Signed differences to what was delivered")
            .takes::<ChangesBody>()
            .gives::<NoteShape>()
            .status(200),
        get("/api/v1/orders/fulfillment/picking-list", needs(P::SeeProduction), handler!(fulfilment::api::picking_list))
            .says("What is to be picked for a day, by item, with lots and customers")
            .query(&[("day", "The day; today without it"), ("route_id", "Only this round")])
            .lists::<fulfilment::Pick>(),

        // Production.
        get("/api/v1/days/{day}", needs(P::SeeProduction), handler!(production::api::day))
            .says("How far a day is: its state, version, notes and changes")
            .gives::<DayShape>(),
        post("/api/v1/days/{day}/freeze", needs(P::CloseDay), handler!(production::api::freeze))
            .says("Cut a day off now: sheet version 1 and delivery notes")
            .gives::<DayShape>()
            .status(200),
        post("/api/v1/days/{day}/close", needs(P::CloseDay), handler!(production::api::close))
            .says("Close a day whose notes are all handed over")
            .gives::<DayShape>()
            .status(200),
        post("/api/v1/days/{day}/changes", needs(P::TickProduction), handler!(production::api::seen))
            .says("A change of the sheet was seen")
            .takes::<SeenBody>()
            .gives::<DayShape>()
            .status(200),
        get("/api/v1/production/{day}", needs(P::SeeProduction), handler!(production::api::sheet))
            .says("The bake sheet of a day, by dough and item")
            .gives::<production::Sheet>(),
        post("/api/v1/production/{day}/tick", needs(P::TickProduction), handler!(production::api::tick))
            .says("Post a batch: ingredients out, a product lot in")
            .takes::<TickBody>()
            .gives::<production::Batch>(),
        post("/api/v1/production/{day}/untick", needs(P::TickProduction), handler!(production::api::untick))
            .says("Take the last batch of an item back")
            .takes::<TickBody>()
            .gives::<production::Sheet>()
            .status(200),

        // Invoices and payments.
        get(
            "/api/v1/orders/wholesale/invoices",
            needs(P::SeeInvoices),
            handler!(invoices::api::index),
        )
        .says("Invoices, newest first; open ones by due day")
        .query(&[
            ("status", "all, open, overdue or paid"),
            ("customer_id", "of this customer"),
            ("month", "dated in this month, as 2026-11"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Invoice>(),
        post(
            "/api/v1/orders/wholesale/invoices",
            needs(P::IssueInvoices),
            handler!(invoices::api::issue),
        )
        .says("Issue invoices: of an order, of notes, of a payer, or all that are due")
        .takes::<IssueBody>()
        .gives::<IssuedBody>(),
        get(
            "/api/v1/orders/wholesale/invoices/{id}",
            needs(P::SeeInvoices),
            handler!(invoices::api::show),
        )
        .says("An invoice with its payments, mails and everything printed")
        .gives::<InvoiceBody>(),
        get(
            "/api/v1/orders/wholesale/invoices/{id}/pdf",
            needs(P::SeeInvoices),
            handler!(invoices::api::pdf),
        )
        .says("The invoice as PDF")
        .query(&[("copy", "1: marked as a duplicate")]),
        post(
            "/api/v1/orders/wholesale/invoices/{id}/send",
            needs(P::IssueInvoices),
            handler!(invoices::api::send),
        )
        .says("Send the invoice once more")
        .gives::<SentBody>()
        .status(200),
        get(
            "/api/v1/orders/wholesale/overdue",
            needs(P::SeeInvoices),
            handler!(invoices::api::overdue),
        )
        .says("Overdue invoices, longest first")
        .query(&[
            ("status", "all, open, overdue or paid"),
            ("customer_id", "of this customer"),
            ("month", "dated in this month, as 2026-11"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Invoice>(),
        get(
            "/api/v1/invoices",
            needs(P::SeeInvoices),
            handler!(invoices::api::index),
        )
        .says("Invoices, newest first; open ones by due day")
        .query(&[
            ("status", "all, open, overdue or paid"),
            ("customer_id", "of this customer"),
            ("month", "dated in this month, as 2026-11"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Invoice>(),
        get(
            "/api/v1/invoices/figures",
            needs(P::SeeInvoices),
            handler!(payments::api::figures),
        )
        .says("Outstanding, ageing, expected cash by week, days to payment")
        .gives::<Figures>(),
        get(
            "/api/v1/invoices/{id}",
            needs(P::SeeInvoices),
            handler!(invoices::api::show),
        )
        .says("An invoice with its payments, mails and everything printed")
        .gives::<InvoiceBody>(),
        get(
            "/api/v1/payments",
            needs(P::SeeInvoices),
            handler!(payments::api::index),
        )
        .says("Payments, newest first")
        .query(&[
            ("customer_id", "of this customer"),
            ("after", "cursor"),
            ("limit", "1 to 200"),
        ])
        .lists::<Payment>(),
        post(
            "/api/v1/payments",
            needs(P::TakePayments),
            handler!(payments::api::take),
        )
        .says("Take a payment")
        .takes::<PaymentBody>()
        .gives::<TakenBody>(),
        get(
            "/api/v1/payments/{id}",
            needs(P::SeeInvoices),
            handler!(payments::api::show),
        )
        .says("A payment and the invoices it pays")
        .gives::<TakenBody>(),
        post(
            "/api/v1/payments/{id}/reverse",
            needs(P::TakePayments),
            handler!(payments::api::reverse),
        )
        .says("Undo a payment by an equal one below zero")
        .takes::<ReverseBody>()
        .gives::<TakenBody>(),
        post(
            "/api/v1/customers/{id}/statement/send",
            needs(P::IssueInvoices),
            handler!(payments::api::send_statement),
        )
        .says("Mail a customer the statement of today")
        .gives::<payments::api::StatementSent>()
        .status(200),
        get(
            "/api/v1/customers/{id}/statement",
            needs(P::SeeInvoices),
            handler!(payments::api::statement),
        )
        .says("How a customer stands")
        .query(&[("as_of", "on this day; today where it is not said")])
        .gives::<Statement>(),
        // Stock and recipes.
        get(
            "/api/v1/stock",
            needs(P::SeeStock),
            handler!(stock::api::index),
        )
        .says("What there is of each item, by name")
        .query(&[
            ("q", "Part of the name or code"),
            ("show", "all, bought, made, low, held or retired"),
            ("after", "Cursor"),
            ("limit", "Rows, 1 to 200"),
        ])
        .lists::<StockRow>(),
        get(
            "/api/v1/stock/movements",
            needs(P::SeeStock),
            handler!(stock::api::movements),
        )
        .says("The ledger, newest first")
        .query(&[
            ("item_id", "Of one item"),
            ("lot_id", "Of one lot"),
            ("after", "Cursor"),
            ("limit", "Rows, 1 to 200"),
        ])
        .lists::<LedgerLine>(),
        get(
            "/api/v1/stock/lots",
            needs(P::SeeStock),
            handler!(stock::api::lots),
        )
        .says("The lots of an item that hold some, or all that expire soon")
        .query(&[
            ("item_id", "Of one item, in the order in which they go out"),
            (
                "days",
                "Without an item: that expire within so many days (7)",
            ),
        ])
        .lists::<stock::api::LotRow>(),
        get(
            "/api/v1/stock/counts",
            needs(P::SeeStock),
            handler!(stock::api::counts),
        )
        .says("Counts, newest first")
        .query(&[("after", "Cursor"), ("limit", "Rows, 1 to 200")])
        .lists::<stock::Count>(),
        post(
            "/api/v1/stock/counts",
            needs(P::EditStock),
            handler!(stock::api::post_count),
        )
        .says("Post a count; what differs is moved")
        .takes::<CountBody>()
        .gives::<stock::api::Made>(),
        post(
            "/api/v1/stock/waste",
            needs(P::EditStock),
            handler!(stock::api::post_waste),
        )
        .says("Throw something away")
        .takes::<WasteBody>()
        .gives::<stock::api::Made>(),
        get(
            "/api/v1/stock/{item_id}",
            needs(P::SeeStock),
            handler!(stock::api::show),
        )
        .says("What there is of an item, with its lots")
        .gives::<StockDetail>(),
        get(
            "/api/v1/recipes",
            needs(P::SeeItems),
            handler!(recipes::api::index),
        )
        .says("Recipes by name")
        .query(&[
            ("q", "Part of the name"),
            ("kind", "dough, filling or product"),
            ("active", "false for the retired ones"),
            ("after", "Cursor"),
            ("limit", "Rows, 1 to 200"),
        ])
        .lists::<RecipeRow>(),
        post(
            "/api/v1/recipes",
            needs(P::EditRecipes),
            handler!(recipes::api::create),
        )
        .says("Add a recipe, which is the one in use of its item")
        .takes::<RecipeBody>()
        .gives::<RecipeAnswer>(),
        get(
            "/api/v1/recipes/{id}",
            needs(P::SeeItems),
            handler!(recipes::api::show),
        )
        .says("A recipe with its lines and allergens")
        .gives::<RecipeAnswer>(),
        put(
            "/api/v1/recipes/{id}",
            needs(P::EditRecipes),
            handler!(recipes::api::update),
        )
        .says("Change a recipe; what it makes stays")
        .takes::<RecipeBody>()
        .gives::<RecipeAnswer>()
        .if_match(),
        get(
            "/api/v1/recipes/{id}/cost",
            needs(P::SeeCosts),
            handler!(recipes::api::cost),
        )
        .says("What a recipe costs, line by line, with overhead")
        .query(&[("quantity", "Base units wanted; one batch when not said")])
        .gives::<CostAnswer>(),
        get(
            "/api/v1/recipes/{id}/explosion",
            needs(P::SeeItems),
            handler!(recipes::api::explosion),
        )
        .says("What a quantity needs through all sub-recipes")
        .query(&[("quantity", "Base units wanted; one batch when not said")])
        .gives::<ExplosionAnswer>(),
        // Suppliers and buying.
        get(
            "/api/v1/procurement/suppliers",
            needs(P::SeeBuying),
            handler!(suppliers::api::index),
        )
        .says("Suppliers, by name")
        .query(&[
            ("q", "name, contact or town holds this"),
            (
                "is_active",
                "false: those that are not bought from any more",
            ),
            ("after", "cursor of the page before"),
            ("limit", "rows, at most 200"),
        ])
        .lists::<Supplier>(),
        post(
            "/api/v1/procurement/suppliers",
            needs(P::EditBuying),
            handler!(suppliers::api::create),
        )
        .says("Add a supplier")
        .takes::<NewSupplier>()
        .gives::<Supplier>(),
        get(
            "/api/v1/procurement/suppliers/{id}",
            needs(P::SeeBuying),
            handler!(suppliers::api::show),
        )
        .says("A supplier")
        .gives::<Supplier>(),
        put(
            "/api/v1/procurement/suppliers/{id}",
            needs(P::EditBuying),
            handler!(suppliers::api::edit),
        )
        .says("Change a supplier")
        .takes::<NewSupplier>()
        .gives::<Supplier>()
        .if_match(),
        get(
            "/api/v1/procurement/suppliers/{id}/products",
            needs(P::SeeBuying),
            handler!(suppliers::api::products),
        )
        .says("What a supplier sells")
        .lists::<ProductRecord>(),
        post(
            "/api/v1/procurement/suppliers/{id}/products",
            needs(P::EditBuying),
            handler!(suppliers::api::add_product),
        )
        .says("Add a product")
        .takes::<ProductBody>()
        .gives::<ProductRecord>(),
        get(
            "/api/v1/procurement/suppliers/{id}/products/{product}",
            needs(P::SeeBuying),
            handler!(suppliers::api::product),
        )
        .says("One product of a supplier")
        .gives::<ProductRecord>(),
        put(
            "/api/v1/procurement/suppliers/{id}/products/{product}",
            needs(P::EditBuying),
            handler!(suppliers::api::edit_product),
        )
        .says("Change a product")
        .takes::<ProductBody>()
        .gives::<ProductRecord>()
        .if_match(),
        get(
            "/api/v1/procurement/suppliers/{id}/pricing",
            needs(P::SeeBuying),
            handler!(suppliers::api::pricing),
        )
        .says("Prices of a supplier, now and before")
        .lists::<PricingRecord>(),
        post(
            "/api/v1/procurement/suppliers/{id}/pricing",
            needs(P::EditBuying),
            handler!(suppliers::api::set_price),
        )
        .says("Set a list price from today")
        .takes::<suppliers::api::PriceBody>()
        .gives::<PricingRecord>(),
        // Imports.
        get(
            "/api/v1/imports",
            needs(P::Import),
            handler!(exchange::api::index),
        )
        .says("Imports that were taken")
        .lists::<ImportBody>(),
        post(
            "/api/v1/imports/{kind}",
            needs(P::Import),
            handler!(exchange::api::take),
        )
        .says("Take a file in (the body), all or nothing")
        .query(&[
            ("dry_run", "true: only try it"),
            ("file_name", "kept with the import"),
        ])
        .gives::<ReportBody>()
        .status(200)
        .body_limit(IMPORT_LIMIT),
        get(
            "/api/v1/procurement/needs",
            needs(P::SeeBuying),
            handler!(planning::api::index),
        )
        .says("What should be ordered, most urgent first")
        .lists::<NeedRecord>(),
        post(
            "/api/v1/procurement/needs/calculate",
            needs(P::EditBuying),
            handler!(planning::api::calculate),
        )
        .says("Calculate what should be ordered if it were ordered now")
        .gives::<Calculated>()
        .status(200),
        get(
            "/api/v1/procurement/needs/{id}",
            needs(P::SeeBuying),
            handler!(planning::api::show),
        )
        .says("A need with the figures behind it")
        .gives::<NeedRecord>(),
        get(
            "/api/v1/procurement/projections",
            needs(P::SeeBuying),
            handler!(planning::api::projections),
        )
        .says("Stock by item and day to come")
        .query(&[
            ("days", "days ahead, 1 to 30"),
            ("ingredient_id", "one item only"),
        ])
        .lists::<ProjectionRecord>(),
        get(
            "/api/v1/procurement/reorder-points",
            needs(P::SeeBuying),
            handler!(planning::api::reorder_points),
        )
        .says("Reorder points of all items that are bought")
        .lists::<PointRecord>(),
        put(
            "/api/v1/procurement/reorder-points/{item}",
            needs(P::EditBuying),
            handler!(planning::api::set_reorder_point),
        )
        .says("Set a reorder point by hand, or let it be calculated")
        .takes::<planning::api::PointBody>()
        .gives::<PointRecord>(),
        get(
            "/api/v1/procurement/purchase-orders",
            needs(P::SeeBuying),
            handler!(purchasing::api::index),
        )
        .says("Purchase orders, newest first")
        .query(&[
            ("status", "one state only"),
            ("after", "cursor of the page before"),
            ("limit", "rows, at most 200"),
        ])
        .lists::<PurchaseRecord>(),
        post(
            "/api/v1/procurement/purchase-orders",
            needs(P::EditBuying),
            handler!(purchasing::api::create),
        )
        .says("Make a draft, by hand or from needs")
        .takes::<PurchaseBody>()
        .gives::<PurchaseDetail>(),
        get(
            "/api/v1/procurement/purchase-orders/overdue",
            needs(P::SeeBuying),
            handler!(purchasing::api::overdue),
        )
        .says("Orders whose goods are late")
        .lists::<OverdueRecord>(),
        get(
            "/api/v1/procurement/purchase-orders/{id}",
            needs(P::SeeBuying),
            handler!(purchasing::api::show),
        )
        .says("A purchase order with its lines")
        .gives::<PurchaseDetail>(),
        put(
            "/api/v1/procurement/purchase-orders/{id}",
            needs(P::EditBuying),
            handler!(purchasing::api::edit),
        )
        .says("Change an order; once sent, this is a new version that is mailed")
        .takes::<EditBody>()
        .gives::<PurchaseDetail>()
        .if_match(),
        post(
            "/api/v1/procurement/purchase-orders/{id}/submit",
            needs(P::EditBuying),
            handler!(purchasing::api::submit),
        )
        .says("Ask for approval")
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/approve",
            needs(P::ApproveBuying),
            handler!(purchasing::api::approve),
        )
        .says("Approve, and mail it to the supplier")
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/reject",
            needs(P::ApproveBuying),
            handler!(purchasing::api::reject),
        )
        .says("Do not approve, with a reason")
        .takes::<purchasing::api::ReasonBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/send",
            needs(P::EditBuying),
            handler!(purchasing::api::send),
        )
        .says("Send an approved order, or say that the supplier was told")
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/confirm",
            needs(P::EditBuying),
            handler!(purchasing::api::confirm),
        )
        .says("The supplier said yes")
        .takes::<ConfirmBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/receive",
            needs(P::ReceiveGoods),
            handler!(purchasing::api::receive),
        )
        .says("Take in what came, or all that is open")
        .takes::<DeliveryBody>()
        .gives::<DeliveryRecord>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/cancel",
            needs(P::EditBuying),
            handler!(purchasing::api::cancel),
        )
        .says("Call an order off, with a reason")
        .takes::<purchasing::api::ReasonBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        post(
            "/api/v1/procurement/purchase-orders/{id}/close",
            needs(P::EditBuying),
            handler!(purchasing::api::close),
        )
        .says("Nothing more will come")
        .takes::<purchasing::api::ReasonBody>()
        .gives::<PurchaseDetail>()
        .status(200),
        get(
            "/api/v1/procurement/purchase-orders/{id}/overdue-status",
            needs(P::SeeBuying),
            handler!(purchasing::api::overdue_status),
        )
        .says("Whether an order is late")
        .gives::<OverdueRecord>(),
        get(
            "/api/v1/procurement/purchase-orders/{id}/deliveries",
            needs(P::SeeBuying),
            handler!(purchasing::api::deliveries),
        )
        .says("Deliveries of an order")
        .lists::<DeliveryRecord>(),
        post(
            "/api/v1/procurement/purchase-orders/{id}/deliveries",
            needs(P::ReceiveGoods),
            handler!(purchasing::api::add_delivery),
        )
        .says("Take a delivery in, or announce one")
        .takes::<DeliveryBody>()
        .gives::<DeliveryRecord>(),
        get(
            "/api/v1/procurement/purchase-orders/{id}/deliveries/{delivery}",
            needs(P::SeeBuying),
            handler!(purchasing::api::delivery),
        )
        .says("A delivery")
        .gives::<DeliveryRecord>(),
        patch(
            "/api/v1/procurement/purchase-orders/{id}/deliveries/{delivery}/status",
            needs(P::ReceiveGoods),
            handler!(purchasing::api::set_delivery_status),
        )
        .says("Move an announced delivery on")
        .takes::<DeliveryStatusBody>()
        .gives::<DeliveryRecord>()
        .if_match(),
        get(
            "/api/v1/procurement/purchase-orders/{id}/items",
            needs(P::SeeBuying),
            handler!(purchasing::api::items),
        )
        .says("Lines of an order")
        .lists::<LineRecord>(),
        post(
            "/api/v1/procurement/purchase-orders/{id}/items",
            needs(P::EditBuying),
            handler!(purchasing::api::add_item),
        )
        .says("Add a line")
        .takes::<LineBody>()
        .gives::<LineRecord>(),
        put(
            "/api/v1/procurement/purchase-orders/{id}/items/{item}",
            needs(P::EditBuying),
            handler!(purchasing::api::edit_item),
        )
        .says("Change a line; If-Match names the version of the order")
        .takes::<LineBody>()
        .gives::<LineRecord>()
        .if_match(),
        delete(
            "/api/v1/procurement/purchase-orders/{id}/items/{item}",
            needs(P::EditBuying),
            handler!(purchasing::api::remove_item),
        )
        .says("Take a line out; If-Match names the version of the order")
        .status(204)
        .if_match(),
        // Today, settings, jobs, mail, backups, imports.
        get("/api/v1/orders/dashboard-summary", needs(P::SeeToday), handler!(analytics::api::dashboard_summary))
            .says("The day at a glance, and what needs someone")
            .gives::<Summary>(),
        get("/api/v1/orders/demand-requirements", needs(P::SeeProduction), handler!(analytics::api::demand_requirements))
            .says("What is needed by day and item")
            .query(&[("from", "First day; today without it"), ("to", "Last day; six days later without it")])
            .lists::<Demand>(),
        get(
            "/api/openapi.json",
            Access::Public,
            handler!(house::api_page::description),
        )
        .says("This description"),
        get(
            "/api/v1/settings",
            needs(P::SeeSettings),
            handler!(house::settings::get_all),
        )
        .says("Every setting with its default")
        .gives::<SettingsList>(),
        put(
            "/api/v1/settings",
            needs(P::EditSettings),
            handler!(house::settings::put_all),
        )
        .says("Change settings, all or none")
        .takes::<SettingsBody>()
        .gives::<SettingsList>()
        .if_match(),
        get(
            "/api/v1/backups",
            needs(P::SeeBackups),
            handler!(house::backups::list),
        )
        .says("The newest copy, those kept by day, the second folder")
        .gives::<Backups>(),
        post(
            "/api/v1/backups",
            needs(P::SeeBackups),
            handler!(house::backups::create),
        )
        .says("Publish a checked copy now")
        .gives::<Copy>(),
        get(
            "/api/v1/events",
            needs(P::SeeHistory),
            handler!(house::live::index),
        )
        .says("What happened, oldest first")
        .lists::<Event>(),
        get(
            "/api/v1/events/stream",
            needs(P::SeeHistory),
            handler!(house::live::whole),
        )
        .says("What happens, as server-sent events")
        .query(&[("after", "from this number on; now if left out")]),
        get(
            "/api/v1/jobs",
            needs(P::SeeJobs),
            handler!(jobs::api::index),
        )
        .says("Every recurring job: when, how it went last, when next")
        .lists::<JobState>(),
        get(
            "/api/v1/jobs/runs",
            needs(P::SeeJobs),
            handler!(jobs::api::runs),
        )
        .says("What jobs have done, newest first")
        .query(&[("job", "only the runs of this job")])
        .lists::<Run>(),
        post(
            "/api/v1/jobs/{name}/run",
            needs(P::RunJobs),
            handler!(jobs::api::run),
        )
        .says("Run a job now, for a day")
        .takes::<RunBody>()
        .gives::<Run>()
        .status(200),
        get(
            "/api/v1/mails",
            needs(P::SeeMail),
            handler!(mail::api::index),
        )
        .says("The outbox, newest first")
        .query(&[(
            "status",
            "waiting, sending, sent, failed, uncertain or cancelled; those due first",
        )])
        .lists::<Mail>(),
        get(
            "/api/v1/mails/{id}",
            needs(P::SeeMail),
            handler!(mail::api::show),
        )
        .says("One mail")
        .gives::<Mail>(),
        post(
            "/api/v1/mails/{id}/retry",
            needs(P::SeeMail),
            handler!(mail::api::retry),
        )
        .says("Send a mail again")
        .gives::<Mail>()
        .status(200),
        post(
            "/api/v1/mails/{id}/sent",
            needs(P::SeeMail),
            handler!(mail::api::mark_sent),
        )
        .says("An uncertain mail is known to have arrived")
        .gives::<Mail>()
        .status(200),
        post(
            "/api/v1/mails/{id}/cancel",
            needs(P::SeeMail),
            handler!(mail::api::cancel),
        )
        .says("Do not send a mail")
        .gives::<Mail>()
        .status(200),
    ]
}

/// What lists of orders may be filtered by.
const ORDER_FILTERS: &[(&str, &str)] = &[
    ("requested_date", "delivery day"),
    ("from", "first delivery day"),
    ("until", "last delivery day"),
    ("status", "state"),
    ("order_type", "kind"),
    ("order_source", "how it came in"),
    ("delivery_method", "how it is handed over"),
    ("route_id", "round"),
    ("customer_id", "customer"),
    ("unpaid", "true: not paid"),
    ("order_number", "beginning of the number"),
    ("sort", "requested_date or -requested_date"),
    ("after", "cursor"),
    ("limit", "rows, 1 to 200"),
];
