//! Large figures: a page that is saved as it stands changes nothing, and a thousand may be typed with its mark.

use hornada::fulfilment;
use hornada::orders;
use hornada::production;
use hornada::standing_orders as standing;
use hornada::values::Quantity;
use hornada::values::ids::{OrderId, TemplateId};

use crate::orders::{SATURDAY, day, order, take, world};
use crate::orders_pages::{form_of, press, value};
use crate::support::{Client, TestApp, texts};

/// The fields of the form of `path` that are posted to `action`, as they stand.
pub fn as_it_stands(client: &Client, path: &str, action: &str) -> Vec<(String, String)> {
    let page = client.get(path).page(200);
    let fields = format!("form[action='{action}'] :is(input, textarea)");
    let fields = scraper::Selector::parse(&fields).unwrap();
    let typed = page.select(&fields).filter_map(|field| {
        let name = field.attr("name").filter(|name| *name != "_csrf")?;
        match field.attr("type") {
            Some("checkbox" | "radio" | "file" | "submit") => None,
            _ if field.value().name() == "textarea" => {
                Some((name.to_owned(), field.text().collect()))
            }
            _ => Some((
                name.to_owned(),
                field.attr("value").unwrap_or_default().to_owned(),
            )),
        }
    });
    typed.collect()
}

fn save(client: &Client, path: &str, action: &str) {
    let typed = as_it_stands(client, path, action);
    let typed: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client.post(action, &typed).location();
}

fn quantities(app: &TestApp, id: OrderId) -> Vec<Quantity> {
    let lines = app.read(|view| orders::lines(view, id));
    lines.iter().map(|line| line.quantity).collect()
}

/// What the day's first note says after its form was sent as it stands.
fn handed_over(app: &TestApp) -> Vec<Quantity> {
    app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
    let notes = app.read(|view| fulfilment::of_day(view, day(SATURDAY)));
    let note = notes[0].id;
    let page = format!("/notes/{note}/deliver");
    save(&app.owner(), &page, &page);
    let lines = app.read(|view| fulfilment::lines(view, note));
    lines.iter().map(|line| line.delivered).collect()
}

#[test]
fn an_order_of_thousands_is_saved_and_handed_over_as_it_stands() {
    let app = TestApp::new();
    let world = world(&app);
    let of = [(world.barra, 1_000), (world.croissant, 12_000)];
    let id = take(&app, order(world.ana, SATURDAY, &of));
    let thousands = vec![Quantity::whole(1_000), Quantity::whole(12_000)];
    for lang in ["es", "en"] {
        let owner = app.owner();
        owner.post("/preferences", &[("lang", lang)]);
        let page = format!("/orders/{id}");
        save(&owner, &page, &page);
        assert_eq!(quantities(&app, id), thousands, "{lang}");
    }
    assert_eq!(handed_over(&app), thousands);
}

#[test]
fn a_thousand_is_typed_with_its_mark_where_nothing_has_three_decimals() {
    let app = TestApp::new();
    let world = world(&app);
    let owner = app.owner();
    let new = format!("/orders/new?customer={}", world.ana);
    let (_, fields) = press(
        &owner,
        form_of(&owner.get(&new), 200),
        &[("entry", "1.000 croissant"), ("add", "1")],
    );
    assert_eq!(value(&fields, "line-0-quantity"), "1000");
    let (_, fields) = press(
        &owner,
        fields,
        &[("entry", "1.250 kg chapata"), ("add", "1")],
    );
    assert_eq!(value(&fields, "line-1-quantity"), "1,25");
    let customer = world.ana.to_string();
    let paid = [
        ("customer_id", customer.as_str()),
        ("amount", "1.250"),
        ("payment_method", "card"),
        ("payment_date", "20/11/2026"),
        ("confirm_amount", "on"),
    ];
    let reply = owner.post("/payments", &paid);
    assert!(reply.status == 303, "{}", reply.body);
    assert_eq!(
        app.value::<i64>("SELECT amount FROM payments"),
        125_000,
        "cents"
    );
    assert!(
        texts(&owner.get("/payments").page(200), "td")
            .iter()
            .any(|text| text.contains("1.250,00"))
    );
}

#[test]
fn parts_of_a_pack_are_saved_as_they_stand() {
    let app = TestApp::new();
    let world = world(&app);
    let mut new = order(world.ana, SATURDAY, &[(world.barra, 25)]);
    new.lines[0].unit = Some("dozen".to_owned());
    new.lines[0].quantity = orders::Amount::Base(Quantity::whole(25));
    let id = take(&app, new);
    let page = format!("/orders/{id}");
    save(&app.owner(), &page, &page);
    assert_eq!(quantities(&app, id), [Quantity::whole(25)]);
    assert_eq!(handed_over(&app), [Quantity::whole(25)]);
}

#[test]
fn a_thousand_pieces_are_ticked_at_the_oven_in_either_language() {
    for lang in ["es", "en"] {
        let app = TestApp::new();
        let world = world(&app);
        take(&app, order(world.ana, SATURDAY, &[(world.barra, 1_500)]));
        app.write(|tx| production::freeze_day(tx, day(SATURDAY)));
        let owner = app.owner();
        owner.post("/preferences", &[("lang", lang)]);
        let item = world.barra.to_string();
        let path = format!("/production/{SATURDAY}/tick");
        let tick = [("product_id", item.as_str()), ("quantity", "1.000")];
        owner.post(&path, &tick).location();
        let baked: i64 = app.value("SELECT quantity FROM batches");
        assert_eq!(baked, 1_000_000, "{lang}: thousandths of a piece");
    }
}

#[test]
fn the_grid_of_a_standing_order_reads_thousands_as_the_house_does() {
    for (lang, kilos) in [("es", "1,25"), ("en", "1.25")] {
        let app = TestApp::new();
        let world = world(&app);
        let owner = app.owner();
        owner.post("/preferences", &[("lang", lang)]);
        let [hotel, barra, chapata] = [
            world.hotel.to_string(),
            world.barra.to_string(),
            world.chapata.to_string(),
        ];
        let form = [
            ("customer_id", hotel.as_str()),
            ("frequency", "daily"),
            ("delivery_method", "delivery"),
            ("start_date", "23/11/2026"),
            ("order_items.0.product_id", &barra),
            ("order_items.0.each", "1.000"),
            ("order_items.1.product_id", &chapata),
            ("order_items.1.each", "1.250"),
        ];
        let path = owner.post("/standing-orders", &form).location();
        let id: TemplateId = path.rsplit('/').next().unwrap().parse().unwrap();
        let made = app.read(move |view| standing::find(view, id, view.today()));
        let lines = made.schedule.lines.iter();
        let amounts: Vec<Quantity> = lines.map(|line| line.week[0]).collect();
        assert_eq!(
            amounts,
            [Quantity::whole(1_000), Quantity::whole(1_250)],
            "{lang}: pieces, and grams"
        );
        let shown = as_it_stands(&owner, &path, &path);
        let cell = |name: &str| {
            let mut fields = shown.iter();
            let found = fields.find(|(field, _)| field == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        assert_eq!(cell("order_items.0.each"), "1000");
        assert_eq!(cell("order_items.1.each"), kilos);
    }
}
