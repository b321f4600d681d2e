//! The whole in a sentence: what one look at the board should leave behind.

use super::journal::is_whole;
use super::parts::{Look, Seen};
use super::snapshot::Audit;
use super::switches::Target;
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
    let away = away(parts);
    let ((mood, text), next) = if audit.ok == Some(false) {
        let what = audit.problems.first().cloned().unwrap_or_default();
        (say(Mood::Wrong, "Os livros não batem.", "The books disagree."), what)
    } else if let Some((first, look)) = away.first() {
        let title = texts::called(plan, *first, lang);
        let how = texts::look(lang, *look);
        let text = match (away.len(), lang) {
            (1, _) => format!("{title}: {how}."),
            (count, Lang::Pt) => format!("{count} partes fora do ar."),
            (count, Lang::En) => format!("{count} parts are away."),
        };
        let targets: Vec<Target> = away.iter().map(|(target, _)| *target).collect();
        ((Mood::Hurt, text), hurt(lang, &targets).to_owned())
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

/// The programs and databases that nobody can count on.
fn away(parts: &[Seen]) -> Vec<(Target, Look)> {
    let all = parts.iter().flat_map(|part| {
        [(Target::Program(part.name), part.look), (Target::Database(part.name), part.database)]
    });
    all.filter(|(_, look)| !look.works()).collect()
}

fn hurt(lang: Lang, away: &[Target]) -> &'static str {
    if away.iter().any(|target| matches!(target, Target::Database(PartName::Bank(_)))) {
        return lang.say(
            "O que foi gravado fica; quem pede agora espera, ou ouve que tente de novo.",
            "What was written stays; whoever asks now waits, or hears to try again.",
        );
    }
    if away.iter().all(|target| matches!(target, Target::Program(PartName::Bank(_)))) {
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
