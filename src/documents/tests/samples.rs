//! Papers of Panadería La Espiga. Tax ids and accounts are documented samples.

use crate::documents::*;
use crate::i18n::Lang;

fn s(text: &str) -> String {
    text.to_owned()
}

pub fn bakery() -> Party {
    Party {
        name: s("Panadería La Espiga, S.L."),
        trade_name: s("Panadería La Espiga"),
        tax_id: s("B12345674"),
        street: s("Calle del Horno, 7"),
        postcode: s("28013"),
        town: s("Madrid"),
        province: s("Madrid"),
        phone: s("910 000 001"),
        email: s("hola@laespiga.test"),
        registry: s(
            "Registro Mercantil de Madrid, tomo 1.234, folio 56, hoja M-78901, inscripción 1.ª",
        ),
        ..Party::default()
    }
}

pub fn hotel() -> Party {
    Party {
        name: s("Hoteles Miramar, S.A."),
        trade_name: s("Hotel Miramar"),
        tax_id: s("A58818501"),
        street: s("Paseo Marítimo, 120, 2.º B"),
        postcode: s("29016"),
        town: s("Málaga"),
        province: s("Málaga"),
        ..Party::default()
    }
}

fn mill() -> Party {
    Party {
        name: s("Harinas del Páramo, S. Coop."),
        tax_id: s("F00000018"),
        street: s("Camino de la Aceña, s/n"),
        postcode: s("24200"),
        town: s("Valencia de Don Juan"),
        province: s("León"),
        email: s("pedidos@harinasparamo.test"),
        ..Party::default()
    }
}

fn kitchen() -> Place {
    Place {
        name: s("Hotel Miramar, cocina"),
        street: s("Calle del Puerto, 3, puerta de servicio"),
        postcode: s("29016"),
        town: s("Málaga"),
        contact: s("Cocina"),
        phone: s("612 34 08 21"),
        instructions: s("Timbre de la izquierda; dejar en la cámara si nadie abre"),
    }
}

fn line(
    quantity: &str,
    description: &str,
    price: &str,
    discount: &str,
    amount: &str,
    rate: &str,
) -> InvoiceLine {
    InvoiceLine {
        description: s(description),
        quantity: s(quantity),
        unit: s("ud"),
        unit_price: s(price),
        net_price: String::new(),
        discount: s(discount),
        amount: s(amount),
        rate: s(rate),
    }
}

fn tax(rate: &str, base: &str, tax: &str) -> TaxRow {
    TaxRow {
        rate: s(rate),
        base: s(base),
        tax: s(tax),
        ..TaxRow::default()
    }
}

pub fn invoice(lang: Lang) -> InvoiceDocument {
    InvoiceDocument {
        lang,
        number: s("F26-000123"),
        issue_day: s("2026-11-16"),
        issued_at: s("2026-11-16T05:30:00+01:00"),
        operation_from: s("2026-11-02"),
        operation_to: s("2026-11-03"),
        due_day: s("2026-12-02"),
        terms: s("30 días desde la primera entrega"),
        payment: PaymentMeans {
            method: s("Transferencia"),
            iban: s("ES9121000418450200051332"),
        },
        issuer: bakery(),
        recipient: hotel(),
        notes: vec![
            InvoiceNote {
                is_order: false,
                number: s("A26-1102-014"),
                day: s("2026-11-02"),
                point: s("Hotel Miramar, cocina"),
                lines: vec![
                    line(
                        "120",
                        "Croissant de mantequilla",
                        "0.62",
                        "5",
                        "70.68",
                        "10",
                    ),
                    line("80", "Barra de pan", "0.54", "", "43.20", "4"),
                    line(
                        "24",
                        "Pan de molde integral, en rebanadas",
                        "2.15",
                        "",
                        "51.60",
                        "4",
                    ),
                    line("6", "Tarta de Santiago", "11.90", "", "71.40", "10"),
                ],
            },
            InvoiceNote {
                is_order: false,
                number: s("A26-1103-009"),
                day: s("2026-11-03"),
                point: s("Hotel Miramar, cafetería de la playa"),
                lines: vec![
                    line("2000", "Panecillo de cóctel", "0.589", "", "1178.00", "4"),
                    line("-12", "Devolución: barra de pan", "0.54", "", "-6.48", "4"),
                    InvoiceLine {
                        unit: s("kg"),
                        ..line("2.5", "Masa de hojaldre", "6.80", "", "17.00", "4")
                    },
                ],
            },
        ],
        taxes: vec![tax("4", "1283.32", "51.33"), tax("10", "142.08", "14.21")],
        subtotal: s("1425.40"),
        tax: s("65.54"),
        total: s("1490.94"),
        trial: true,
        ..InvoiceDocument::default()
    }
}

/// Many deliveries, ten lines each.
pub fn long_invoice(lang: Lang, lines: usize) -> InvoiceDocument {
    let mut invoice = invoice(lang);
    let one = line("40", "Barra de pan", "0.54", "", "21.60", "4");
    invoice.notes = (0..lines.div_ceil(10))
        .map(|at| InvoiceNote {
            is_order: false,
            number: format!("A26-11{:02}-001", at + 1),
            day: format!("2026-11-{:02}", at + 1),
            point: s("Café Sol, Plaza Mayor"),
            lines: vec![one.clone(); 10.min(lines - at * 10)],
        })
        .collect();
    invoice.lines_total = s("1512.00");
    invoice.discount = s("-12.00");
    invoice.shipping = s("5.00");
    invoice.taxes = vec![tax("4", "1505.00", "60.20")];
    invoice.subtotal = s("1505.00");
    invoice.tax = s("60.20");
    invoice.total = s("1565.20");
    invoice
}

pub fn surcharged(lang: Lang) -> InvoiceDocument {
    let mut invoice = invoice(lang);
    invoice.kind = InvoiceKind::Rectifying;
    invoice.number = s("R26-000004");
    invoice.rectifies = vec![Rectified {
        number: s("F26-000123"),
        day: s("2026-11-16"),
    }];
    invoice.rectifying_reason = s("Devolución de género (art. 80.Uno LIVA)");
    invoice.notes = vec![InvoiceNote {
        is_order: false,
        lines: vec![line("-10", "Barra de pan", "0.54", "", "-5.40", "4")],
        ..InvoiceNote::default()
    }];
    invoice.taxes = vec![TaxRow {
        surcharge_rate: s("0.5"),
        surcharge: s("-0.03"),
        ..tax("4", "-5.40", "-0.22")
    }];
    invoice.subtotal = s("-5.40");
    invoice.tax = s("-0.22");
    invoice.surcharge = s("-0.03");
    invoice.total = s("-5.65");
    invoice.notices = vec![s("Régimen especial del recargo de equivalencia.")];
    invoice.trial = false;
    invoice.copy = true;
    invoice
}

fn note_line(name: &str, counts: [&str; 2], allergens: &[&str], money: [&str; 3]) -> NoteLine {
    let ([ordered, delivered], [price, amount, rate]) = (counts, money);
    NoteLine {
        name: s(name),
        ordered: s(ordered),
        delivered: s(delivered),
        unit: s("ud"),
        allergens: allergens.iter().map(|name| s(name)).collect(),
        unit_price: s(price),
        amount: s(amount),
        rate: s(rate),
        ..NoteLine::default()
    }
}

fn note_lines() -> Vec<NoteLine> {
    vec![
        NoteLine {
            detail: s("pieza de 62 g"),
            lot: s("L26-325-02"),
            ..note_line(
                "Croissant de mantequilla",
                ["120", "120"],
                &["gluten (trigo)", "leche", "huevo"],
                ["0.589", "70.68", "10"],
            )
        },
        NoteLine {
            detail: s("pieza de 250 g"),
            ..note_line(
                "Barra de pan",
                ["80", "76"],
                &["gluten (trigo)"],
                ["0.54", "41.04", "4"],
            )
        },
        note_line(
            "Tarta de Santiago",
            ["6", "6"],
            &["huevo", "frutos de cáscara (almendra)"],
            ["11.90", "71.40", "10"],
        ),
    ]
}

pub fn note(lang: Lang, with_prices: bool) -> NoteDocument {
    NoteDocument {
        lang,
        number: s("A26-1120-014"),
        day: s("2026-11-20"),
        made_at: s("2026-11-19T20:00:00+01:00"),
        delivered_at: s("2026-11-20T06:12:00+01:00"),
        window: s("06:00–06:30"),
        orders: vec![s("ORD-2026-1120-001")],
        route: s("Norte"),
        stop: s("4"),
        issuer: bakery(),
        customer: hotel(),
        point: kitchen(),
        lines: note_lines(),
        with_prices,
        taxes: vec![tax("4", "41.04", "1.64"), tax("10", "142.08", "14.21")],
        subtotal: s("183.12"),
        tax: s("15.85"),
        total: s("198.97"),
        corrections: vec![NoteChange {
            day: s("2026-11-20"),
            name: s("Barra de pan"),
            quantity: s("-2"),
            unit: s("ud"),
            reason: s("contadas en cocina"),
        }],
        returns: vec![NoteChange {
            day: s("2026-11-21"),
            name: s("Cesta azul"),
            quantity: s("3"),
            unit: s("ud"),
            reason: String::new(),
        }],
        remarks: s("Sin tartas el domingo."),
        received_by: s("Jefa de cocina"),
        signature: vec![vec![
            [60, 700],
            [120, 300],
            [180, 720],
            [260, 380],
            [330, 640],
            [420, 420],
            [560, 600],
            [800, 480],
        ]],
        ..NoteDocument::default()
    }
}

fn purchase_line(
    code: &str,
    name: &str,
    packs: &str,
    pack: &str,
    quantity: &str,
    price: &str,
    amount: &str,
) -> PurchaseLine {
    PurchaseLine {
        code: s(code),
        name: s(name),
        packs: s(packs),
        pack: s(pack),
        quantity: s(quantity),
        unit: s("kg"),
        unit_price: s(price),
        amount: s(amount),
        rate: s("4"),
    }
}

pub fn purchase(lang: Lang) -> PurchaseDocument {
    PurchaseDocument {
        lang,
        number: s("PO-2026-1120-001"),
        version: 2,
        day: s("2026-11-20"),
        sent_at: s("2026-11-20T11:05:00+01:00"),
        required_day: s("2026-11-24"),
        required_window: s("antes de las 10:00"),
        supplier: mill(),
        customer_code: s("C-0457"),
        bakery: bakery(),
        deliver_to: Place {
            name: s("Obrador"),
            instructions: s("Muelle trasero; furgón de hasta 3,5 t"),
            ..kitchen()
        },
        contact: s("Compras, 910 000 001"),
        reply_to: s("compras@laespiga.test"),
        lines: vec![
            purchase_line(
                "HF-25",
                "Harina de fuerza W300",
                "40",
                "saco de 25 kg",
                "1000",
                "17.75",
                "710.00",
            ),
            purchase_line(
                "HP-25",
                "Harina panadera",
                "60",
                "saco de 25 kg",
                "1500",
                "14.125",
                "847.50",
            ),
            purchase_line("", "Levadura fresca", "", "", "12.5", "2.95", "36.88"),
        ],
        taxes: vec![tax("4", "1594.38", "63.78")],
        subtotal: s("1594.38"),
        tax: s("63.78"),
        total: s("1658.16"),
        terms: s("Pago a 30 días de la entrega, por transferencia."),
        notes: s("Certificado de análisis con cada lote, por favor."),
        ..PurchaseDocument::default()
    }
}

fn open(number: &str, day: &str, due: &str, paid: &str, open: &str, days_late: i64) -> OpenInvoice {
    OpenInvoice {
        number: s(number),
        day: s(day),
        due_day: s(due),
        total: s("1490.94"),
        paid: s(paid),
        open: s(open),
        days_late,
    }
}

fn movement(
    day: &str,
    what: &str,
    number: &str,
    charge: &str,
    paid: &str,
    balance: &str,
) -> Movement {
    Movement {
        day: s(day),
        description: s(what),
        reference: s(number),
        charge: s(charge),
        payment: s(paid),
        balance: s(balance),
    }
}

fn band(from: i64, to: Option<i64>, amount: &str) -> AgeingBand {
    let amount = s(amount);
    AgeingBand { from, to, amount }
}

pub fn statement(lang: Lang) -> StatementDocument {
    StatementDocument {
        lang,
        as_of: s("2026-12-10"),
        made_at: s("2026-12-10T09:00:00+01:00"),
        issuer: bakery(),
        customer: hotel(),
        reference: s("Hotel Miramar"),
        intro: s(
            "Nos constan pendientes las facturas que siguen. Si ya están pagadas, gracias, y basta con decírnoslo.",
        ),
        invoices: vec![
            open(
                "F26-000101",
                "2026-10-16",
                "2026-11-01",
                "490.94",
                "1000.00",
                39,
            ),
            open("F26-000123", "2026-11-16", "2026-12-09", "0", "1490.94", 1),
            open("F26-000140", "2026-12-01", "2026-12-16", "", "1490.94", 0),
        ],
        movements_from: s("2026-10-01"),
        opening_balance: s("0"),
        movements: vec![
            movement(
                "2026-10-16",
                "Factura",
                "F26-000101",
                "1490.94",
                "",
                "1490.94",
            ),
            movement(
                "2026-11-02",
                "Cobro por transferencia",
                "",
                "",
                "490.94",
                "1000.00",
            ),
            movement(
                "2026-11-16",
                "Factura",
                "F26-000123",
                "1490.94",
                "",
                "2490.94",
            ),
            movement(
                "2026-12-01",
                "Factura",
                "F26-000140",
                "1490.94",
                "",
                "3981.88",
            ),
        ],
        total_open: s("3981.88"),
        total_late: s("2490.94"),
        ageing: vec![
            band(0, Some(0), "1490.94"),
            band(1, Some(30), "1490.94"),
            band(31, Some(60), "1000.00"),
            band(61, None, "0"),
        ],
        iban: s("ES9121000418450200051332"),
        terms: s("Indíquese el número de factura en la transferencia."),
        ..StatementDocument::default()
    }
}

/// Everything as long as life makes it.
pub fn wide(lang: Lang) -> InvoiceDocument {
    let mut invoice = verified(lang);
    let long =
        "Sociedad Cooperativa de Restauración Colectiva y Hostelería del Levante, S. Coop. Ltda.";
    invoice.number = s("F26-00000000000123");
    invoice.recipient.trade_name = s("Restaurante-Cafetería Nuestra Señora de los Desamparados");
    invoice.recipient.name = s(long);
    invoice.issuer.trade_name = s("Panadería, Bollería y Repostería Artesana La Espiga de Oro");
    invoice.issuer.email = s("administracion.y.facturacion@panaderia-la-espiga-de-oro.test");
    invoice.prices_include_tax = true;
    for note in &mut invoice.notes {
        note.point = s(long);
        for line in &mut note.lines {
            line.description = s(long);
            line.quantity = s("12345.678");
            line.unit = s("bandejas");
            line.unit_price = s("12345.6789");
            line.amount = s("-123456789.01");
        }
    }
    invoice.payment.method = s("Adeudo domiciliado SEPA B2B");
    invoice.total = s("-123456789.01");
    invoice.surcharge = s("123456.78");
    for tax in &mut invoice.taxes {
        tax.base = s("-123456789.01");
        tax.tax = s("-12345678.90");
        tax.surcharge_rate = s("5.2");
        tax.surcharge = s("1234567.89");
    }
    invoice.footers = vec![s(long); 3];
    invoice
}

/// As when the tax agency's code is on.
pub fn verified(lang: Lang) -> InvoiceDocument {
    InvoiceDocument {
        trial: false,
        verification: Some(Verification {
            url: s(
                "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQR?nif=B12345674&numserie=F26-000123&fecha=16-11-2026&importe=1490.94",
            ),
            phrase: s("Factura verificable en la sede electrónica de la AEAT"),
        }),
        ..invoice(lang)
    }
}

/// One of each, with its name.
pub fn all(lang: Lang) -> Vec<(&'static str, Document)> {
    vec![
        ("invoice", Document::Invoice(invoice(lang))),
        ("verified", Document::Invoice(verified(lang))),
        ("rectifying", Document::Invoice(surcharged(lang))),
        ("note", Document::DeliveryNote(note(lang, false))),
        ("note-prices", Document::DeliveryNote(note(lang, true))),
        ("purchase", Document::PurchaseOrder(purchase(lang))),
        ("statement", Document::Statement(statement(lang))),
    ]
}
