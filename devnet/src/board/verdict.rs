//! The whole in a sentence: what one look at the board should leave behind.

use super::journal::is_whole;
use super::parts::Seen;
use super::snapshot::Audit;
use super::texts::{self, Lang};
use crate::plan::{PartName, Plan};
use serde::Serialize;

/// The whole in a sentence.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How it is.
    pub mood: Mood,
    /// The sentence.
    pub text: String,
    /// What follows from it.
    pub next: String,
}

/// How the whole is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mood {
    /// All is there and nothing is open.
    Calm,
    /// All is there and transfers are under way.
    Busy,
    /// A part is missing.
    Hurt,
    /// The audit found a fault.
    Wrong,
}

/// The sentence for these parts and these books.
pub(super) fn verdict(plan: &Plan, lang: Lang, parts: &[Seen], audit: &Audit) -> Verdict {
    let say = |mood, pt: &str, en: &str| (mood, lang.say(pt, en).to_owned());
    let away: Vec<&Seen> = parts.iter().filter(|part| !part.look.works()).collect();
    let ((mood, text), next) = if audit.ok == Some(false) {
        let what = audit.problems.first().cloned().unwrap_or_default();
        (say(Mood::Wrong, "Os livros não batem.", "The books disagree."), what)
    } else if let Some(first) = away.first() {
        let title = texts::title(plan, first.name, lang);
        let how = texts::look(lang, first.look);
        let text = match (away.len(), lang) {
            (1, _) => format!("{title}: {how}."),
            (count, Lang::Pt) => format!("{count} partes fora do ar."),
            (count, Lang::En) => format!("{count} parts are away."),
        };
        ((Mood::Hurt, text), hurt(lang, &away).to_owned())
    } else if !is_whole(parts) {
        let next = lang.say(
            "O que espera é perguntado de novo até ter resposta.",
            "Whatever waits is asked again until it is answered.",
        );
        (say(Mood::Hurt, "As partes se reencontram.", "The parts find each other."), next.into())
    } else {
        let answered = audit.transfers.zip(audit.open).map(|(all, open)| all - open);
        let next = match (answered, lang) {
            (None | Some(0), _) => String::new(),
            (Some(many), Lang::Pt) => {
                format!("{} transferências iguais em todos os livros.", lang.number(many))
            }
            (Some(many), Lang::En) => {
                format!("{} transfers, the same in every book.", lang.number(many))
            }
        };
        let mood = if audit.open > Some(0) { Mood::Busy } else { Mood::Calm };
        let say = say(mood, "Nada perdido, nada dobrado.", "Nothing lost, nothing doubled.");
        (say, next)
    };
    Verdict { mood, text, next }
}

fn hurt(lang: Lang, away: &[&Seen]) -> &'static str {
    let is_bank = away.iter().all(|part| matches!(part.name, PartName::Bank(_)));
    if is_bank {
        return lang.say(
            "O que lhe mandam fica guardado no outro banco e chega quando ele voltar.",
            "What is sent to it is kept at the other bank and arrives once it is back.",
        );
    }
    lang.say(
        "Os bancos seguem aceitando; o que aceitam chega depois.",
        "The banks go on accepting; what they accept arrives later.",
    )
}
