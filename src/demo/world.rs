//! The demo bakery's people and things: invented, the same in tests, demo and pictures. Tax ids are documented samples
//! and mail addresses end in `.test`.

use crate::values::TaxId;

/// Something sold: SKU, name, category, price with tax, price without tax, tax class, grams of a piece, dough, allergens.
pub struct Goods {
    pub sku: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    pub retail: &'static str,
    pub wholesale: &'static str,
    pub tax: &'static str,
    pub grams: i64,
    /// The dough it is made of; none for what is bought and sold on.
    pub dough: &'static str,
    pub shelf_days: i64,
}

const fn goods(
    sku: &'static str,
    name: &'static str,
    category: &'static str,
    prices: (&'static str, &'static str),
    tax: &'static str,
    grams: i64,
    dough: &'static str,
) -> Goods {
    let shelf_days = if grams > 400 { 3 } else { 1 };
    Goods {
        sku,
        name,
        category,
        retail: prices.0,
        wholesale: prices.1,
        tax,
        grams,
        dough,
        shelf_days,
    }
}

#[rustfmt::skip]
pub const GOODS: &[Goods] = &[
    goods("PAN-01", "Barra de pan", "Pan", ("0.95", "0.54"), "bread", 250, "M-BARRA"),
    goods("PAN-02", "Barra media", "Pan", ("0.60", "0.33"), "bread", 125, "M-BARRA"),
    goods("PAN-03", "Barra sin sal", "Pan", ("0.95", "0.55"), "bread", 250, "M-SINSAL"),
    goods("PAN-04", "Baguette de tradición", "Pan", ("1.20", "0.70"), "bread", 250, "M-TRAD"),
    goods("PAN-05", "Chapata", "Pan", ("1.10", "0.62"), "bread", 300, "M-TRAD"),
    goods("PAN-06", "Chapata mini", "Pan", ("0.45", "0.26"), "bread", 90, "M-TRAD"),
    goods("PAN-07", "Panecillo", "Pan", ("0.40", "0.22"), "bread", 70, "M-BARRA"),
    goods("PAN-08", "Bollo de hamburguesa", "Pan", ("0.55", "0.34"), "bread", 85, "M-BRIOCHE"),
    goods("PAN-09", "Pan integral 500 g", "Pan", ("2.10", "1.35"), "bread", 500, "M-INTEGRAL"),
    goods("PAN-10", "Pan de centeno 750 g", "Pan", ("3.40", "2.25"), "bread", 750, "M-CENTENO"),
    goods("PAN-11", "Pan de espelta 500 g", "Pan", ("3.20", "2.10"), "bread", 500, "M-ESPELTA"),
    goods("PAN-12", "Hogaza", "Pan", ("3.60", "2.40"), "bread", 1000, "M-HOGAZA"),
    goods("PAN-13", "Hogaza", "Pan", ("1.90", "1.25"), "bread", 500, "M-HOGAZA"),
    goods("PAN-14", "Pan candeal", "Pan", ("1.60", "1.02"), "bread", 400, "M-CANDEAL"),
    goods("PAN-15", "Pan de molde", "Pan", ("2.40", "1.65"), "bread", 500, "M-MOLDE"),
    goods("PAN-16", "Pan de molde", "Pan", ("2.60", "1.80"), "bread", 500, "M-MOLDE"),
    goods("PAN-17", "Pan de semillas", "Pan", ("2.80", "1.85"), "bread", 500, "M-SEMILLAS"),
    goods("PAN-18", "Pan de nueces", "Pan", ("3.10", "2.05"), "bread", 400, "M-NUECES"),
    goods("PAN-19", "Pan de aceitunas", "Pan", ("2.70", "1.80"), "bread", 350, "M-HOGAZA"),
    goods("PAN-20", "Mollete", "Pan", ("0.65", "0.39"), "bread", 110, "M-MOLLETE"),
    goods("PAN-21", "Colín", "Pan", ("1.30", "0.85"), "bread", 150, "M-CANDEAL"),
    goods("PAN-22", "Pan de ajo", "Pan", ("1.50", "0.95"), "bread", 200, "M-BARRA"),
    goods("PAN-23", "Focaccia de romero", "Pan", ("2.90", "1.90"), "bread", 400, "M-FOCACCIA"),
    goods("PAN-24", "Pan gallego", "Pan", ("3.80", "2.55"), "bread", 1000, "M-HOGAZA"),
    goods("BOL-01", "Croissant", "Bollería", ("1.30", "0.62"), "food", 62, "M-HOJALDRADA"),
    goods("BOL-02", "Croissant mini", "Bollería", ("0.70", "0.34"), "food", 30, "M-HOJALDRADA"),
    goods("BOL-03", "Napolitana de chocolate", "Bollería", ("1.50", "0.78"), "food", 80, "M-HOJALDRADA"),
    goods("BOL-04", "Napolitana de crema", "Bollería", ("1.50", "0.76"), "food", 85, "M-HOJALDRADA"),
    goods("BOL-05", "Ensaimada", "Bollería", ("1.60", "0.85"), "food", 70, "M-ENSAIMADA"),
    goods("BOL-06", "Ensaimada grande", "Bollería", ("12.00", "7.80"), "food", 600, "M-ENSAIMADA"),
    goods("BOL-07", "Caracola de pasas", "Bollería", ("1.60", "0.84"), "food", 95, "M-HOJALDRADA"),
    goods("BOL-08", "Suizo", "Bollería", ("1.20", "0.60"), "food", 75, "M-BRIOCHE"),
    goods("BOL-09", "Bollo de leche", "Bollería", ("0.90", "0.45"), "food", 50, "M-BRIOCHE"),
    goods("BOL-10", "Brioche trenzado", "Bollería", ("5.50", "3.60"), "food", 450, "M-BRIOCHE"),
    goods("BOL-11", "Magdalena", "Bollería", ("0.70", "0.36"), "food", 45, "M-MAGDALENA"),
    goods("BOL-12", "Magdalena de chocolate", "Bollería", ("0.80", "0.42"), "food", 50, "M-MAGDALENA"),
    goods("BOL-13", "Palmera", "Bollería", ("1.70", "0.92"), "food", 90, "M-HOJALDRE"),
    goods("BOL-14", "Palmera de chocolate", "Bollería", ("2.10", "1.15"), "food", 120, "M-HOJALDRE"),
    goods("BOL-15", "Rosquilla", "Bollería", ("0.80", "0.40"), "food", 45, "M-ROSQUILLA"),
    goods("BOL-16", "Pan de leche", "Bollería", ("0.60", "0.31"), "food", 40, "M-BRIOCHE"),
    goods("PAS-01", "Tarta de Santiago", "Pastelería", ("16.50", "11.90"), "food", 700, "M-ALMENDRA"),
    goods("PAS-02", "Tarta de manzana", "Pastelería", ("17.50", "12.40"), "food", 900, "M-HOJALDRE"),
    goods("PAS-03", "Tarta de queso", "Pastelería", ("21.00", "15.20"), "food", 1000, "M-QUESO"),
    goods("PAS-04", "Brazo de gitano", "Pastelería", ("14.50", "10.10"), "food", 650, "M-BIZCOCHO"),
    goods("PAS-05", "Bizcocho de limón", "Pastelería", ("7.50", "5.10"), "food", 500, "M-BIZCOCHO"),
    goods("PAS-06", "Milhojas", "Pastelería", ("2.80", "1.70"), "food", 120, "M-HOJALDRE"),
    goods("PAS-07", "Éclair de café", "Pastelería", ("2.60", "1.55"), "food", 85, "M-CHOUX"),
    goods("PAS-08", "Polvorón", "Pastelería", ("0.75", "0.41"), "food", 35, "M-POLVORON"),
    goods("SAL-01", "Empanada gallega", "Salado", ("15.80", "11.20"), "food", 1100, "M-EMPANADA"),
    goods("SAL-02", "Empanadilla de atún", "Salado", ("1.90", "1.10"), "food", 90, "M-EMPANADA"),
    goods("SAL-03", "Coca de verduras", "Salado", ("3.20", "2.05"), "food", 250, "M-FOCACCIA"),
    goods("SAL-04", "Quiche de puerros", "Salado", ("3.60", "2.30"), "food", 180, "M-EMPANADA"),
    goods("REV-01", "Leche entera 1 l", "Reventa", ("1.25", "0.98"), "bread", 0, ""),
    goods("REV-02", "Huevos, docena", "Reventa", ("2.95", "2.30"), "bread", 0, ""),
    goods("REV-03", "Zumo de naranja 1 l", "Reventa", ("2.40", "1.75"), "food", 0, ""),
    goods("REV-04", "Mermelada de fresa", "Reventa", ("3.10", "2.20"), "food", 0, ""),
    goods("REV-05", "Agua 50 cl", "Reventa", ("1.00", "0.42"), "food", 0, ""),
    goods("REV-06", "Refresco de cola 33 cl", "Reventa", ("1.60", "0.75"), "general", 0, ""),
    goods("REV-07", "Bolsa de tela", "Reventa", ("2.50", "1.60"), "general", 0, ""),
    goods("REV-08", "Velas de cumpleaños", "Reventa", ("2.20", "1.30"), "general", 0, ""),
];

/// Headings and what stands under each: SKU of the heading, and SKU and variant of what is sold in its place.
pub const VARIANTS: &[(&str, &[(&str, &str)])] = &[
    ("PAN-HOGAZA", &[("PAN-12", "1 kg"), ("PAN-13", "media")]),
    ("PAN-MOLDE", &[("PAN-15", "entero"), ("PAN-16", "cortado")]),
];

/// The heading that an item stands under, and what tells it from the others there.
pub fn variant_of(sku: &str) -> Option<(&'static str, &'static str)> {
    VARIANTS.iter().find_map(|(heading, under)| {
        let own = under.iter().find(|(own, _)| *own == sku);
        own.map(|(_, variant)| (*heading, *variant))
    })
}

/// What else there is to say of an item: days of the week on which it is made (bits), days of notice, pieces in the shop
/// that it is sold from, and allergens of what is bought and sold on. Nobody's usual order has any of these.
pub struct Special {
    pub sku: &'static str,
    pub weekdays: u8,
    pub lead_days: i64,
    pub pieces: u32,
    pub allergens: &'static str,
}

const EVERY_DAY: u8 = 0b111_1111;

const fn special(
    sku: &'static str,
    weekdays: u8,
    lead_days: i64,
    pieces: u32,
    allergens: &'static str,
) -> Special {
    Special {
        sku,
        weekdays,
        lead_days,
        pieces,
        allergens,
    }
}

#[rustfmt::skip]
pub const SPECIALS: &[Special] = &[
    special("SAL-01", EVERY_DAY, 2, 0, ""),
    special("SAL-03", 0b111_0000, 0, 0, ""),
    special("REV-01", EVERY_DAY, 0, 24, "milk"),
    special("REV-02", EVERY_DAY, 0, 18, "eggs"),
    special("REV-04", EVERY_DAY, 0, 12, ""),
];

/// Something bought for the doughs: SKU, name, category, base unit, allergens, price per kg, litre or piece, pack, pack
/// size in the price unit, supplier.
pub struct Ingredient {
    pub sku: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    pub base: &'static str,
    pub allergens: &'static str,
    pub price: &'static str,
    pub pack: &'static str,
    pub pack_size: &'static str,
    pub supplier: usize,
    pub shelf_days: i64,
}

type Bought = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    usize,
    i64,
);

const fn bought(line: Bought) -> Ingredient {
    let (sku, name, category, base, allergens, price, pack, pack_size, supplier, shelf_days) = line;
    Ingredient {
        sku,
        name,
        category,
        base,
        allergens,
        price,
        pack,
        pack_size,
        supplier,
        shelf_days,
    }
}

#[rustfmt::skip]
pub const INGREDIENTS: &[Ingredient] = &[
    bought(("I-FUERZA", "Harina de fuerza", "Harina", "g", "GLUTEN", "0.78", "saco 25 kg", "25", 0, 180)),
    bought(("I-PANADERA", "Harina panadera", "Harina", "g", "GLUTEN", "0.62", "saco 25 kg", "25", 0, 180)),
    bought(("I-FLOJA", "Harina floja", "Harina", "g", "GLUTEN", "0.64", "saco 25 kg", "25", 0, 180)),
    bought(("I-INTEGRAL", "Harina integral", "Harina", "g", "GLUTEN", "0.85", "saco 25 kg", "25", 0, 120)),
    bought(("I-CENTENO", "Harina de centeno", "Harina", "g", "GLUTEN", "0.98", "saco 25 kg", "25", 0, 120)),
    bought(("I-ESPELTA", "Harina de espelta", "Harina", "g", "GLUTEN", "1.65", "saco 15 kg", "15", 0, 120)),
    bought(("I-SAL", "Sal marina", "Secos", "g", "", "0.35", "saco 10 kg", "10", 0, 700)),
    bought(("I-AZUCAR", "Azúcar", "Secos", "g", "", "1.05", "saco 25 kg", "25", 0, 700)),
    bought(("I-LEVADURA", "Levadura fresca", "Fríos", "g", "", "2.60", "caja 10 kg", "10", 1, 28)),
    bought(("I-MANTEQUILLA", "Mantequilla 82 %", "Fríos", "g", "MILK", "8.20", "caja 10 kg", "10", 1, 90)),
    bought(("I-MANTECA", "Manteca de cerdo", "Fríos", "g", "", "3.40", "cubo 5 kg", "5", 1, 120)),
    bought(("I-LECHE", "Leche entera", "Fríos", "ml", "MILK", "0.92", "caja 6 l", "6", 1, 60)),
    bought(("I-NATA", "Nata 35 %", "Fríos", "ml", "MILK", "3.80", "caja 6 l", "6", 1, 30)),
    bought(("I-QUESO", "Queso crema", "Fríos", "g", "MILK", "5.90", "cubo 2 kg", "2", 1, 45)),
    bought(("I-HUEVO", "Huevos", "Fríos", "unit", "EGGS", "0.19", "caja de 180", "180", 2, 28)),
    bought(("I-ACEITE", "Aceite de oliva", "Secos", "ml", "", "6.80", "garrafa 5 l", "5", 3, 400)),
    bought(("I-GIRASOL", "Aceite de girasol", "Secos", "ml", "", "1.70", "garrafa 10 l", "10", 3, 400)),
    bought(("I-CHOCOLATE", "Barritas de chocolate", "Secos", "g", "MILK,SOYBEANS", "7.40", "caja 5 kg", "5", 3, 300)),
    bought(("I-CREMA", "Crema pastelera en polvo", "Secos", "g", "MILK", "4.10", "saco 10 kg", "10", 3, 300)),
    bought(("I-ALMENDRA", "Almendra molida", "Frutos secos", "g", "NUTS", "9.80", "caja 5 kg", "5", 4, 240)),
    bought(("I-NUEZ", "Nuez en mitades", "Frutos secos", "g", "NUTS", "8.90", "caja 5 kg", "5", 4, 240)),
    bought(("I-PASAS", "Pasas", "Frutos secos", "g", "SULPHITES", "3.60", "caja 10 kg", "10", 4, 300)),
    bought(("I-SEMILLAS", "Mezcla de semillas", "Frutos secos", "g", "SESAME", "4.20", "saco 10 kg", "10", 4, 240)),
    bought(("I-MANZANA", "Manzana pelada", "Verdura y fruta", "g", "", "2.10", "caja 5 kg", "5", 5, 10)),
    bought(("I-VERDURA", "Verdura en tiras", "Verdura y fruta", "g", "", "2.80", "caja 5 kg", "5", 5, 10)),
    bought(("I-ATUN", "Atún en aceite", "Secos", "g", "FISH", "6.50", "lata 1 kg", "1", 3, 900)),
];

/// A dough: SKU, name, lines of ingredient and grams (millilitres, pieces) for the yield, and the yield in kilograms.
pub struct Dough {
    pub sku: &'static str,
    pub name: &'static str,
    pub lines: &'static [(&'static str, i64)],
}

const fn dough(
    sku: &'static str,
    name: &'static str,
    lines: &'static [(&'static str, i64)],
) -> Dough {
    Dough { sku, name, lines }
}

/// Bread doughs also take water (see [`WATER`]).
#[rustfmt::skip]
pub const DOUGHS: &[Dough] = &[
    dough("M-BARRA", "Masa de barra", &[("I-PANADERA", 10_000), ("I-SAL", 180), ("I-LEVADURA", 120)]),
    dough("M-SINSAL", "Masa sin sal", &[("I-PANADERA", 10_000), ("I-LEVADURA", 120)]),
    dough("M-TRAD", "Masa de tradición", &[("I-FUERZA", 10_000), ("I-SAL", 190), ("I-LEVADURA", 80)]),
    dough("M-INTEGRAL", "Masa integral", &[("I-INTEGRAL", 8_000), ("I-FUERZA", 2_000), ("I-SAL", 180), ("I-LEVADURA", 150)]),
    dough("M-CENTENO", "Masa de centeno", &[("I-CENTENO", 6_000), ("I-FUERZA", 4_000), ("I-SAL", 190), ("I-LEVADURA", 100)]),
    dough("M-ESPELTA", "Masa de espelta", &[("I-ESPELTA", 10_000), ("I-SAL", 180), ("I-LEVADURA", 120)]),
    dough("M-HOGAZA", "Masa de hogaza", &[("I-FUERZA", 7_000), ("I-CENTENO", 1_000), ("I-PANADERA", 2_000), ("I-SAL", 200), ("I-LEVADURA", 50)]),
    dough("M-CANDEAL", "Masa candeal", &[("I-PANADERA", 10_000), ("I-SAL", 170), ("I-LEVADURA", 150), ("I-ACEITE", 200)]),
    dough("M-MOLDE", "Masa de molde", &[("I-FUERZA", 10_000), ("I-LECHE", 2_000), ("I-MANTEQUILLA", 500), ("I-AZUCAR", 300), ("I-SAL", 180), ("I-LEVADURA", 250)]),
    dough("M-SEMILLAS", "Masa de semillas", &[("I-FUERZA", 8_000), ("I-SEMILLAS", 1_500), ("I-SAL", 180), ("I-LEVADURA", 120)]),
    dough("M-NUECES", "Masa de nueces", &[("I-FUERZA", 8_000), ("I-NUEZ", 1_600), ("I-SAL", 180), ("I-LEVADURA", 120)]),
    dough("M-MOLLETE", "Masa de mollete", &[("I-PANADERA", 10_000), ("I-ACEITE", 400), ("I-SAL", 180), ("I-LEVADURA", 200)]),
    dough("M-FOCACCIA", "Masa de focaccia", &[("I-FUERZA", 10_000), ("I-ACEITE", 800), ("I-SAL", 220), ("I-LEVADURA", 150)]),
    dough("M-BRIOCHE", "Masa de brioche", &[("I-FUERZA", 10_000), ("I-HUEVO", 60), ("I-MANTEQUILLA", 3_000), ("I-AZUCAR", 1_500), ("I-LECHE", 1_500), ("I-SAL", 180), ("I-LEVADURA", 400)]),
    dough("M-HOJALDRADA", "Masa hojaldrada", &[("I-FUERZA", 10_000), ("I-MANTEQUILLA", 5_000), ("I-LECHE", 2_500), ("I-AZUCAR", 1_200), ("I-HUEVO", 20), ("I-SAL", 200), ("I-LEVADURA", 400)]),
    dough("M-HOJALDRE", "Hojaldre", &[("I-FLOJA", 10_000), ("I-MANTEQUILLA", 7_000), ("I-SAL", 180)]),
    dough("M-ENSAIMADA", "Masa de ensaimada", &[("I-FUERZA", 10_000), ("I-MANTECA", 4_000), ("I-AZUCAR", 2_500), ("I-HUEVO", 40), ("I-LEVADURA", 300)]),
    dough("M-MAGDALENA", "Batido de magdalena", &[("I-FLOJA", 5_000), ("I-AZUCAR", 4_000), ("I-HUEVO", 70), ("I-GIRASOL", 3_500), ("I-LECHE", 1_500)]),
    dough("M-ROSQUILLA", "Masa de rosquilla", &[("I-FLOJA", 6_000), ("I-AZUCAR", 1_800), ("I-HUEVO", 30), ("I-GIRASOL", 900)]),
    dough("M-ALMENDRA", "Masa de almendra", &[("I-ALMENDRA", 5_000), ("I-AZUCAR", 4_500), ("I-HUEVO", 90)]),
    dough("M-QUESO", "Crema de queso", &[("I-QUESO", 6_000), ("I-NATA", 2_500), ("I-AZUCAR", 1_600), ("I-HUEVO", 45)]),
    dough("M-BIZCOCHO", "Bizcocho", &[("I-FLOJA", 3_000), ("I-AZUCAR", 3_000), ("I-HUEVO", 100)]),
    dough("M-CHOUX", "Pasta choux", &[("I-FLOJA", 3_000), ("I-MANTEQUILLA", 2_000), ("I-HUEVO", 90), ("I-LECHE", 2_000), ("I-CREMA", 1_000)]),
    dough("M-POLVORON", "Masa de polvorón", &[("I-FLOJA", 4_000), ("I-MANTECA", 2_400), ("I-AZUCAR", 2_000), ("I-ALMENDRA", 1_500)]),
    dough("M-EMPANADA", "Masa de empanada", &[("I-FUERZA", 8_000), ("I-ACEITE", 1_200), ("I-ATUN", 2_500), ("I-VERDURA", 3_000), ("I-SAL", 160), ("I-LEVADURA", 200)]),
];

/// Water of bread doughs, in percent of all else in the dough.
pub const WATER: i64 = 62;

/// A payer: name, contact, kind (customer type), phone, town, mail name, delivery points, round (0 none), weight of its orders.
pub struct Payer {
    pub business: &'static str,
    pub contact: &'static str,
    pub kind: &'static str,
    pub phone: &'static str,
    pub points: &'static [&'static str],
    pub round: usize,
    pub rhythm: &'static str,
    pub size: i64,
}

type PayerLine = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    usize,
    &'static str,
    i64,
);

const fn payer(line: PayerLine) -> Payer {
    let (business, contact, kind, phone, points, round, rhythm, size) = line;
    Payer {
        business,
        contact,
        kind,
        phone,
        points,
        round,
        rhythm,
        size,
    }
}

#[rustfmt::skip]
pub const PAYERS: &[Payer] = &[
    payer(("Hotel Miramar", "Elena Prieto", "hotel", "612340821", &["Cocina, puerta de servicio", "Cafetería"], 1, "fortnightly", 9)),
    payer(("Café Sol", "Raúl Campos", "restaurant", "612340822", &["Café Sol"], 1, "weekly", 4)),
    payer(("Bar Pepe", "José Luna", "restaurant", "612340823", &["Bar Pepe"], 1, "weekly", 3)),
    payer(("Restaurante El Prado", "Lucía Vega", "restaurant", "612340824", &["El Prado"], 1, "fortnightly", 5)),
    payer(("Ultramarinos Nieto", "Andrés Nieto", "wholesale", "612340825", &["Tienda Centro", "Tienda Norte", "Tienda Estación"], 1, "monthly", 6)),
    payer(("Colegio Las Acacias", "Teresa Gil", "wholesale", "612340826", &["Comedor"], 1, "monthly", 8)),
    payer(("Residencia Los Olmos", "Carmen Ibarra", "wholesale", "612340827", &["Cocina"], 1, "fortnightly", 7)),
    payer(("Mesón del Arco", "Pablo Rey", "restaurant", "612340828", &["Mesón del Arco"], 2, "weekly", 4)),
    payer(("Cafetería Universidad", "Nuria Sanz", "restaurant", "612340829", &["Facultad de Letras", "Biblioteca"], 2, "fortnightly", 6)),
    payer(("Hostal La Plaza", "Óscar Mena", "hotel", "612340830", &["Hostal La Plaza"], 2, "fortnightly", 3)),
    payer(("Supermercado Dalia", "Sonia Peña", "wholesale", "612340831", &["Dalia Río", "Dalia Parque"], 2, "fortnightly", 9)),
    payer(("Taberna La Fragua", "Iván Soto", "restaurant", "612340832", &["La Fragua"], 2, "weekly", 3)),
    payer(("Catering Azafrán", "Marta Rubio", "wholesale", "612340833", &["Nave 4"], 2, "per_order", 7)),
    payer(("Kiosco del Lago", "Hugo Marín", "restaurant", "612340834", &["Kiosco"], 2, "weekly", 2)),
    payer(("Gimnasio Fuerte", "Clara Ortiz", "wholesale", "612340835", &["Barra del gimnasio"], 2, "monthly", 2)),
    payer(("Bodega Ribera", "Tomás Lago", "restaurant", "612340836", &["Bodega Ribera"], 3, "fortnightly", 3)),
    payer(("Frutería Campo Verde", "Inés Molina", "wholesale", "612340837", &["Campo Verde"], 3, "fortnightly", 3)),
    payer(("Heladería Nieve", "Bruno Costa", "restaurant", "612340838", &["Heladería"], 3, "fortnightly", 2)),
    payer(("Club de Tenis", "Alicia Font", "restaurant", "612340839", &["Cantina"], 3, "fortnightly", 3)),
    payer(("Pensión Aurora", "Rosa Vidal", "hotel", "612340840", &["Desayunos"], 3, "fortnightly", 2)),
    payer(("Bar Estación", "Luis Cano", "restaurant", "612340841", &["Bar Estación"], 3, "weekly", 4)),
    payer(("Charcutería Soler", "Jaime Soler", "wholesale", "612340842", &["Charcutería"], 3, "fortnightly", 3)),
    payer(("Guardería Pompas", "Eva León", "wholesale", "612340843", &["Guardería"], 3, "monthly", 2)),
    payer(("Asador Roble", "Diego Bravo", "restaurant", "612340844", &["Asador Roble"], 1, "weekly", 5)),
    payer(("Tetería Jazmín", "Amina Haddad", "restaurant", "612340845", &["Tetería"], 2, "weekly", 2)),
    payer(("Cooperativa El Surco", "Marcos Duarte", "wholesale", "612340846", &["Almacén"], 3, "fortnightly", 4)),
    payer(("", "Carmen Ruiz", "retail", "633120001", &[], 0, "per_order", 0)),
    payer(("", "Antonio Salas", "retail", "633120002", &[], 0, "per_order", 0)),
    payer(("", "Beatriz Lorca", "retail", "633120003", &[], 0, "per_order", 0)),
    payer(("", "Daniel Muñoz", "retail", "633120004", &[], 0, "per_order", 0)),
    payer(("", "Esther Iglesias", "retail", "633120005", &[], 0, "per_order", 0)),
    payer(("", "Fernando Peral", "retail", "633120006", &[], 0, "per_order", 0)),
    payer(("", "Gloria Benítez", "retail", "633120007", &[], 0, "per_order", 0)),
    payer(("", "Héctor Aranda", "retail", "633120008", &[], 0, "per_order", 0)),
    payer(("", "Isabel Quintana", "retail", "633120009", &[], 0, "per_order", 0)),
    payer(("", "Javier Zamora", "retail", "633120010", &[], 0, "per_order", 0)),
    payer(("", "Laura Espín", "retail", "633120011", &[], 0, "per_order", 0)),
    payer(("", "Miguel Ángel Toro", "retail", "633120012", &[], 0, "per_order", 0)),
    payer(("", "Pilar Nogales", "retail", "633120013", &[], 0, "per_order", 0)),
    payer(("", "Sergio Bellido", "retail", "633120014", &[], 0, "per_order", 0)),
];

/// Numbers that pass the check and are published as samples, so nobody's.
const TAX_IDS: &[&str] = &[
    "B64717838",
    "A13585625",
    "J99216582",
    "54362315K",
    "X2482300W",
    "89890001K",
];

/// The tax number of the demo's party at that place, each its own: the samples first, then companies of province 00,
/// which is none, counted from 1.
pub fn tax_id(place: usize) -> String {
    if let Some(sample) = TAX_IDS.get(place) {
        return (*sample).to_owned();
    }
    let number = format!("B00{place:05}");
    let mut controls = ('A'..='J').map(|control| format!("{number}{control}"));
    controls
        .find(|id| TaxId::parse(id).is_ok())
        .unwrap_or(number)
}

/// Drivers' rounds: name and departure.
pub const ROUNDS: &[(&str, &str)] = &[("Centro", "05:30"), ("Norte", "05:45"), ("Ribera", "06:00")];

/// Suppliers: name, contact, mail, phone, lead days, delivery weekdays (bits), minimum order, terms.
pub type SupplierLine = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    i64,
    u8,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
pub const SUPPLIERS: &[SupplierLine] = &[
    ("Harinas García", "Pedro García", "pedidos@harinas-garcia.test", "915550101", 3, 0b001_0010, "150.00", "Net 30"),
    ("Lácteos del Norte", "Ana Cueto", "pedidos@lacteos-norte.test", "915550102", 2, 0b001_0101, "90.00", "Net 30"),
    ("Granja La Cresta", "Julián Haro", "pedidos@la-cresta.test", "915550103", 2, 0b000_1001, "60.00", "Net 15"),
    ("Almacenes Horno y Pala", "Silvia Roca", "pedidos@horno-y-pala.test", "915550104", 4, 0b000_0100, "120.00", "Net 30"),
    ("Frutos Secos Sánchez", "Rafael Sánchez", "pedidos@frutos-sanchez.test", "915550105", 5, 0b000_1000, "100.00", "Net 60"),
    ("Huerta Clara", "Clara Vives", "pedidos@huerta-clara.test", "915550106", 1, 0b011_1111, "40.00", "COD"),
];

/// People beside the owner: name, mail, role.
#[rustfmt::skip]
pub const PEOPLE: &[(&str, &str, &str)] = &[
    ("Julia Ramos", "encargada@demo.test", "manager"),
    ("Noelia Paz", "mostrador@demo.test", "counter"),
    ("Ramón Haro", "obrador@demo.test", "baker"),
    ("Toni Gallego", "centro@demo.test", "driver"),
    ("Vera Luque", "norte@demo.test", "driver"),
    ("Saúl Prats", "ribera@demo.test", "driver"),
    ("Gestoría Amparo", "gestoria@demo.test", "accountant"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_has_a_tax_number_of_their_own() {
        let everybody = 1 + SUPPLIERS.len() + PAYERS.len();
        let ids: BTreeSet<String> = (0..everybody).map(tax_id).collect();
        assert_eq!(ids.len(), everybody);
        for id in &ids {
            assert!(TaxId::parse(id).is_ok_and(|id| id.is_usual()), "{id}");
        }
    }
}
