//! Documents as their readers hold them: what is printed is read back from the laid out pages.

mod samples;

use std::collections::BTreeSet;

use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use super::format::Format;
use super::*;
use crate::i18n::Lang;

fn laid_out(document: &Document) -> PagedDocument {
    engine::compile(&document.page().unwrap()).unwrap()
}

fn walk(frame: &Frame, text: &mut String, missing: &mut Vec<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk(&group.frame, text, missing),
            FrameItem::Text(run) => {
                text.push_str(&run.text);
                text.push('\n');
                if run.glyphs.iter().any(|glyph| glyph.id == 0) {
                    missing.push(run.text.to_string());
                }
            }
            _ => {}
        }
    }
}

/// The words on all pages; every glyph must be in the font.
fn words(document: &Document) -> String {
    words_of(&laid_out(document))
}

fn words_of(pages: &PagedDocument) -> String {
    let (mut text, mut missing) = (String::new(), Vec::new());
    for page in pages.pages() {
        walk(&page.frame, &mut text, &mut missing);
    }
    assert!(missing.is_empty(), "not in the font: {missing:?}");
    text
}

/// The words without white space, as runs of text break where lines do.
struct Printed(String);

impl Printed {
    fn says(&self, what: &str) -> bool {
        self.0.contains(&squeezed(what))
    }

    fn says_all(&self, sentences: &[&str]) {
        for what in sentences {
            assert!(self.says(what), "{what} is not in {}", self.0);
        }
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn printed(document: &Document) -> Printed {
    Printed(squeezed(&words(document)))
}

#[test]
fn every_document_prints_in_both_languages() {
    for lang in Lang::ALL {
        for (name, document) in samples::all(lang) {
            let page = document.page().unwrap();
            let pages = engine::compile(&page).unwrap();
            let pdf = engine::export(&page, &pages).unwrap();
            assert!(pdf.starts_with(b"%PDF-"), "{name} {lang}");
            assert!(!words_of(&pages).contains("[document-"), "{name} {lang}");
            keep(&format!("{name}-{lang}.pdf"), &pdf);
        }
    }
}

/// Puts a paper where somebody wants to look at it: `HORNADA_TEST_PDF` names the folder.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("HORNADA_TEST_PDF") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn a_snapshot_prints_the_same_bytes_each_time_and_after_its_rest_as_json() {
    for (name, document) in samples::all(Lang::Es) {
        let json = serde_json::to_string(&document).unwrap();
        let thawed: Document = serde_json::from_str(&json).unwrap();
        assert_eq!(thawed, document);
        let first = render(&document).unwrap();
        typst::comemo::evict(0);
        assert!(first == render(&thawed).unwrap(), "{name}");
    }
}

#[test]
fn an_older_snapshot_without_later_fields_still_opens() {
    let json = r#"{"document":"invoice","lang":"es","number":"F26-000001","issue_day":"2026-11-20","total":"1.00",
        "issuer":{"name":"Panadería La Espiga"},"recipient":{"name":"Café Sol"}}"#;
    let document: Document = serde_json::from_str(json).unwrap();
    assert!(printed(&document).says("1,00 €"));
}

#[test]
fn a_long_invoice_goes_over_pages_and_repeats_its_head() {
    let document = Document::Invoice(samples::long_invoice(Lang::Es, 70));
    let page = document.page().unwrap();
    let pages = engine::compile(&page).unwrap();
    keep(
        "long-invoice-es.pdf",
        &engine::export(&page, &pages).unwrap(),
    );
    let count = pages.pages().len();
    assert!(count >= 2, "{count}");
    let text = words_of(&pages);
    assert_eq!(text.matches("Cantidad\n").count(), count);
    assert_eq!(text.matches("Barra de pan\n").count(), 70);
    assert!(squeezed(&text).contains(&squeezed(&format!("Página {count} de {count}"))));
}

#[test]
fn a_trial_invoice_says_so_and_another_does_not() {
    for lang in Lang::ALL {
        let mut invoice = samples::invoice(lang);
        let sentence = lang.t("document-trial");
        assert!(printed(&Document::Invoice(invoice.clone())).says(&sentence));
        invoice.trial = false;
        assert!(!printed(&Document::Invoice(invoice)).says(&sentence));
    }
}

#[test]
fn a_copy_says_duplicate() {
    for (lang, word) in [(Lang::Es, "Duplicado"), (Lang::En, "Duplicate")] {
        let mut invoice = samples::invoice(lang);
        assert!(!printed(&Document::Invoice(invoice.clone())).says(word));
        invoice.copy = true;
        assert!(printed(&Document::Invoice(invoice)).says(word));
    }
}

#[test]
fn an_invoice_prints_what_the_law_asks() {
    let document = Document::Invoice(samples::invoice(Lang::Es));
    printed(&document).says_all(&[
        "F26-000123",
        "16/11/2026",
        "02/11/2026",
        "hasta el 03/11/2026",
        "2 de diciembre de 2026",
        "Panadería La Espiga, S.L.",
        "NIF B12345674",
        "Hoteles Miramar, S.A.",
        "A58818501",
        "29016 Málaga",
        "A26-1102-014",
        "Croissant de mantequilla",
        "0,589",
        "1.178,00",
        "−6,48",
        "5 %",
        "1.283,32",
        "51,33",
        "142,08",
        "14,21",
        "1.490,94 €",
        "ES91 2100 0418 4502 0005 1332",
        "Registro Mercantil de Madrid",
    ]);
}

#[test]
fn a_rectifying_invoice_names_what_it_corrects_and_its_surcharge() {
    let document = Document::Invoice(samples::surcharged(Lang::Es));
    printed(&document).says_all(&[
        "Factura rectificativa",
        "Rectifica la factura F26-000123 del 16/11/2026",
        "Recargo de equivalencia",
        "0,5 %",
        "−5,65 €",
        "Régimen especial del recargo de equivalencia.",
    ]);
}

#[test]
fn a_delivery_note_without_prices_shows_no_money() {
    let plain = Document::DeliveryNote(samples::note(Lang::Es, false));
    assert!(!words(&plain).contains("41,04") && !words(&plain).contains('€'));
    let priced = Document::DeliveryNote(samples::note(Lang::Es, true));
    assert!(printed(&priced).says("41,04") && printed(&priced).says("198,97 €"));
}

#[test]
fn a_delivery_note_tells_what_differs_from_the_order_and_what_it_contains() {
    let document = Document::DeliveryNote(samples::note(Lang::Es, false));
    printed(&document).says_all(&[
        "pedido 80",
        "frutos de cáscara (almendra)",
        "L26-325-02",
        "06:12",
        "parada 4",
        "−2",
        "contadas en cocina",
        "Cesta azul",
        "Jefa de cocina",
        "puerta de servicio",
    ]);
    assert!(!printed(&document).says("pedido 120"));
}

#[test]
fn a_purchase_order_prints_packs_the_day_needed_and_its_version() {
    let document = Document::PurchaseOrder(samples::purchase(Lang::En));
    printed(&document).says_all(&[
        "Purchase order",
        "24/11/2026",
        "Tuesday",
        "saco de 25 kg",
        "1,500",
        "14.125",
        "€1,658.16",
        "replaces the one before",
        "compras@laespiga.test",
    ]);
}

#[test]
fn a_statement_counts_days_late_in_words() {
    let document = Document::Statement(samples::statement(Lang::Es));
    printed(&document).says_all(&[
        "39 días",
        "1 día",
        "3.981,88 €",
        "2.490,94 €",
        "61 días o más",
        "Sin vencer",
    ]);
}

#[test]
fn what_people_write_is_printed_as_it_is_and_never_run() {
    let hostile = r##"<b>#panic("x")</b> $x$ *y* _z_ @w [v] \u {2} "q" `c` // -- ~ = + "##;
    let mut invoice = samples::invoice(Lang::Es);
    invoice.recipient.trade_name = hostile.to_owned();
    invoice.recipient.street = hostile.to_owned();
    invoice.notes[0].lines[0].description = hostile.to_owned();
    invoice.notes[0].point = hostile.to_owned();
    let document = Document::Invoice(invoice);
    let squeezed: String = words(&document).split_whitespace().collect();
    let wanted: String = hostile.split_whitespace().collect();
    assert!(squeezed.matches(&wanted).count() >= 4, "{squeezed}");
}

#[test]
fn names_of_all_europe_are_in_the_font() {
    let mut note = samples::note(Lang::Es, false);
    note.customer.name =
        "Ñandú, Łódź, Çelik, Ærø, Ψωμί, Хлеб, ª º – · € « » … “ ” → × ½".to_owned();
    note.customer.trade_name = String::new();
    words(&Document::DeliveryNote(note));
}

#[test]
fn a_character_that_no_font_has_keeps_no_document_back() {
    let archival = |pdf: &[u8]| pdf.windows(14).any(|at| at == b"pdfaid:part>2<");
    let mut note = samples::note(Lang::Es, false);
    assert!(archival(
        &render(&Document::DeliveryNote(note.clone())).unwrap()
    ));
    note.remarks = "Gracias \u{1f950}".to_owned();
    assert!(!archival(&render(&Document::DeliveryNote(note)).unwrap()));
}

#[test]
fn a_snapshot_that_cannot_be_read_is_refused() {
    let with = |change: fn(&mut InvoiceDocument)| {
        let mut invoice = samples::invoice(Lang::Es);
        change(&mut invoice);
        render(&Document::Invoice(invoice)).unwrap_err()
    };
    assert!(matches!(
        with(|it| it.number.clear()),
        RenderError::Missing("number")
    ));
    assert!(matches!(
        with(|it| it.total = "12,50".into()),
        RenderError::Number(_)
    ));
    assert!(matches!(
        with(|it| it.due_day = "31/12/2026".into()),
        RenderError::Day(_)
    ));
    assert!(matches!(
        with(|it| it.issue_day.clear()),
        RenderError::Missing("issue day")
    ));
}

#[test]
fn figures_are_written_as_each_language_does() {
    let (es, en) = (Format(Lang::Es), Format(Lang::En));
    assert_eq!(es.money("1234567.5").unwrap(), "1.234.567,50\u{a0}€");
    assert_eq!(en.money("-1234.5").unwrap(), "−€1,234.50");
    assert_eq!(es.amount("-0.00").unwrap(), "0,00");
    assert_eq!(es.amount("2.345").unwrap(), "2,35");
    assert_eq!(es.price("0.5890").unwrap(), "0,589");
    assert_eq!(es.quantity("2.500").unwrap(), "2,5");
    assert_eq!(es.percent("0.50").unwrap(), "0,5\u{a0}%");
    assert_eq!(en.percent("10").unwrap(), "10%");
    assert_eq!(
        es.long_day("2026-12-24").unwrap(),
        "24 de diciembre de 2026"
    );
    assert_eq!(en.weekday("2026-12-24").unwrap(), "Thursday");
    assert_eq!(es.time("2026-11-20T06:12:00+01:00").unwrap(), "06:12");
    assert_eq!(es.money("").unwrap(), "");
}

/// The code is the first thing of the invoice, with its words above and below.
#[test]
fn a_verified_invoice_shows_the_code_first() {
    let document = Document::Invoice(samples::verified(Lang::En));
    let text = words(&document);
    let (code, lines) = (
        text.find("QR tributario:").unwrap(),
        text.find("Croissant").unwrap(),
    );
    assert!(code < lines);
    assert!(printed(&document).says("Factura verificable en la sede electrónica de la AEAT"));
    assert!(!printed(&Document::Invoice(samples::invoice(Lang::En))).says("QR tributario"));
}

/// The address stands in the window whether or not the page has a sentence or a code to show.
#[test]
fn the_address_stays_in_the_window_of_the_envelope() {
    let place = |document: &Document| {
        let pages = laid_out(document);
        find(&pages.pages()[0].frame, "Hotel Miramar", 0.0).unwrap()
    };
    for (name, document) in samples::all(Lang::Es) {
        if ["invoice", "verified", "note"].contains(&name) {
            let height = place(&document) * 25.4 / 72.0;
            assert!((46.0..62.0).contains(&height), "{name}: {height} mm");
        }
    }
}

#[test]
fn nothing_runs_over_the_edge_of_the_paper() {
    let mut papers = samples::all(Lang::Es);
    papers.push(("wide", Document::Invoice(samples::wide(Lang::Es))));
    for (name, document) in papers {
        let page = document.page().unwrap();
        let pages = engine::compile(&page).unwrap();
        keep("wide.pdf", &engine::export(&page, &pages).unwrap());
        for page in pages.pages() {
            let right = page.frame.width().to_pt() - 20.0 * 72.0 / 25.4 + 1.0;
            inside(name, &page.frame, 0.0, right);
        }
    }
}

fn inside(name: &str, frame: &Frame, left: f64, edge: f64) {
    for (at, item) in frame.items() {
        let x = left + at.x.to_pt();
        match item {
            FrameItem::Group(group) => inside(name, &group.frame, x, edge),
            FrameItem::Text(run) => {
                assert!(x + run.width().to_pt() <= edge, "{name}: {}", run.text);
            }
            _ => {}
        }
    }
}

/// How far down the page a text stands, in points.
fn find(frame: &Frame, what: &str, top: f64) -> Option<f64> {
    frame.items().find_map(|(at, item)| match item {
        FrameItem::Group(group) => find(&group.frame, what, top + at.y.to_pt()),
        FrameItem::Text(run) if run.text == what => Some(top + at.y.to_pt()),
        _ => None,
    })
}

/// Every label that a template names is handed to it, and every message of the catalogues is used.
#[test]
fn labels_templates_and_catalogues_agree() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(here.join(path)).unwrap();
    let templates = ["house", "invoice", "note", "purchase", "statement"]
        .map(|name| read(&format!("templates/documents/{name}.typ")))
        .concat();
    let code = ["view", "invoice", "note", "purchase", "statement"]
        .map(|name| read(&format!("src/documents/{name}.rs")))
        .concat();
    let named: BTreeSet<&str> = templates
        .split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-' || c == '_'))
        .filter_map(|word| word.strip_prefix("l."))
        .map(|name| name.trim_end_matches('.'))
        .collect();
    let handed: BTreeSet<&str> = view::LABELS.iter().copied().collect();
    assert_eq!(named, handed);
    for lang in Lang::ALL {
        for name in view::LABELS {
            assert!(lang.has(&format!("document-{name}")), "{lang} {name}");
        }
        let catalogue = read(&format!("templates/messages/{lang}/documents.ftl"));
        for key in catalogue.lines().filter_map(|line| line.split_once(" = ")) {
            let name = key.0.strip_prefix("document-").unwrap();
            let spoken = code.contains(&format!("\"document-{name}\""))
                || code.contains(&format!("\"{name}\""));
            assert!(spoken, "{lang}: nobody says {name}");
        }
    }
}
