//! An office whose every decision is compared with what PROTOCOL says of it.

use crate::coverage::Coverage;
use crate::kind::{Expected, Kind, Traces};
use crate::mail::Manners;
use crate::store::lock;
use crate::watch::Watch;
use courier::{Office, Outcome, Verdict};
use pix::{State, Timestamp};
use std::sync::{Arc, Mutex};

/// An office whose decisions are watched.
pub struct Watched<O> {
    inner: O,
    watch: Arc<Mutex<Watch>>,
    manners: Arc<Mutex<Manners>>,
}

impl<O: Kind> Watched<O> {
    /// Watches an office.
    pub const fn new(inner: O, watch: Arc<Mutex<Watch>>, manners: Arc<Mutex<Manners>>) -> Self {
        Self { inner, watch, manners }
    }

    fn compare(&self, command: &O::Command, expected: Expected, was: Traces, is: Traces) {
        let says = is.said > was.said;
        let wrong = [
            (expected.says == Some(true) && !says, "PROTOCOL wants an answer and there is none"),
            (expected.says == Some(false) && says, "something is said against PROTOCOL"),
            (!expected.moves && was.state != is.state, "a row is changed against PROTOCOL"),
            (expected.marks && !is.is_marked, "a contradiction is not marked"),
        ];
        let name = |traces: Traces| traces.state.map_or("none", State::as_str);
        let (was, is) = (name(was), name(is));
        for (_, what) in wrong.iter().filter(|(is_wrong, _)| *is_wrong) {
            let text = format!("{what}, {was} to {is}: {}", O::show(command));
            lock(&self.watch).violation(text);
        }
    }
}

fn count<O: Kind>(met: &mut Coverage, book: &O::Book, command: &O::Command, why: &'static str) {
    match O::meets(book, command) {
        Some(seen) if why.is_empty() => met.met(seen),
        Some(seen) => {
            met.met(seen);
            met.parked(seen, why);
        }
        None => {}
    }
}

impl<O: Kind> Office for Watched<O> {
    type Command = O::Command;
    type Answer = O::Answer;
    type Book = O::Book;
    type Row = O::Row;

    fn decide(
        &self,
        book: &mut O::Book,
        command: &O::Command,
        now: Timestamp,
    ) -> Verdict<O::Answer> {
        let expected = O::expected(book, command);
        let why = expected.and_then(|expected| expected.parks).unwrap_or_default();
        count::<O>(&mut lock(&self.watch).coverage, book, command, why);
        if !lock(&self.manners).is_next(command) {
            let text = format!("decided out of turn: {}", O::show(command));
            lock(&self.watch).violation(text);
        }
        let was = O::seen(book, command);
        let verdict = self.inner.decide(book, command, now);
        if let Some(expected) = expected {
            self.compare(command, expected, was, O::seen(book, command));
            let parks = matches!(verdict, Verdict::Park(_));
            if parks != expected.parks.is_some() {
                let what = if parks { "is parked" } else { "is not parked" };
                let text = format!("{what}, against PROTOCOL: {}", O::show(command));
                lock(&self.watch).violation(text);
            }
        }
        verdict
    }

    fn outcome(&self, book: &O::Book) -> Outcome<O::Row> {
        let outcome = self.inner.outcome(book);
        lock(&self.manners).owes(outcome.messages.len());
        outcome
    }

    fn ask_again(&self, row: &O::Row) -> O::Command {
        self.inner.ask_again(row)
    }
}
