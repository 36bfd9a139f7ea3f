//! THE table of URLs: pages first, then `/api/v1`, each with what it needs. What is not here does not exist.

use crate::catalog::api::{ItemBody, ItemOut, PackBody, PackOut, PriceBody, RateBody, TaxClassOut};
use crate::catalog::{self, DatedPrice, NewPriceList, PriceList};
use crate::handler;
use crate::people::api::{LoginBody, TokenBody};
use crate::people::roles::Permission as P;
use crate::people::{self, User};
use crate::recipes;
use crate::recipes::api::{CostAnswer, ExplosionAnswer, RecipeAnswer, RecipeBody, RecipeRow};
use crate::stock::api::{CountBody, StockDetail, StockRow, WasteBody};
use crate::stock::{self, LedgerLine};
use crate::web::{Access, Route, assets, delete, get, needs, post, put};

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
            handler!(catalog::pages::item::create),
        ),
        get(
            "/items/new",
            needs(P::EditItems),
            handler!(catalog::pages::item::new),
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
            handler!(catalog::pages::item::save),
        ),
        get(
            "/items/{id}/edit",
            needs(P::EditItems),
            handler!(catalog::pages::item::edit),
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

        // Orders.

        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.

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

        // Today, settings, jobs, mail, backups, imports.
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

        // Orders.

        // Standing orders.

        // Fulfilment.

        // Production.

        // Invoices and payments.

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

        // Today, settings, jobs, mail, backups, imports.
    ]
}
