//! Imports: looked at first, all or nothing, twice adds nothing.

use hornada::people::roles::Role;

use crate::support::{Client, Reply, TestApp, attr, texts};

const SALES: &str = "date,time,ticket_number,article,Quantity,unit_price\n\
    2021-01-02,08:38,150040.0,BARRA,1.0,\"0,90 €\"\n\
    2021-01-02,08:38,150040.0,CRUASÁN,3.0,\"1,20 €\"\n\
    2021-01-02,08:38,150040.0,CRUASÁN,3.0,\"1,20 €\"\n\
    2021-01-04,09:14,150041.0,BARRA,-1.0,\"0,90 €\"\n\
    2021-01-04,09:15,150042.0,.,2.0,\"0,00 €\"\n";

fn import(client: &Client, kind: &str, query: &str, file: &str) -> Reply {
    let path = format!("/api/v1/imports/{kind}{query}");
    client.upload(&path, file)
}

#[test]
fn till_sales_are_counted_to_the_cent_and_a_second_time_adds_nothing() {
    let app = TestApp::new();
    let owner = app.owner();
    let tried = import(&owner, "sales", "?dry_run=true", SALES).json(200);
    assert_eq!(
        (tried["rows_read"].as_u64(), tried["rows_added"].as_u64()),
        (Some(5), Some(5))
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM sales"),
        0,
        "a dry run stores nothing"
    );
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 0);
    let taken = import(&owner, "sales", "", SALES).json(200);
    let lines: Vec<&str> = taken["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap())
        .collect();
    for expected in [
        "Líneas: 5",
        "Tiques: 3",
        "Unidades netas: 8",
        "Importe neto: 7,20 €",
    ] {
        assert!(lines.contains(&expected), "{expected} in {lines:?}");
    }
    assert_eq!(app.value::<i64>("SELECT sum(amount) FROM sales"), 720);
    assert_eq!(
        app.value::<i64>("SELECT sum(quantity) FROM daily_sales"),
        8_000
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM items WHERE tax_confirmed = 0"),
        3
    );
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM movements"),
        0,
        "the stock ledger is not touched"
    );
    let again = import(&owner, "sales", "", SALES).json(200);
    assert_eq!(
        (again["rows_added"].as_u64(), again["rows_known"].as_u64()),
        (Some(0), Some(5))
    );
    assert_eq!(app.value::<i64>("SELECT sum(amount) FROM daily_sales"), 720);
}

#[test]
fn one_bad_row_stops_the_whole_file_and_is_named() {
    let app = TestApp::new();
    let file = SALES
        .replace("2021-01-04,09:14", "31/02/2021,09:14")
        .replace("2.0,", "dos,");
    let answer = import(&app.owner(), "sales", "", &file).json(422);
    let faults: Vec<(u64, &str)> = answer["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            (
                fault["row"].as_u64().unwrap(),
                fault["column"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(faults, [(5, "date"), (6, "quantity")]);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM sales"), 0);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM imports"), 0);
}

#[test]
fn a_file_without_its_columns_says_which() {
    let app = TestApp::new();
    let answer = import(&app.owner(), "sales", "", "fecha;hora\n2021-01-01;08:00\n").json(422);
    assert_eq!(answer["faults"].as_array().unwrap().len(), 3);
    assert_eq!(import(&app.owner(), "sales", "", "").status, 422);
    assert_eq!(import(&app.owner(), "dragons", "", SALES).status, 404);
    assert_eq!(
        import(&app.role(Role::Counter), "sales", "", SALES).status,
        403
    );
}

#[test]
fn items_suppliers_customers_and_recipes_come_in_and_stay_as_they_are_the_second_time() {
    let app = TestApp::new();
    let owner = app.owner();
    let files = [
        (
            "items",
            "código;nombre;iva;pvp;unidad;alérgenos;se compra\nHAR;Harina de fuerza;4;;kg;gluten;sí\nBARRA;Barra de pan;4 %;0,95;ud;gluten;\n",
        ),
        (
            "suppliers",
            "proveedor;correo;ingrediente;precio;formato;contenido\nHarinas Sol;pedidos@sol.test;HAR;0,78;saco;25\n",
        ),
        (
            "customers",
            "empresa;nombre;tipo;teléfono;correo;nif\nCafé Sol;Raúl;restaurante;612 340 822;raul@sol.test;B64717838\n",
        ),
        (
            "recipes",
            "artículo;rendimiento;merma;ingrediente;cantidad;unidad\nBARRA;47;28;HAR;10000;g\n",
        ),
    ];
    for (kind, file) in files {
        let answer = import(&owner, kind, "", file).json(200);
        assert!(
            answer["rows_added"].as_u64().unwrap() >= 1,
            "{kind}: {answer}"
        );
        let again = import(&owner, kind, "", file).json(200);
        assert_eq!(again["rows_added"].as_u64(), Some(0), "{kind}: {again}");
    }
    assert_eq!(app.value::<i64>("SELECT price FROM prices"), 9_500);
    assert_eq!(
        app.value::<i64>("SELECT unit_price FROM supplier_products"),
        7_800
    );
    assert_eq!(
        app.value::<i64>("SELECT quantity FROM recipe_lines"),
        10_000_000
    );
    assert_eq!(
        app.value::<String>("SELECT phone_digits FROM customers"),
        "612340822"
    );
}

#[test]
fn a_recipe_with_an_unknown_ingredient_is_refused() {
    let app = TestApp::new();
    let file = "item,yield,ingredient,quantity,unit\nBREAD,10,?maize,500,g\n";
    let answer = import(&app.owner(), "recipes", "", file).json(422);
    assert_eq!(answer["faults"][0]["column"], "ingredient");
    let reason = answer["faults"][0]["detail"].to_string();
    assert!(reason.contains("?maize"), "{answer}");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 0);
}

#[test]
fn a_flag_that_is_neither_yes_nor_no_is_refused() {
    let app = TestApp::new();
    let file = "name,unit,tax,se_compra\nHarina,kg,food,sí\nSal,kg,food,quizá\n";
    let answer = import(&app.owner(), "items", "", file).json(422);
    assert_eq!(answer["faults"][0]["row"], 3, "{answer}");
    assert_eq!(answer["faults"][0]["column"], "bought");
    let answer = import(&app.owner(), "items", "", &file.replace("quizá", "no")).json(200);
    assert_eq!(answer["rows_added"], 2, "{answer}");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM items WHERE is_bought = 1"),
        1
    );
}

#[test]
fn a_recipe_in_bakers_percentages_is_reckoned_from_its_flour() {
    let app = TestApp::new();
    let owner = app.owner();
    let items = "sku,name,unit,tax,bought\nFLOUR,Harina,kg,food,yes\nWATER,Agua,kg,food,yes\n";
    import(&owner, "items", "", items).json(200);
    let file = "name,yield,ingredient,quantity,unit,bakers_pct\nBarra,10,FLOUR,2000,g,100\nBarra,10,WATER,,g,65\n";
    let answer = import(&owner, "recipes", "", file).json(200);
    assert_eq!(answer["rows_added"], 2, "{answer}");
    let grams: i64 = app.value(
        "SELECT quantity / 1000 FROM recipe_lines JOIN items ON items.id = ingredient_id WHERE sku = 'WATER'",
    );
    assert_eq!(grams, 1_300);
}

#[test]
fn on_the_page_a_file_is_looked_at_and_then_taken() {
    let app = TestApp::new();
    let owner = app.owner();
    assert!(!texts(&owner.get("/import").page(200), "h1").is_empty());
    let empty = owner
        .post_files("/import", &[("kind", "sales")], None)
        .page(422);
    assert_eq!(
        texts(&empty, ".form__summary li"),
        ["Elige qué es y un fichero."]
    );
    let preview = owner
        .post_files("/import", &[("kind", "sales")], Some(("ventas.csv", SALES)))
        .page(200);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM sales"), 0);
    let field = |name: &str| attr(&preview, &format!("[name={name}]"), "value").unwrap();
    let (waiting, key) = (field("waiting"), field("_key"));
    let fields = [
        ("kind", "sales"),
        ("waiting", waiting.as_str()),
        ("file_name", "ventas.csv"),
        ("_key", key.as_str()),
    ];
    for _ in 0..2 {
        assert_eq!(owner.post("/import/take", &fields).location(), "/import");
        assert_eq!(app.value::<i64>("SELECT count(*) FROM sales"), 5);
    }
    let mut anew = fields;
    anew[3].1 = "another-key";
    let gone = owner.post("/import/take", &anew);
    assert_eq!(gone.status, 409, "the file was taken already");
    let page = owner.get("/import").page(200);
    assert!(texts(&page, "tbody td").contains(&"ventas.csv".to_owned()));
}

#[test]
fn prices_come_in_by_item_list_and_day_and_stay_the_second_time() {
    let app = TestApp::new();
    let owner = app.owner();
    let items = "código;nombre;iva;pvp\nBARRA;Barra de pan;4 %;0,95\n";
    import(&owner, "items", "", items).json(200);
    let file =
        "código;tarifa;desde;precio\nBARRA;MAY;01/12/2026;0,62\nBarra de pan;;2026-12-01;1,05 €\n";
    let taken = import(&owner, "prices", "", file).json(200);
    assert_eq!(taken["rows_added"].as_u64(), Some(2), "{taken}");
    let stored = "SELECT group_concat(price, ' ') FROM (SELECT price FROM prices WHERE valid_from = '2026-12-01' ORDER BY price)";
    assert_eq!(app.value::<String>(stored), "6200 10500");
    let again = import(&owner, "prices", "", file).json(200);
    assert_eq!(again["rows_known"].as_u64(), Some(2));
    let wrong = "código;tarifa;precio\nPAN;PVP;1\nBARRA;XXX;1\nBARRA;PVP;\nBARRA;PVP;9999999\n";
    let refused = import(&owner, "prices", "", wrong).json(422);
    let columns: Vec<&str> = refused["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["column"].as_str().unwrap())
        .collect();
    assert_eq!(columns, ["item", "price_list", "price", "price"]);
    let page = owner.get("/import").page(200);
    assert!(texts(&page, "select[name=kind] option").contains(&"Precios".to_owned()));
}

#[test]
fn a_customer_is_known_by_the_tax_id_and_another_name_is_told() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "empresa;nif\nCafé Sol;B64717838\n";
    import(&owner, "customers", "", file).json(200);
    let again = import(&owner, "customers", "", file).json(200);
    assert_eq!(
        (again["rows_added"].as_u64(), again["rows_known"].as_u64()),
        (Some(0), Some(1))
    );
    assert_eq!(again["lines"].as_array().unwrap().len(), 1, "{again}");
    let other = "empresa;nif\nCafé Luna;B-64717838\n";
    let told = import(&owner, "customers", "", other).json(200);
    assert!(told["lines"].to_string().contains("Café Sol"), "{told}");
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM customers"),
        2,
        "a chain has shops that buy each for itself"
    );
}

#[test]
fn headings_that_nothing_is_taken_from_are_told() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "nombre;iva;color favorito\nBarra;4 %;azul\n";
    let tried = import(&owner, "items", "?dry_run=true", file).json(200);
    assert!(
        tried["lines"].to_string().contains("color_favorito"),
        "{tried}"
    );
    let quiet = import(&owner, "items", "?dry_run=true", "nombre;iva\nBarra;4 %\n").json(200);
    assert_eq!(quiet["lines"].as_array().unwrap().len(), 1, "{quiet}");
}

#[test]
fn a_point_before_three_digits_is_read_as_the_rest_of_the_file_writes_it() {
    let app = TestApp::new();
    let owner = app.owner();
    let spanish = "nombre;iva;pvp\nBarra;4 %;0,95\nTarta nupcial;10 %;1.234\n";
    import(&owner, "items", "", spanish).json(200);
    assert_eq!(
        app.value::<i64>("SELECT max(price) FROM prices"),
        12_340_000
    );
    let mixed = "nombre;iva;pvp\nBollo;4 %;0,95\nTrenza;4 %;0.80\nRosco;10 %;1.234\n";
    let refused = import(&owner, "items", "", mixed).json(422);
    assert_eq!(
        (
            &refused["faults"][0]["row"],
            &refused["faults"][0]["column"]
        ),
        (&serde_json::json!(4), &serde_json::json!("retail_price"))
    );
}

/// Row and column of each fault.
fn faults(answer: &serde_json::Value) -> Vec<(u64, String)> {
    let faults = answer["faults"].as_array().unwrap().iter();
    faults
        .map(|fault| {
            let column = fault["column"].as_str().unwrap();
            (fault["row"].as_u64().unwrap(), column.to_owned())
        })
        .collect()
}

#[test]
fn allergens_are_read_in_the_words_of_both_languages_and_an_unknown_one_is_refused() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "codigo;nombre;iva;alergenos\n\
        A;Bollo;10;gluten, lácteos\nB;Torta;10;trigo\nC;Flan;10;leche|huevo\nD;Turrón;10;Frutos secos\nE;Agua;10;\n";
    import(&owner, "items", "", file).json(200);
    let stored =
        "SELECT group_concat(allergens, ' ') FROM (SELECT allergens FROM items ORDER BY sku)";
    assert_eq!(
        app.value::<String>(stored),
        "gluten,milk gluten eggs,milk nuts "
    );
    let unknown = "codigo;nombre;iva;alergenos\nF;Rosca;10;gluten, polen\n";
    let refused = import(&owner, "items", "", unknown).json(422);
    assert_eq!(faults(&refused), [(2, "allergens".to_owned())]);
    let line = refused["lines"].to_string();
    assert!(line.contains("Fila 2, alergenos: «polen»"), "{refused}");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 5);
}

#[test]
fn items_of_one_name_are_told_apart_by_their_sku_and_doubles_are_refused() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "codigo;nombre;iva\nCH-250;Chapata;4\nCH-500;Chapata;4\n";
    let taken = import(&owner, "items", "", file).json(200);
    assert_eq!(taken["rows_added"], 2, "{taken}");
    let again = import(&owner, "items", "", file).json(200);
    assert_eq!(again["rows_known"], 2, "{again}");
    let double = "codigo;nombre;iva\nX;Hogaza;4\nx;Mollete;4\n;Rosca;4\n;rosca;4\n";
    let refused = import(&owner, "items", "", double).json(422);
    let expected = [(3, "sku".to_owned()), (5, "name".to_owned())];
    assert_eq!(faults(&refused), expected);
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 2);
}

#[test]
fn no_till_line_is_lost_for_its_price_time_or_day() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "fecha;hora;tique;articulo;cantidad;precio\n\
         02/01/2021;08:15;1;BARRA;1;0,90\n\
         02/01/2021;08:15;1;BARRA;1;0,12345\n\
         02/01/2021;a las 8;1;BARRA;1;0,90\n\
         21/11/2026;08:15;1;BARRA;1;0,90\n\
         02/01/1921;08:15;1;BARRA;1;0,90\n";
    let refused = import(&owner, "sales", "", file).json(422);
    let expected = [(3, "unit_price"), (4, "time"), (5, "date"), (6, "date")];
    assert_eq!(
        faults(&refused),
        expected.map(|(row, column)| (row, column.to_owned()))
    );
    assert!(
        refused["lines"].to_string().contains("Fila 4, hora:"),
        "{refused}"
    );
    let odd = "fecha;hora;tique;articulo;cantidad;precio\n\
        02/01/2021;8:15:30;1;BARRA;1;0,90\n02/01/2021;8h45;2;BARRA;1;0,90\n";
    import(&owner, "sales", "", odd).json(200);
    let at = "SELECT group_concat(at, ' ') FROM (SELECT at FROM sales ORDER BY at)";
    assert_eq!(app.value::<String>(at), "08:15 08:45");
    assert_eq!(import(&owner, "sales", "", odd).json(200)["rows_known"], 2);
}

#[test]
fn what_a_till_weighs_is_counted_in_kilos() {
    let app = TestApp::new();
    let owner = app.owner();
    let items = "codigo;nombre;iva;unidad;pvp\nEMP;Empanada;10;kg;12,50\n";
    import(&owner, "items", "", items).json(200);
    let file =
        "fecha;hora;tique;articulo;cantidad;precio\n02/01/2021;8:15;1;Empanada;0,350;12,50\n";
    import(&owner, "sales", "", file).json(200);
    let grams = "SELECT sum(quantity) / 1000 FROM daily_sales";
    assert_eq!(app.value::<i64>(grams), 350);
    assert_eq!(
        app.value::<i64>("SELECT quantity / 1000 FROM sales"),
        350,
        "the line too"
    );
    assert_eq!(app.value::<i64>("SELECT sum(amount) FROM daily_sales"), 438);
    let again = import(&owner, "sales", "", file).json(200);
    assert_eq!(again["rows_known"], 1, "{again}");
}

#[test]
fn the_rows_of_a_recipe_need_not_stand_together_nor_below_their_dough() {
    let app = TestApp::new();
    let owner = app.owner();
    let items = "codigo;nombre;iva;unidad;se_compra\nHAR;Harina;4;kg;si\nSAL;Sal;4;kg;si\n";
    import(&owner, "items", "", items).json(200);
    let file = "articulo;tipo;rendimiento;unidad_rendimiento;ingrediente;cantidad;unidad\n\
        Hogaza;producto;10;ud;Masa madre;5;kg\n\
        Masa madre;masa;8;kg;HAR;5;kg\n\
        Hogaza;;;;SAL;100;g\n\
        Masa madre;masa;8;kg;SAL;50;g\n";
    let taken = import(&owner, "recipes", "", file).json(200);
    assert_eq!(taken["rows_added"], 4, "{taken}");
    let lines =
        "SELECT group_concat(n, ' ') FROM (SELECT count(*) n FROM recipe_lines GROUP BY recipe_id)";
    assert_eq!(app.value::<String>(lines), "2 2");
    let again = import(&owner, "recipes", "", file).json(200);
    assert_eq!(again["rows_known"], 4, "{again}");
    let other = file
        .replace("Hogaza", "Rosca")
        .replace("producto", "postre");
    let refused = import(&owner, "recipes", "", &other).json(422);
    assert_eq!(faults(&refused), [(2, "kind".to_owned())]);
    let differs =
        "articulo;rendimiento;ingrediente;cantidad;unidad\nTorta;10;HAR;5;kg\nTorta;12;SAL;5;g\n";
    let refused = import(&owner, "recipes", "", differs).json(422);
    assert_eq!(faults(&refused), [(3, "yield_quantity".to_owned())]);
    assert_eq!(
        app.value::<i64>("SELECT count(*) FROM items WHERE name IN ('Rosca', 'Torta')"),
        0
    );
}

#[test]
fn a_recipe_of_percentages_alone_is_reckoned_from_its_yield() {
    let app = TestApp::new();
    let owner = app.owner();
    let items = "codigo;nombre;categoria;iva;unidad;se_compra\nHAR;Harina;Harinas;4;kg;si\nAGU;Agua;;4;kg;si\n";
    import(&owner, "items", "", items).json(200);
    let file = "articulo;tipo;rendimiento;unidad_rendimiento;ingrediente;porcentaje\n\
        Masa;masa;16;kg;HAR;100\nMasa;masa;16;kg;AGU;60\n";
    import(&owner, "recipes", "", file).json(200);
    let grams = "SELECT group_concat(quantity / 1000, ' ') FROM (SELECT quantity FROM recipe_lines ORDER BY quantity)";
    assert_eq!(app.value::<String>(grams), "6000 10000");
}

#[test]
fn customers_without_phone_mail_or_tax_id_are_known_by_name_and_street() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "empresa;direccion\nBar Pepe;Calle Mayor 1\nBar Pepe;Calle Menor 2\n";
    let taken = import(&owner, "customers", "", file).json(200);
    assert_eq!(taken["rows_added"], 2, "{taken}");
    let again = import(&owner, "customers", "", file).json(200);
    assert_eq!(again["rows_known"], 2, "{again}");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM customers"), 2);
}

#[test]
fn what_was_imported_is_dated_by_the_bakerys_clock_and_one_line_is_told_as_one() {
    let app = TestApp::new();
    let owner = app.owner();
    let taken = import(&owner, "sales", "", SALES).json(200);
    let lines = taken["lines"].to_string();
    assert!(lines.contains("Una línea igual a otra"), "{taken}");
    let page = owner.get("/import").page(200);
    let cells = texts(&page, "#done td");
    assert!(
        cells.iter().any(|cell| cell.contains("20/11/2026 17:00")),
        "{cells:?}"
    );
}
