//! Allergens as people and labels write them, in Spanish and English: "leche y sus derivados", "cereales que contienen
//! gluten (trigo)", "Contains: milk, eggs". Every word has to be understood: one that is left out could hurt somebody.

use super::Allergen;
use crate::values::fold;

/// Why a list of allergens was not read, with the part of it that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// What may be there is not what is there.
    Traces(String),
    Unknown(String),
}

/// The names of each, folded, with bars between them: the code, the words of the catalogues and of the annex, and foods that are one.
const NAMES: &[(Allergen, &str)] = &[
    (
        Allergen::Gluten,
        "gluten|cereal|cereales|cereals|cereales con gluten|trigo|trigo duro|espelta|centeno|cebada|malta\
         |avena|kamut|khorasan|trigo khorasan|triticale|escanda|wheat|spelt|rye|barley|malt|oat|oats",
    ),
    (
        Allergen::Crustaceans,
        "crustaceo|crustaceos|gamba|gambas|langostino|langostinos|cangrejo|crustacean|crustaceans|prawn\
         |prawns|shrimp|shrimps|crab|lobster",
    ),
    (
        Allergen::Eggs,
        "huevo|huevos|clara|claras|yema|yemas|ovoproducto|ovoproductos|egg|eggs",
    ),
    (
        Allergen::Fish,
        "pescado|pescados|atun|bonito|bacalao|anchoa|anchoas|salmon|merluza|sardina|sardinas|fish|tuna|cod\
         |anchovy|anchovies",
    ),
    (
        Allergen::Peanuts,
        "cacahuete|cacahuetes|mani|peanut|peanuts",
    ),
    (
        Allergen::Soybeans,
        "soja|soya|soy|soybean|soybeans|soya bean|soya beans",
    ),
    (
        Allergen::Milk,
        "leche|lacteo|lacteos|lactosa|lactea|lacteas|mantequilla|nata|queso|quesos|yogur|suero de leche\
         |caseina|caseinato|milk|dairy|lactose|butter|cream|cheese|yoghurt|yogurt|whey|casein",
    ),
    (
        Allergen::Nuts,
        "frutos secos|fruto seco|frutos de cascara|fruto de cascara|frutas de cascara|almendra|almendras\
         |avellana|avellanas|nuez|nueces|nuez de macadamia|nueces de macadamia|macadamia|nuez de brasil\
         |nueces de brasil|nuez pecana|nueces pecanas|pecana|pecanas|pacana|pacanas|pistacho|pistachos\
         |anacardo|anacardos|nut|nuts|tree nut|tree nuts|almond|almonds|hazelnut|hazelnuts|walnut|walnuts\
         |pistachio|pistachios|pistachio nuts|cashew|cashews|pecan|pecans|pecan nuts|brazil nut|brazil nuts\
         |macadamia nuts",
    ),
    (Allergen::Celery, "apio|celery"),
    (Allergen::Mustard, "mostaza|mustard"),
    (
        Allergen::Sesame,
        "sesamo|ajonjoli|sesame|sesame seed|sesame seeds",
    ),
    (
        Allergen::Sulphites,
        "sulfito|sulfitos|dioxido de azufre|anhidrido sulfuroso|so2|sulphite|sulphites|sulfite|sulfites\
         |sulphur dioxide|sulfur dioxide",
    ),
    (Allergen::Lupin, "altramuz|altramuces|lupin|lupins|lupine"),
    (
        Allergen::Molluscs,
        "molusco|moluscos|mejillon|mejillones|calamar|calamares|pulpo|sepia|almeja|almejas|berberecho\
         |berberechos|vieira|vieiras|mollusc|molluscs|mollusk|mollusks|mussel|mussels|squid|octopus|clam\
         |clams|scallop|scallops",
    ),
];

/// Words around a name that say nothing of their own: "productos a base de …", "incluida la …", "in terms of total SO2".
const AROUND: &str = " y e o u a de del la el los las lo sus su que con en como al and or of the its their from in at as than \
    derivado derivados derivada derivadas derivative derivatives thereof producto productos product products base based \
    contiene contienen contenido contain contains containing incluido incluida incluidos incluidas incluye incluyendo incl \
    including namely alergeno alergenos allergen allergens variedad variedades hibrida hibridas hybridised strains polvo powder \
    vaca oveja cabra entera desnatada pasteurizado pasteurizada granulada concentracion concentraciones superior superiores \
    terminos total expresado expresados expressed more concentrations terms mg ppm kg litro litre l ";

/// What a food is made into, before its name: "harina de trigo", "leche de almendras", "lecitina de soja".
const MADE_OF: &str = " harina harinas aceite lecitina semilla semillas grano granos salvado copos almidon proteina proteinas germen \
    leche bebida mantequilla crema pasta azucar ";

/// The same behind it: "soya lecithin"; flour only of cereals, or a list of "eggs flour" would lose its gluten.
const MADE_INTO: &str = " oil lecithin protein proteins seed seeds ";

/// A list of what may be there, not of what is.
const TRACES: &str = " traza trazas trace traces puede pueden podria may might ";

fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|own| own == word)
}

impl Allergen {
    /// As people write them in lists or on labels, in Spanish or English; separated by commas, semicolons, bars, slashes,
    /// "y" or "and". Nothing, `-` and "ninguno" are none at all.
    ///
    /// # Errors
    /// The first part with a word that is no allergen, and none of the words around one; or that tells traces.
    pub fn from_words(text: &str) -> Result<Vec<Self>, Unread> {
        let whole = fold(text.trim());
        if matches!(
            whole.trim_end_matches('.'),
            "" | "-" | "–" | "no" | "0" | "ninguno" | "none" | "sin alergenos" | "no allergens"
        ) {
            return Ok(Vec::new());
        }
        let parts = text.split([',', ';', '|', '/', '\n', '.']).map(str::trim);
        for part in parts.clone() {
            if words_of(part).iter().any(|word| holds(TRACES, word)) {
                return Err(Unread::Traces(part.to_owned()));
            }
        }
        let mut found = Vec::new();
        for part in parts.filter(|part| !part.is_empty()) {
            let words = words_of(part);
            for words in
                words.split(|word| matches!(word.as_str(), "y" | "e" | "o" | "u" | "and" | "or"))
            {
                let read = read(words).ok_or_else(|| Unread::Unknown(part.to_owned()))?;
                found.extend(read);
            }
        }
        if found.is_empty() {
            return Err(Unread::Unknown(text.trim().to_owned()));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// The words of a text, folded; a `+` or `&` between them is "y".
fn words_of(text: &str) -> Vec<String> {
    let text = fold(text).replace(['&', '+'], " y ");
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The allergens that these words name; none when one of them is not understood.
fn read(words: &[String]) -> Option<Vec<Allergen>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let rest = &words[at..];
        let is_made_of = holds(MADE_OF, word) && rest.get(1).is_some_and(|next| next == "de");
        if is_made_of && rest.get(2..).and_then(name).is_some() {
            at += 2;
        } else if let Some((allergen, length)) = name(rest) {
            found.push(allergen);
            at += length;
        } else if understood(word, rest, found.last()) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(found)
}

/// Whether a word that is no name says nothing that could be lost.
fn understood(word: &str, rest: &[String], before: Option<&Allergen>) -> bool {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    let of_what = rest.get(1).map_or("", String::as_str);
    holds(AROUND, word)
        || (is_number && matches!(of_what, "mg" | "ppm"))
        || (before.is_some() && holds(MADE_INTO, word))
        || (before == Some(&Allergen::Gluten) && word == "flour")
}

/// The longest name that these words begin with, and how many of them it has.
fn name(words: &[String]) -> Option<(Allergen, usize)> {
    let most = words.len().min(4);
    (1..=most).rev().find_map(|length| {
        let text = words[..length].join(" ");
        let own = NAMES
            .iter()
            .find(|(_, names)| names.split('|').any(|own| own == text));
        own.map(|(allergen, _)| (*allergen, length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn every_name_of_the_catalogues_is_read_and_any_other_word_is_told() {
        for allergen in Allergen::ALL {
            for lang in [Lang::Es, Lang::En] {
                let name = lang.t(&allergen.key()).to_uppercase();
                assert_eq!(Allergen::from_words(&name), Ok(vec![*allergen]), "{name}");
            }
            assert_eq!(Allergen::from_words(allergen.code()), Ok(vec![*allergen]));
        }
        let several = [Allergen::Gluten, Allergen::Eggs, Allergen::Milk];
        for text in [
            "gluten, lácteos; huevo",
            "Trigo|leche|huevos",
            "gluten/lactosa y huevo.",
            "gluten eggs milk",
            "Contiene: gluten, huevo, leche.",
            "Cereales que contienen gluten (trigo, centeno), huevos y productos a base de huevo, leche y sus derivados",
            "Contains: wheat flour, eggs and products thereof, milk (including lactose)",
        ] {
            assert_eq!(Allergen::from_words(text), Ok(several.to_vec()), "{text}");
        }
        let nuts = Ok(vec![Allergen::Nuts, Allergen::Sesame]);
        assert_eq!(Allergen::from_words("Frutos secos y sésamo"), nuts);
        for none in ["", " - ", "Ninguno", "sin alérgenos"] {
            assert_eq!(Allergen::from_words(none), Ok(Vec::new()), "{none}");
        }
    }

    #[test]
    fn the_wordings_of_labels_are_read() {
        for (text, allergen) in [
            ("leche y sus derivados", Allergen::Milk),
            ("Leche (incluida la lactosa)", Allergen::Milk),
            ("leche y derivados, incluida la lactosa", Allergen::Milk),
            ("productos lácteos", Allergen::Milk),
            ("leche en polvo", Allergen::Milk),
            (
                "milk and products thereof (including lactose)",
                Allergen::Milk,
            ),
            ("cereales que contienen gluten (trigo)", Allergen::Gluten),
            (
                "Cereales con gluten: trigo, espelta, kamut o sus variedades híbridas y productos derivados",
                Allergen::Gluten,
            ),
            ("cereals containing gluten, namely: wheat", Allergen::Gluten),
            ("harina de trigo", Allergen::Gluten),
            (
                "frutos de cáscara (almendras, avellanas, nueces)",
                Allergen::Nuts,
            ),
            ("leche de almendras", Allergen::Nuts),
            ("huevos y productos a base de huevo", Allergen::Eggs),
            (
                "granos de sésamo y productos a base de granos de sésamo",
                Allergen::Sesame,
            ),
            ("Lecitina de soja", Allergen::Soybeans),
            ("mantequilla de cacahuete", Allergen::Peanuts),
            (
                "moluscos y productos a base de moluscos",
                Allergen::Molluscs,
            ),
            (
                "Dióxido de azufre y sulfitos en concentraciones superiores a 10 mg/kg o 10 mg/litro en términos de SO2 total",
                Allergen::Sulphites,
            ),
            (
                "Sulphur dioxide and sulphites at concentrations of more than 10 mg/kg",
                Allergen::Sulphites,
            ),
        ] {
            assert_eq!(Allergen::from_words(text), Ok(vec![allergen]), "{text}");
        }
    }

    #[test]
    fn nothing_is_left_out_of_a_list() {
        for (text, word) in [
            ("gluten, polen", "polen"),
            ("sin gluten", "sin gluten"),
            ("gluten free", "gluten free"),
            ("huevo; no contiene leche", "no contiene leche"),
            ("harina y huevo", "harina y huevo"),
            ("eggs flour milk", "eggs flour milk"),
            ("trigo sarraceno", "trigo sarraceno"),
            ("leche de coco", "leche de coco"),
            ("gluten, 7", "7"),
            ("nuez moscada", "nuez moscada"),
            ("contiene", "contiene"),
        ] {
            let unknown = Err(Unread::Unknown(word.to_owned()));
            assert_eq!(Allergen::from_words(text), unknown, "{text}");
        }
        for (text, part) in [
            ("trazas de soja", "trazas de soja"),
            ("gluten, puede contener sésamo", "puede contener sésamo"),
            ("milk. May contain nuts.", "May contain nuts"),
            ("soja (trazas)", "soja (trazas)"),
        ] {
            let traces = Err(Unread::Traces(part.to_owned()));
            assert_eq!(Allergen::from_words(text), traces, "{text}");
        }
    }
}
