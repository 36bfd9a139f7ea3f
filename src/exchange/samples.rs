//! Small files to begin with, one a kind and language: they can be taken as they are, in the order of [`Kind::ALL`] but with
//! items before all else, for later ones name items of theirs. Spanish ones are written as Spanish spreadsheets write them.

use super::Kind;
use crate::i18n::Lang;

/// A file of this kind under the headings of this language: its name and its text.
pub fn sample(kind: Kind, lang: Lang) -> (String, String) {
    let rows = match lang {
        Lang::Es => spanish(kind),
        Lang::En => english(kind),
    };
    let name = lang.t(&format!("import-sample-{}", kind.code()));
    // The mark at the front tells spreadsheets that it is UTF-8.
    (format!("{name}.csv"), format!("\u{feff}{rows}"))
}

const fn spanish(kind: Kind) -> &'static str {
    match kind {
        Kind::Sales => {
            "fecha;hora;ticket;articulo;cantidad;precio\r\n\
             02/11/2025;08:15;1041;Barra de muestra;2;1,10\r\n\
             02/11/2025;08:15;1041;Magdalena de muestra;6;0,45\r\n"
        }
        Kind::Items => {
            "codigo;nombre;categoria;unidad;iva;pvp;mayorista;alergenos;peso;caducidad;se_vende;se_hace;se_compra\r\n\
             M-BARRA;Barra de muestra;Pan;ud;4;1,10;0,70;gluten;250;1;si;si;no\r\n\
             M-HARINA;Harina de muestra;Harinas;kg;4;;;gluten;;180;no;no;si\r\n"
        }
        Kind::Customers => {
            "empresa;nombre;tipo;telefono;correo;nif;direccion;poblacion;codigo_postal;provincia;plazo;facturacion\r\n\
             Bar de muestra;Ana;bar;600 000 001;bar@muestra.test;;Calle Mayor 1;Salamanca;37001;Salamanca;30;mensual\r\n"
        }
        Kind::Suppliers => {
            "nombre;contacto;correo;telefono;plazo;ingrediente;referencia;precio;formato;contenido;minimo;iva\r\n\
             Harinas de muestra;Luis;pedidos@muestra.test;600 000 002;2;Harina de muestra;HF-25;0,62;saco;25;50;4\r\n"
        }
        Kind::Recipes => {
            "articulo;tipo;rendimiento;unidad_rendimiento;merma;ingrediente;cantidad;unidad\r\n\
             Barra de muestra;producto;40;ud;12;Harina de muestra;6,5;kg\r\n"
        }
        Kind::Prices => {
            "articulo;tarifa;desde;precio\r\n\
             Barra de muestra;PVP;01/12/2030;1,15\r\n"
        }
    }
}

const fn english(kind: Kind) -> &'static str {
    match kind {
        Kind::Sales => {
            "date,time,ticket_number,article,quantity,unit_price\r\n\
             2025-11-02,08:15,1041,Sample loaf,2,1.10\r\n\
             2025-11-02,08:15,1041,Sample muffin,6,0.45\r\n"
        }
        Kind::Items => {
            "sku,name,category,unit,tax,retail_price,wholesale_price,allergens,piece_weight,shelf_life_days,sold,made,bought\r\n\
             S-LOAF,Sample loaf,Bread,unit,4,1.10,0.70,gluten,250,1,yes,yes,no\r\n\
             S-FLOUR,Sample flour,Flours,kg,4,,,gluten,,180,no,no,yes\r\n"
        }
        Kind::Customers => {
            "business_name,contact_name,customer_type,phone,email,tax_id,address_line1,city,postal_code,province,credit_term_days,invoice_rhythm\r\n\
             Sample bar,Ana,restaurant,600 000 001,bar@sample.test,,Calle Mayor 1,Salamanca,37001,Salamanca,30,monthly\r\n"
        }
        Kind::Suppliers => {
            "name,contact_name,email,phone,lead_time_days,sku,supplier_product_code,unit_price,pack_name,pack_size,minimum_order_quantity,tax_rate\r\n\
             Sample mill,Luis,orders@sample.test,600 000 002,2,Sample flour,HF-25,0.62,sack,25,50,4\r\n"
        }
        Kind::Recipes => {
            "item,kind,yield_quantity,yield_unit,loss_percentage,ingredient,quantity,unit\r\n\
             Sample loaf,product,40,unit,12,Sample flour,6.5,kg\r\n"
        }
        Kind::Prices => {
            "item,price_list,valid_from,price\r\n\
             Sample loaf,PVP,2030-12-01,1.15\r\n"
        }
    }
}
