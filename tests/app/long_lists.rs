//! Lists of many items come page by page; a count of many pages is one count.

use hornada::catalog::{self, NewItem};
use hornada::people::roles::Role;
use hornada::values::BaseUnit;
use hornada::values::ids::ItemId;

use crate::suppliers::kg;
use crate::support::{Client, TestApp, attr, texts};

/// So many ingredients, by name: "Género 001" …
fn many(app: &TestApp, count: usize) -> Vec<ItemId> {
    app.write(move |tx| {
        let class = catalog::tax_classes(tx)?.remove(0).id;
        (1..=count)
            .map(|number| {
                let item = NewItem {
                    is_bought: true,
                    is_made: false,
                    is_sold: false,
                    ..NewItem::new(format!("Género {number:03}"), BaseUnit::G, class)
                };
                catalog::create(tx, item)
            })
            .collect()
    })
}

/// The names in the rows of a list and the address of its next page.
fn part(client: &Client, path: &str, next: &str) -> (Vec<String>, Option<String>) {
    let page = client.get(path).page(200);
    let names = texts(&page, "tbody th").into_iter();
    let names = names.map(|text| text.split_inclusive(char::is_numeric).take(3).collect());
    (names.collect(), attr(&page, next, "href"))
}

#[test]
fn projections_and_reorder_points_come_page_by_page_and_are_found_by_text() {
    let app = TestApp::new();
    many(&app, 120);
    let owner = app.owner();
    for path in ["/buying/projection", "/buying/reorder-points"] {
        let mut all = Vec::new();
        let mut next = Some(path.to_owned());
        let mut pages = 0;
        while let Some(address) = next {
            let reply = owner.get(&address);
            assert!(reply.body.len() < 120_000, "{path}: {}", reply.body.len());
            let (names, after) = part(&owner, &address, "a[rel=next]");
            assert!(names.len() <= 50, "{path}: {}", names.len());
            all.extend(names);
            next = after;
            pages += 1;
        }
        assert_eq!((pages, all.len()), (3, 120), "{path}");
        assert!(all.is_sorted(), "{path}");
        let (found, more) = part(&owner, &format!("{path}?q=genero+07"), "a[rel=next]");
        assert_eq!((found.len(), more), (10, None), "{path}");
        let none = owner.get(&format!("{path}?q=nada")).page(200);
        assert_eq!(texts(&none, ".empty").len(), 1, "{path}");
    }
}

#[test]
fn a_reorder_point_is_set_on_the_page_that_it_stands_on() {
    let app = TestApp::new();
    let items = many(&app, 60);
    let owner = app.owner();
    let (_, second) = part(&owner, "/buying/reorder-points", "a[rel=next]");
    let second = second.unwrap();
    let page = owner.get(&second).page(200);
    let action = attr(&page, "tbody form", "action").unwrap();
    assert!(action.contains(&items[50].to_string()), "{action}");
    let wrong = owner.post(&action, &[("version", "1")]).page(422);
    assert_eq!(texts(&wrong, "tbody .field__error").len(), 1);
    let right = [
        ("version", "1"),
        ("reorder_point", "5"),
        ("safety_stock", "1"),
    ];
    assert_eq!(owner.post(&action, &right).location(), second);
}

#[test]
fn one_count_is_filled_over_several_pages() {
    let app = TestApp::new();
    let items = many(&app, 70);
    let baker = app.role(Role::Baker);
    let first = baker.get("/stock/count").page(200);
    assert_eq!(texts(&first, "tbody tr").len(), 50);
    let next = attr(&first, "button[name=next]", "value").unwrap();
    let post = |path: &str, item: ItemId, amount: &str, next: Option<&str>| {
        let field = format!("c.{item}.new");
        let mut fields = vec![
            ("day", "hoy"),
            ("note", "Con Ana"),
            (field.as_str(), amount),
        ];
        fields.extend(next.map(|next| ("next", next)));
        baker.post(path, &fields)
    };
    let here = attr(&first, "form[method=post]:has(#f-lines)", "action").unwrap();
    // What is wrong is said on the page on which it was typed.
    let wrong = post(&here, items[0], "tres", Some(&next)).page(422);
    assert_eq!(texts(&wrong, "tr.is-late").len(), 1);
    let second = post(&here, items[0], "3", Some(&next)).location();
    let page = baker.get(&second).page(200);
    assert_eq!(texts(&page, "tbody tr").len(), 20);
    assert_eq!(
        attr(&page, "[name=note]", "value").as_deref(),
        Some("Con Ana")
    );
    assert_eq!(
        attr(&page, "button[name=next]", "value"),
        None,
        "the last page"
    );
    let stock = |item| app.read(|view| hornada::stock::on_hand(view, item));
    assert_eq!(stock(items[0]), kg("3"), "posted before the next page");
    let here = attr(&page, "form[method=post]:has(#f-lines)", "action").unwrap();
    post(&here, items[69], "7", None).location();
    assert_eq!(stock(items[69]), kg("7"));
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM stock_counts"),
        1,
        "one count"
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM stock_count_lines"),
        2
    );
    // A page of which nothing was counted is passed over; nothing at all is no count.
    let passed = baker.post("/stock/count", &[("day", "hoy"), ("next", &next)]);
    assert!(passed.location().contains("after="));
    assert_eq!(baker.post("/stock/count", &[("day", "hoy")]).status, 422);
    // Nobody goes on with another's count.
    let other = app.owner().get(&second).page(200);
    let theirs = attr(&other, "form[method=post]:has(#f-lines)", "action").unwrap();
    let field = format!("c.{}.new", items[68]);
    let fields = [("day", "hoy"), (field.as_str(), "1")];
    app.owner().post(&theirs, &fields).location();
    assert_eq!(app.value::<i64>("SELECT count(*) FROM stock_counts"), 2);
    let sheet = baker.get("/stock/count/sheet").page(200);
    assert_eq!(texts(&sheet, "tbody tr").len(), 70, "paper has them all");
}
