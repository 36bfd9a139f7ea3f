//! Imports as bakeries have their files: namesakes, labels' wordings, clocks of twelve hours.

use serde_json::Value;

use crate::support::{Client, Reply, TestApp};

fn import(client: &Client, kind: &str, file: &str) -> Reply {
    client.upload(&format!("/api/v1/imports/{kind}"), file)
}

/// Row and column of each fault.
fn faults(answer: &Value) -> Vec<(u64, String)> {
    let faults = answer["faults"].as_array().unwrap().iter();
    faults
        .map(|fault| {
            let column = fault["column"].as_str().unwrap();
            (fault["row"].as_u64().unwrap(), column.to_owned())
        })
        .collect()
}

fn counts(answer: &Value) -> (u64, u64) {
    let count = |name: &str| answer[name].as_u64().unwrap();
    (count("rows_added"), count("rows_known"))
}

#[test]
fn namesakes_of_whom_nothing_else_is_told_are_never_made_one_customer() {
    let app = TestApp::new();
    let owner = app.owner();
    let stored = "SELECT count(*) FROM customers";
    let refused = import(
        &owner,
        "customers",
        "nombre;ciudad\nAna García;León\nAna García;Zamora\n",
    );
    let refused = refused.json(422);
    let expected = [(2, String::new()), (3, String::new())];
    assert_eq!(faults(&refused), expected);
    let lines = refused["lines"].to_string();
    assert!(lines.contains("La fila 3 tiene el mismo nombre"), "{lines}");
    // Whichever comes first: a bare name beside one with a phone could be either.
    for file in [
        "nombre;telefono\nAna García;600 100 100\nana garcia;\n",
        "nombre;telefono\nana garcia;\nAna García;600 100 100\n",
    ] {
        let refused = import(&owner, "customers", file).json(422);
        assert_eq!(faults(&refused).len(), 1, "{refused}");
    }
    assert_eq!(app.value::<i64>(stored), 0);
    let file = "nombre;telefono;direccion\nAna García;600 100 100;\nAna García;600 200 200;\n\
        Ana García;;Calle Mayor 1\nLuis Pérez;;\n";
    let taken = import(&owner, "customers", file).json(200);
    assert_eq!(counts(&taken), (4, 0), "{taken}");
    let again = import(&owner, "customers", file).json(200);
    assert_eq!(counts(&again), (0, 4), "{again}");
    let lines = again["lines"].to_string();
    assert!(lines.contains("Una fila con solo el nombre"), "{lines}");
    // Luis has got a street since: he is the same, and the report says by what.
    app.write(|tx| {
        let street = "UPDATE customers SET address_line1 = 'Calle Nueva 3' WHERE contact_name = 'Luis Pérez'";
        Ok(tx.execute(street, [])?)
    });
    let again = import(&owner, "customers", "nombre\nLuis Pérez\n").json(200);
    assert_eq!(counts(&again), (0, 1), "{again}");
    assert_eq!(app.value::<i64>(stored), 4);
}

#[test]
fn a_second_shop_of_the_same_tax_id_is_told() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "empresa;nif;direccion\nCafés Sol;B64717838;Calle Mayor 1\nCafés Sol;B64717838;Plaza Nueva 2\n";
    let taken = import(&owner, "customers", file).json(200);
    assert_eq!(counts(&taken), (1, 1), "{taken}");
    let lines = taken["lines"].to_string();
    assert!(
        lines.contains("Fila 3") && lines.contains("punto de entrega"),
        "{lines}"
    );
}

#[test]
fn allergens_are_read_as_labels_say_them_and_traces_are_not_taken_for_them() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "codigo;nombre;iva;alergenos\n\
        A;Bollo;10;Leche y sus derivados (incluida la lactosa)\n\
        B;Barra;4;cereales que contienen gluten (trigo)\n\
        C;Turrón;10;\"Contiene: frutos de cáscara (almendra), huevos y productos a base de huevo\"\n";
    import(&owner, "items", file).json(200);
    let stored =
        "SELECT group_concat(allergens, ' ') FROM (SELECT allergens FROM items ORDER BY sku)";
    assert_eq!(app.value::<String>(stored), "milk gluten eggs,nuts");
    let traces = "codigo;nombre;iva;alergenos\nD;Rosca;10;gluten. Puede contener trazas de soja\n";
    let refused = import(&owner, "items", traces).json(422);
    assert_eq!(faults(&refused), [(2, "allergens".to_owned())]);
    let lines = refused["lines"].to_string();
    assert!(lines.contains("solo lo que lleva"), "{lines}");
    assert_eq!(app.value::<i64>("SELECT count(*) FROM items"), 3);
}

#[test]
fn till_lines_of_a_clock_of_twelve_hours_keep_their_hour() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "fecha;hora;tique;articulo;cantidad;precio\n\
        02/01/2021;6:30 am;1;BARRA;1;0,90\n02/01/2021;6.31;2;BARRA;1;0,90\n\
        02/01/2021;06h32;3;BARRA;1;0,90\n02/01/2021;6:33 h;4;BARRA;1;0,90\n\
        02/01/2021;7:05:10 p. m.;5;BARRA;1;0,90\n02/01/2021;12:15 AM;6;BARRA;1;0,90\n";
    import(&owner, "sales", file).json(200);
    let at = "SELECT group_concat(at, ' ') FROM (SELECT at FROM sales ORDER BY at)";
    let expected = "00:15 06:30 06:31 06:32 06:33 19:05";
    assert_eq!(app.value::<String>(at), expected);
    let wrong = file.replace("6:30 am", "16:30 am");
    let refused = import(&owner, "sales", &wrong).json(422);
    assert_eq!(faults(&refused), [(2, "time".to_owned())]);
}

#[test]
fn headings_codes_and_languages_are_read_as_bakeries_write_them() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "Nombre comercial;Persona de contacto;Tel.;E-mail;CIF/NIF;Domicilio;Localidad;C.P.;Idioma\n\
        Café Sol;Raúl;612 340 822;raul@sol.test;B64717838;Calle Mayor 1;Barcelona;8001;inglés\n";
    let taken = import(&owner, "customers", file).json(200);
    assert_eq!(taken["lines"].as_array().unwrap().len(), 1, "{taken}");
    let stored = "SELECT concat_ws(' ', business_name, phone_digits, email, tax_id, address_line1, city, postal_code, lang)
        FROM customers";
    let expected = "Café Sol 612340822 raul@sol.test B64717838 Calle Mayor 1 Barcelona 08001 en";
    assert_eq!(app.value::<String>(stored), expected);
    let unknown = "empresa;direccion;idioma\nBar Luz;Calle Mayor 2;vasco\n";
    let refused = import(&owner, "customers", unknown).json(422);
    assert_eq!(faults(&refused), [(2, "lang".to_owned())]);
}

#[test]
fn a_fault_names_the_row_that_a_spreadsheet_shows() {
    let app = TestApp::new();
    let owner = app.owner();
    let file = "\nnombre;iva;categoria\n\nBarra;4;\"Pan\nde hoy\"\n\nBollo;99;\n";
    let refused = import(&owner, "items", file).json(422);
    assert_eq!(faults(&refused), [(6, "tax".to_owned())]);
}
