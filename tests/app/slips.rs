//! Slips of the fingers and things half told: what they come to.

use hornada::people::roles::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, texts};

fn made(owner: &Client, path: &str, body: Value) -> Value {
    owner
        .api("POST", &format!("/api/v1{path}"), Some(body))
        .json(201)
}

fn bread(owner: &Client) -> String {
    let classes = owner.api("GET", "/api/v1/tax-classes", None).json(200);
    let classes = classes["items"].as_array().unwrap().clone();
    let bread = classes.iter().find(|class| class["code"] == "bread");
    bread.unwrap()["id"].as_str().unwrap().to_owned()
}

fn wrong_fields(reply: &Value) -> Vec<&str> {
    let errors = reply["errors"].as_array().unwrap().iter();
    errors
        .map(|error| error["field"].as_str().unwrap())
        .collect()
}

#[test]
fn two_customers_of_one_file_with_one_phone_are_a_fault_and_neither_is_lost() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "business_name,contact_name,customer_type,phone\n\
        Horno Azul,Ana,wholesale,611000001\n\
        Bar Verde,Leo,restaurant,611000001\n";
    let reply = owner.upload("/api/v1/imports/customers", file);
    assert_eq!(reply.status, 422, "{}", reply.body);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM customers"), 0);
    let again = file.replace("Bar Verde,Leo,restaurant", "Horno Azul,Ana,wholesale");
    let taken = owner.upload("/api/v1/imports/customers", &again).json(200);
    assert_eq!(
        (&taken["rows_added"], &taken["rows_known"]),
        (&json!(1), &json!(1))
    );
    let renamed = "business_name,phone\nBar Verde,611000001\n";
    let taken = owner.upload("/api/v1/imports/customers", renamed).json(200);
    assert_eq!(taken["rows_known"], 1);
    let said = taken["lines"].to_string();
    assert!(said.contains("Horno Azul"), "{said}");
}

#[test]
fn a_variant_over_the_api_takes_after_its_parent_where_it_says_nothing() {
    let app = TestApp::new();
    let owner = app.owner();
    let class = bread(&owner);
    let parent = json!({ "name": "Hogaza", "base_unit": "unit", "is_sold": true, "tax_class_id": class,
        "allergens": ["gluten", "milk"], "weekdays": [5, 6], "lead_days": 2, "shelf_life_days": 4 });
    let parent = made(&owner, "/items", parent);
    let variant = json!({ "name": "Hogaza", "variant_name": "cortada", "base_unit": "unit", "is_sold": true,
        "tax_class_id": class, "parent_id": parent["id"], "lead_days": 1 });
    let variant = made(&owner, "/items", variant);
    for field in ["allergens", "weekdays", "shelf_life_days"] {
        assert_eq!(variant[field], parent[field], "{field}");
    }
    assert_eq!(variant["lead_days"], 1, "what is said counts");
}

#[test]
fn an_item_tells_the_allergens_of_what_it_is_made_of() {
    let app = TestApp::new();
    let owner = app.owner();
    let class = bread(&owner);
    let flour = json!({ "name": "Harina", "base_unit": "g", "is_bought": true, "tax_class_id": class, "allergens": ["gluten"] });
    let flour = made(&owner, "/items", flour);
    let loaf = json!({ "name": "Chapata", "base_unit": "unit", "is_sold": true, "is_made": true, "tax_class_id": class });
    let loaf = made(&owner, "/items", loaf);
    let path = format!("/items/{}", loaf["id"].as_str().unwrap());
    let before = owner.get(&path).page(200);
    assert!(!texts(&before, "dd").contains(&"gluten".to_owned()));
    let lines = json!([{ "ingredient_id": flour["id"], "quantity": "300", "unit": "g" }]);
    made(
        &owner,
        "/recipes",
        json!({ "product_id": loaf["id"], "kind": "product", "yield_quantity": "1", "yield_unit": "unit", "lines": lines }),
    );
    let told = owner.api("GET", &format!("/api/v1{path}"), None).json(200);
    assert_eq!(
        (&told["allergens"], &told["contains"]),
        (&json!([]), &json!(["gluten"]))
    );
    let page = owner.get(&path).page(200);
    assert!(texts(&page, "dd").contains(&"gluten".to_owned()));
}

#[test]
fn an_order_by_the_phone_of_a_place_goes_to_that_place() {
    let app = TestApp::new();
    let owner = app.owner();
    let class = bread(&owner);
    let loaf =
        json!({ "name": "Barra", "base_unit": "unit", "is_sold": true, "tax_class_id": class });
    let loaf = made(&owner, "/items", loaf);
    for list in owner.api("GET", "/api/v1/price-lists", None).json(200)["items"]
        .as_array()
        .unwrap()
    {
        let price =
            json!({ "price_list_id": list["id"], "valid_from": app.db.today(), "price": "1.00" });
        made(
            &owner,
            &format!("/items/{}/prices", loaf["id"].as_str().unwrap()),
            price,
        );
    }
    let chain = json!({ "contact_name": "Cadena", "address_line1": "Calle Mayor 1", "phone": "699111222", "customer_type": "wholesale" });
    let chain = made(&owner, "/customers", chain);
    let path = format!("/customers/{}/points", chain["id"].as_str().unwrap());
    app.at_local(&app.db.today().next().to_string(), "09:00");
    let place =
        json!({ "name": "La del puerto", "phone": "699555444", "address_line1": "Muelle 3" });
    let place = made(&owner, &path, place);
    let order = |phone: &str| {
        let day = app.db.today().add_days(2);
        let body = json!({ "customer_phone": phone, "customer_name": "Cadena", "requested_date": day, "delivery_method": "delivery",
            "items": [{ "product_id": loaf["id"], "quantity": "3", "unit": "unit" }] });
        made(&owner, "/orders", body)["delivery_point_id"].clone()
    };
    assert_eq!(order("699 555 444"), place["id"]);
    assert_ne!(order("699 111 222"), place["id"], "the payer's own phone");
}

#[test]
fn a_standing_discount_keeps_to_the_limit() {
    let app = TestApp::new();
    let owner = app.owner();
    let body = |discount: &str| json!({ "contact_name": "Ana", "discount_percentage": discount });
    let refused = owner
        .api("POST", "/api/v1/customers", Some(body("50.01")))
        .json(422);
    assert_eq!(wrong_fields(&refused), ["discount_percentage"]);
    made(&owner, "/customers", body("50"));
}

#[test]
fn a_mistyped_year_makes_no_orders_and_the_counter_moves_no_cut_off() {
    let app = TestApp::new();
    let owner = app.owner();
    let far = json!({ "as_of": app.db.today().add_days(32) });
    let refused = owner
        .api("POST", "/api/v1/jobs/cutoff/run", Some(far))
        .json(422);
    assert_eq!(wrong_fields(&refused), ["as_of"]);
    let counter = app.role(Role::Counter);
    assert_eq!(counter.post("/rounds/cutoffs", &[]).status, 403);
    let page = counter.get("/rounds").page(200);
    assert!(texts(&page, "form[action='/rounds/cutoffs'] button").is_empty());
    let page = owner.get("/rounds").page(200);
    assert_eq!(
        texts(&page, "form[action='/rounds/cutoffs'] button").len(),
        1
    );
}
