//! The fourteen allergens that must be told (Regulation (EU) 1169/2011, annex II), in the order of the annex.

use crate::values::codes::codes;
use crate::values::fold;

codes! {
    /// An allergen that must be told.
    Allergen {
        Gluten = "gluten",
        Crustaceans = "crustaceans",
        Eggs = "eggs",
        Fish = "fish",
        Peanuts = "peanuts",
        Soybeans = "soybeans",
        Milk = "milk",
        Nuts = "nuts",
        Celery = "celery",
        Mustard = "mustard",
        Sesame = "sesame",
        Sulphites = "sulphites",
        Lupin = "lupin",
        Molluscs = "molluscs",
    }
}

impl Allergen {
    /// The key of its name in the catalogues.
    pub fn key(self) -> String {
        format!("allergen-{}", self.code())
    }

    /// Out of the stored text: codes separated by commas; what is no code is left out.
    pub fn from_codes(text: &str) -> Vec<Self> {
        let mut found: Vec<Self> = text
            .split(',')
            .filter_map(|code| Self::from_code(code.trim()))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The stored text: in the order of the annex, each once.
    pub fn to_codes(allergens: &[Self]) -> String {
        let wanted = Self::ALL
            .iter()
            .filter(|allergen| allergens.contains(allergen));
        wanted
            .map(|allergen| allergen.code())
            .collect::<Vec<_>>()
            .join(",")
    }

    /// As people write them in lists, in Spanish or English, one word for each or the cereal, nut or food that stands for
    /// it; separated by commas, semicolons, bars, slashes, "y" or "and". Nothing, `-` and "ninguno" are none at all.
    ///
    /// # Errors
    /// The first word that is no allergen: leaving it out could hurt somebody.
    pub fn from_words(text: &str) -> Result<Vec<Self>, String> {
        let whole = fold(text.trim());
        if matches!(
            whole.trim_end_matches('.'),
            "" | "-" | "–" | "no" | "0" | "ninguno" | "none" | "sin alergenos" | "no allergens"
        ) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for part in text.split([',', ';', '|', '/', '\n']) {
            found.extend(Self::from_part(part.trim())?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// What stands between two separators: one name, names with "y" between them, or names with nothing but blanks.
    fn from_part(part: &str) -> Result<Vec<Self>, String> {
        if part.is_empty() {
            return Ok(Vec::new());
        }
        let folded = fold(part.trim_end_matches('.'));
        if let Some(allergen) = Self::from_word(&folded) {
            return Ok(vec![allergen]);
        }
        let joined = [" y ", " e ", " and ", " & ", " + "]
            .iter()
            .fold(folded.clone(), |text, word| text.replace(word, ","));
        let by = |text: &str, sign: char| -> Option<Vec<Self>> {
            let words = text
                .split(sign)
                .map(str::trim)
                .filter(|word| !word.is_empty());
            words.map(Self::from_word).collect()
        };
        by(&joined, ',')
            .or_else(|| by(&folded, ' '))
            .ok_or_else(|| part.to_owned())
    }

    /// A single name, folded: the code, the name in the catalogues or on a label, or a food that is one.
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "gluten"
            | "trigo"
            | "espelta"
            | "centeno"
            | "cebada"
            | "avena"
            | "kamut"
            | "wheat"
            | "spelt"
            | "rye"
            | "barley"
            | "oat"
            | "oats"
            | "cereales con gluten"
            | "cereales que contienen gluten"
            | "cereals containing gluten" => Self::Gluten,
            "crustaceo" | "crustaceos" | "crustacean" | "crustaceans" => Self::Crustaceans,
            "huevo" | "huevos" | "egg" | "eggs" => Self::Eggs,
            "pescado" | "pescados" | "fish" => Self::Fish,
            "cacahuete" | "cacahuetes" | "mani" | "peanut" | "peanuts" => Self::Peanuts,
            "soja" | "soya" | "soy" | "soybean" | "soybeans" => Self::Soybeans,
            "leche" | "lacteo" | "lacteos" | "lactosa" | "mantequilla" | "nata" | "queso"
            | "milk" | "dairy" | "lactose" | "butter" | "cream" | "cheese" => Self::Milk,
            "frutos secos" | "fruto seco" | "frutos de cascara" | "fruto de cascara"
            | "frutas de cascara" | "almendra" | "almendras" | "avellana" | "avellanas"
            | "nuez" | "nueces" | "pistacho" | "pistachos" | "anacardo" | "anacardos" | "nut"
            | "nuts" | "tree nuts" | "almond" | "almonds" | "hazelnut" | "hazelnuts" | "walnut"
            | "walnuts" | "pistachio" | "pistachios" | "cashew" | "cashews" | "pecan"
            | "pecans" => Self::Nuts,
            "apio" | "celery" => Self::Celery,
            "mostaza" | "mustard" => Self::Mustard,
            "sesamo" | "granos de sesamo" | "semillas de sesamo" | "ajonjoli" | "sesame"
            | "sesame seeds" => Self::Sesame,
            "sulfito"
            | "sulfitos"
            | "dioxido de azufre"
            | "dioxido de azufre y sulfitos"
            | "sulphite"
            | "sulphites"
            | "sulfite"
            | "sulfites"
            | "sulphur dioxide"
            | "sulphur dioxide and sulphites" => Self::Sulphites,
            "altramuz" | "altramuces" | "lupin" | "lupins" | "lupine" => Self::Lupin,
            "molusco" | "moluscos" | "mollusc" | "molluscs" | "mollusk" | "mollusks" => {
                Self::Molluscs
            }
            _ => return None,
        })
    }
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
        ] {
            assert_eq!(Allergen::from_words(text), Ok(several.to_vec()), "{text}");
        }
        let nuts = Ok(vec![Allergen::Nuts, Allergen::Sesame]);
        assert_eq!(Allergen::from_words("Frutos secos y sésamo"), nuts);
        for none in ["", " - ", "Ninguno", "sin alérgenos"] {
            assert_eq!(Allergen::from_words(none), Ok(Vec::new()), "{none}");
        }
        for (text, word) in [
            ("gluten, polen", "polen"),
            ("sin gluten", "sin gluten"),
            ("trazas de soja", "trazas de soja"),
        ] {
            assert_eq!(Allergen::from_words(text), Err(word.to_owned()), "{text}");
        }
    }
}
