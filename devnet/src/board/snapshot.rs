//! What the board shows at a moment: one plain JSON object, for the page (`/events`) and for
//! scripts (`/state.json`). Sentences in it are in the reader's language; everything else is not.

use super::Board;
use super::parts::{Look, Seen};
use super::sight::Audited;
use super::switches::{Switch, Target};
use super::texts::{self, Lang, wide};
use super::tracker::Tally;
use super::verdict::{Verdict, verdict};
use crate::plan::{PartName, Plan};
use pix::Amount;
use serde::Serialize;
use tokio::time::Instant;

/// All that the board shows.
#[derive(Debug, Serialize)]
pub struct Snapshot {
    /// The language of its sentences.
    pub lang: Lang,
    /// The whole in a sentence.
    pub verdict: Verdict,
    /// The parts, from left to right: banks, CodePix, banks, and the broker.
    pub parts: Vec<Part>,
    /// The load and what came of it.
    pub load: Load,
    /// The last audit.
    pub audit: Audit,
    /// What happened, the newest first.
    pub log: Vec<Line>,
}

/// A part.
#[derive(Debug, Serialize)]
pub struct Part {
    /// `broker`, `codepix`, `bank001`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// `broker`, `codepix` or `bank`.
    pub kind: &'static str,
    /// Its pages, where it has any for people; else empty.
    pub url: String,
    /// What it looks like.
    pub look: Look,
    /// The same in a word.
    pub look_text: &'static str,
    /// The line below its name.
    pub about: String,
    /// Its process, while it has one.
    pub pid: Option<u32>,
    /// Where it keeps what it knows.
    pub store: Store,
    /// Its switches; none where it is not ours.
    pub switches: Vec<Plug>,
}

/// Where a part keeps what it knows.
#[derive(Debug, Serialize)]
pub struct Store {
    /// `bank001-database`.
    pub name: String,
    /// What people call it.
    pub called: String,
    /// `SQLite`, `PostgreSQL`; empty of the broker, and of what is not ours.
    pub title: &'static str,
    /// What it looks like.
    pub look: Look,
    /// The same in a word, where that is worth one.
    pub look_text: &'static str,
    /// Its switches.
    pub switches: Vec<Plug>,
}

/// A switch of a part.
#[derive(Debug, Serialize)]
pub struct Plug {
    /// Its name, as in `POST /parts/PART/NAME`.
    pub name: &'static str,
    /// What is written on it.
    pub label: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Whether pressing it does anything now.
    pub on: bool,
}

/// The load and what came of it.
#[derive(Debug, Serialize)]
pub struct Load {
    /// Transfers offered a second.
    pub rate: u32,
    /// What came of them.
    pub tally: Tally,
    /// Why it is slower than asked for, if it is.
    pub about: &'static str,
}

/// The last audit. Its figures are `null` before the first.
#[derive(Debug, Default, Serialize)]
pub struct Audit {
    /// Whether nothing is wrong.
    pub ok: Option<bool>,
    /// Transfers that a bank accepted and somebody does not know of.
    pub lost: Option<u64>,
    /// Transfers that were applied twice.
    pub doubled: Option<u64>,
    /// Transfers that wait for an answer.
    pub open: Option<u64>,
    /// Since when the oldest of them is seen as open, in seconds.
    pub oldest_seconds: Option<u64>,
    /// All transfers.
    pub transfers: Option<u64>,
    /// Records that no program could use.
    pub parked: Option<u64>,
    /// What is with customers or on its way, in centavos.
    pub money_cents: Option<i64>,
    /// What was ever deposited, which is what there must be.
    pub expected_cents: Option<i64>,
    /// How old the audit is, in seconds.
    pub age_seconds: Option<u64>,
    /// How long it took, in milliseconds.
    pub cost_ms: Option<u64>,
    /// What is wrong.
    pub problems: Vec<String>,
    /// The same for people.
    pub shown: Shown,
}

/// The audit for people.
#[derive(Debug, Default, Serialize)]
pub struct Shown {
    /// `0`, or `–` before the first audit; here and below.
    pub lost: String,
    /// Transfers that were applied twice.
    pub doubled: String,
    /// Transfers that wait for an answer.
    pub open: String,
    /// How old the oldest is.
    pub oldest: String,
    /// All transfers.
    pub transfers: String,
    /// Records that no program could use.
    pub parked: String,
    /// The sum of money.
    pub money: String,
    /// Whether that is what there must be.
    pub expected: String,
    /// How old the audit is, or why there is none.
    pub about: String,
}

/// A line of the log.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Its number.
    pub number: u64,
    /// How long ago it happened.
    pub ago: String,
    /// What happened.
    pub text: String,
}

impl Snapshot {
    /// How it is now.
    pub fn of(board: &Board, lang: Lang) -> Self {
        let plan = board.view.plan();
        let parts = board.parts();
        let is_shut = parts.iter().any(|part| matches!(part.database, Look::Down | Look::Silent));
        let audit = audit(board, lang, is_shut);
        let verdict = verdict(plan, lang, &parts, &audit);
        let now = Instant::now();
        let line = |entry: &super::journal::Entry| Line {
            number: entry.number,
            ago: lang.ago(now.duration_since(entry.at).as_secs()),
            text: texts::event(plan, lang, &entry.event),
        };
        let log = board.journal().entries().take(30).map(line).collect();
        let shown = order(&parts).into_iter().map(|part| show(board, lang, part)).collect();
        Self { lang, verdict, parts: shown, load: load(board, lang), audit, log }
    }
}

/// Banks to both sides of CodePix, and the broker, which joins all.
fn order(parts: &[Seen]) -> Vec<&Seen> {
    let banks: Vec<&Seen> =
        parts.iter().filter(|part| matches!(part.name, PartName::Bank(_))).collect();
    let (left, right) = banks.split_at(banks.len().div_ceil(2));
    let other = |name| parts.iter().filter(move |part| part.name == name);
    let mut order = left.to_vec();
    order.extend(other(PartName::CodePix));
    order.extend(right);
    order.extend(other(PartName::Broker));
    order
}

fn show(board: &Board, lang: Lang, part: &Seen) -> Part {
    let plan = board.view.plan();
    let (kind, open, url) = match part.name {
        PartName::Broker => ("broker", 0, String::new()),
        PartName::CodePix => ("codepix", 0, String::new()),
        PartName::Bank(code) => {
            let bank = plan.banks.iter().find(|bank| bank.code == code);
            let url = bank.map(|bank| bank.url.clone()).unwrap_or_default();
            ("bank", board.tracker().open_at(code), url)
        }
    };
    Part {
        name: part.name.to_string(),
        title: texts::title(plan, part.name, lang),
        kind,
        url,
        look: part.look,
        look_text: texts::look(lang, part.look),
        about: texts::about(lang, part, open),
        pid: part.pid,
        store: store(plan, lang, part),
        switches: plugs(plan, lang, Target::Program(part.name), part.look),
    }
}

fn plugs(plan: &Plan, lang: Lang, target: Target, look: Look) -> Vec<Plug> {
    let is_of = |switch: &Switch| look != Look::Outside && switch.is_of(target, plan.on_postgres);
    let plug = |switch: Switch| Plug {
        name: switch.name(),
        label: texts::switch(lang, switch),
        about: texts::effect(lang, target, switch),
        on: switch.is_of_use(look),
    };
    Switch::ALL.into_iter().filter(is_of).map(plug).collect()
}

fn store(plan: &Plan, lang: Lang, part: &Seen) -> Store {
    let (target, look) = (Target::Database(part.name), part.database);
    let title = match look {
        Look::Outside => "",
        _ if plan.on_postgres => "PostgreSQL",
        _ => "SQLite",
    };
    Store {
        name: target.to_string(),
        called: texts::called(plan, target, lang),
        title,
        look,
        look_text: if look.works() { "" } else { texts::look(lang, look) },
        switches: plugs(plan, lang, target, look),
    }
}

fn load(board: &Board, lang: Lang) -> Load {
    let rate = board.load.rate();
    let about = match rate {
        0 => lang.say("desligada", "off"),
        _ if board.tracker().is_full() => lang.say("em pausa: cheia", "paused: full"),
        _ if board.load.is_empty() => lang.say("os clientes entram…", "customers sign in…"),
        _ => "",
    };
    Load { rate, tally: board.tracker().tally, about }
}

/// `is_shut`: a database is away, and with it the books that are in it.
fn audit(board: &Board, lang: Lang, is_shut: bool) -> Audit {
    let sight = board.sight();
    let nothing = || "–".to_owned();
    let trouble = sight.trouble.as_ref().map(|why| {
        let first = if is_shut {
            lang.say("um banco de dados não responde", "a database does not answer")
        } else {
            why.lines().next().unwrap_or_default()
        };
        format!("{}: {first}", lang.say("não pôde ser feita", "could not be taken"))
    });
    let Some(last) = &sight.last else {
        let about = trouble.unwrap_or_else(|| lang.say("a primeira, agora", "first one").into());
        let [lost, doubled, open] = [nothing(), nothing(), nothing()];
        let [transfers, parked, money] = [nothing(), nothing(), nothing()];
        let (oldest, expected) = (String::new(), String::new());
        return Audit {
            shown: Shown { lost, doubled, open, oldest, transfers, parked, money, expected, about },
            ..Audit::default()
        };
    };
    let now = Instant::now();
    let oldest = sight.oldest().map(|since| now.duration_since(since).as_secs());
    figures(last, oldest, now, lang, trouble)
}

fn figures(
    audited: &Audited,
    oldest_seconds: Option<u64>,
    now: Instant,
    lang: Lang,
    trouble: Option<String>,
) -> Audit {
    let report = &audited.report;
    let [lost, doubled] = [&report.lost, &report.doubled].map(|list| wide(list.len()));
    let (open, transfers) = (wide(report.open.len()), wide(report.transfers));
    let (money, expected) = (report.money_cents(), report.deposits_cents);
    let age = now.duration_since(audited.at).as_secs();
    let cost_ms = u64::try_from(audited.cost.as_millis()).unwrap_or(u64::MAX);
    let told = match lang {
        Lang::Pt => format!("Auditoria {}, em {cost_ms} ms", lang.ago(age)),
        Lang::En => format!("Audit {}, in {cost_ms} ms", lang.ago(age)),
    };
    let about = trouble.map_or_else(|| told.clone(), |why| format!("{told}; {why}"));
    let expected_text = if money == expected {
        lang.say("= o que foi depositado", "= what was deposited").to_owned()
    } else {
        format!("≠ {}", amount(expected, lang))
    };
    let oldest = oldest_seconds.map(|seconds| match lang {
        Lang::Pt => format!("a mais antiga {}", lang.ago(seconds)),
        Lang::En => format!("oldest {}", lang.ago(seconds)),
    });
    Audit {
        ok: Some(report.ok),
        lost: Some(lost),
        doubled: Some(doubled),
        open: Some(open),
        oldest_seconds,
        transfers: Some(transfers),
        parked: Some(report.parked),
        money_cents: Some(money),
        expected_cents: Some(expected),
        age_seconds: Some(age),
        cost_ms: Some(cost_ms),
        problems: report.problems.iter().take(5).cloned().collect(),
        shown: Shown {
            lost: lang.number(lost),
            doubled: lang.number(doubled),
            open: lang.number(open),
            oldest: oldest.unwrap_or_default(),
            transfers: lang.number(transfers),
            parked: lang.number(report.parked),
            money: amount(money, lang),
            expected: expected_text,
            about,
        },
    }
}

/// Centavos as people write them.
fn amount(cents: i64, lang: Lang) -> String {
    let text = Amount::from_cents(cents).to_string();
    match lang {
        Lang::Pt => text,
        Lang::En => {
            let swap = |letter| match letter {
                '.' => ',',
                ',' => '.',
                other => other,
            };
            text.chars().map(swap).collect()
        }
    }
}
