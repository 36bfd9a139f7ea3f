//! The fourteen allergens that must be told (Regulation (EU) 1169/2011, annex II), in the order of the annex.

use crate::values::codes::codes;

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
}
