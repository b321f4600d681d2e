use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What kinds of keys are called on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyWords {
    pub cpf: String,
    pub cnpj: String,
    pub phone: String,
    pub email: String,
    pub evp: String,
    /// Digits that are taken for a CPF, and could be a phone.
    pub either: String,
    /// A code that was pasted.
    pub code: String,
}

/// Says what a text in a field of the page is taken for, while it is typed. The server looks at it
/// again.
#[island]
pub fn KeyHint(
    /// The id of the field.
    field: String,
    words: KeyWords,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    if let Some(input) = super::browser::input(&field) {
        let target = input.clone();
        let look = move || {
            let new = words.say(&input.value());
            // Said once, not with each letter.
            if *said.read_untracked() != new {
                said.set(new);
            }
        };
        super::browser::on(&target, "input", look.clone());
        // What the page came with, once its words are alive.
        queue_microtask(look);
    }
    #[cfg(not(feature = "hydrate"))]
    drop((field, words));
    view! {
        <p class="field-kind" role="status">
            {move || said.get()}
        </p>
    }
}

#[cfg(any(feature = "hydrate", test))]
impl KeyWords {
    fn say(&self, text: &str) -> String {
        use pix::{BrCode, Key, KeyKind};
        if let Some(key) = Key::detect(text) {
            let word = match key.kind() {
                KeyKind::Cpf if key.could_be_phone() && !text.contains('.') => &self.either,
                KeyKind::Cpf => &self.cpf,
                KeyKind::Cnpj => &self.cnpj,
                KeyKind::Phone => &self.phone,
                KeyKind::Email => &self.email,
                KeyKind::Evp => &self.evp,
            };
            return word.clone();
        }
        match BrCode::parse(text).map(|code| code.amount()) {
            Ok(Some(amount)) => format!("{} · {amount}", self.code),
            Ok(None) => self.code.clone(),
            // Not yet, or not at all.
            Err(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::{Amount, BrCode, Key};

    #[test]
    fn what_is_typed_is_called_by_its_kind() {
        let words = KeyWords {
            cpf: "cpf".into(),
            cnpj: "cnpj".into(),
            phone: "phone".into(),
            email: "email".into(),
            evp: "evp".into(),
            either: "either".into(),
            code: "code".into(),
        };
        let any = BrCode::new(Key::detect("carla@ctd.example").unwrap(), "Carla Dias");
        let lunch = any.clone().with_amount(Amount::from_cents(1050)).unwrap();
        let (any, lunch) = (any.to_text(), lunch.to_text());
        for (text, said) in [
            ("", ""),
            ("carla@", ""),
            ("carla@ctd.example", "email"),
            ("111.444.777-35", "cpf"),
            ("529.982.247-25", "cpf"),
            ("52998224725", "either"),
            ("(11) 98765-4321", "phone"),
            ("+55 52 99822-4725", "phone"),
            ("12.ABC.345/01DE-35", "cnpj"),
            ("123e4567-e89b-42d3-a456-426614174000", "evp"),
            (any.as_str(), "code"),
            (lunch.as_str(), "code · R$\u{a0}10,50"),
            (&lunch[..40], ""),
        ] {
            assert_eq!(words.say(text), said, "{text}");
        }
    }
}
