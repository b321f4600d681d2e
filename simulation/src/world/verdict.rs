//! What must be so at the end, when nothing goes wrong any more and time has passed.

use super::{TROUBLE_MS, World};
use crate::plan::Peers;
use crate::store::bank::due_micros;
use crate::store::{Kept, lock};
use bank::domain::{Schedule, ScheduleState, Side};
use pix::{BankCode, EndToEndId, State, TransferId};
use std::collections::BTreeMap;

/// What each party says of a transfer.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    origin: Option<State>,
    clearing: Option<State>,
    destination: Option<State>,
}

/// More orders than anybody forges before the payer's bank is heard.
const FORGED: u32 = 20;

impl World {
    pub(super) fn verdict(&self) -> Result<(), String> {
        for shared in self.banks.values() {
            if let Some(wrong) = lock(shared).tables.audit().into_iter().next() {
                return Err(wrong);
            }
        }
        self.money_is_all_there()?;
        self.accepted_ones_are_known()?;
        for (id, answers) in self.answers() {
            self.agree(id, answers)?;
        }
        self.payments_are_called_alike()?;
        self.claims_have_ended()?;
        self.schedules_were_run()?;
        self.records_are_dealt_with()?;
        self.no_refund_unasked()?;
        self.parked_are_expected()
    }

    /// Peers of the course aside, what was deposited is with customers.
    fn money_is_all_there(&self) -> Result<(), String> {
        if self.peers() != Peers::Ours {
            return Ok(());
        }
        let (mut has, mut had) = (0, 0);
        for shared in self.banks.values() {
            let database = lock(shared);
            has += database.tables.accounts.values().map(|row| row.balance.cents()).sum::<i64>();
            let movements = database.tables.movements.values();
            let deposits = movements.filter(|each| each.purpose == bank::domain::Purpose::Deposit);
            had += deposits.map(|each| each.amount.cents()).sum::<i64>();
        }
        if has == had { Ok(()) } else { Err(format!("customers have {has} cents, of {had}")) }
    }

    fn accepted_ones_are_known(&self) -> Result<(), String> {
        let is_known = |(bank, id): &(BankCode, TransferId)| {
            self.banks.get(bank).is_some_and(|shared| {
                lock(shared).tables.transfers.contains_key(&(*id, Side::Origin))
            })
        };
        match self.customers.accepted.iter().find(|accepted| !is_known(accepted)) {
            Some((bank, id)) => Err(format!("{bank} accepted {id} and does not know it")),
            None => Ok(()),
        }
    }

    /// Whoever was paid calls a payment as the payer's bank does, if anybody told.
    fn payments_are_called_alike(&self) -> Result<(), String> {
        let mut called = BTreeMap::new();
        for (bank, shared) in &self.banks {
            for ((id, side), row) in &lock(shared).tables.transfers {
                if *side == Side::Origin {
                    called.insert(*id, EndToEndId::of(*id, *bank, row.created_at));
                }
            }
        }
        let (mut heard, mut not_heard) = (0, 0);
        for shared in self.banks.values() {
            for ((id, side), row) in &lock(shared).tables.transfers {
                let told = row.order.end_to_end.filter(|_| *side == Side::Destination);
                match (told, called.get(id).filter(|_| *side == Side::Destination)) {
                    (Some(told), Some(called)) if told != *called => {
                        return Err(format!("{called} is called {told} where it was received"));
                    }
                    (Some(_), Some(_)) => heard += 1,
                    (None, Some(_)) => not_heard += 1,
                    (_, None) => {}
                }
            }
        }
        // A forged order tells nothing, and may come first.
        if heard == 0 && not_heard > FORGED && self.peers() == Peers::Ours {
            return Err(format!("{not_heard} payees did not hear how their payment is called"));
        }
        Ok(())
    }

    /// Whatever was down on the day of a schedule is back.
    fn schedules_were_run(&self) -> Result<(), String> {
        let until = self.plan.begins_at().plus_millis(TROUBLE_MS).micros();
        for (bank, shared) in &self.banks {
            let database = lock(shared);
            let forgotten = |schedule: &&Schedule| {
                schedule.state() == ScheduleState::Waiting && due_micros(schedule) < until
            };
            if let Some(schedule) = database.tables.schedules.values().find(forgotten) {
                return Err(format!("{bank} forgot {schedule:?}"));
            }
        }
        Ok(())
    }

    fn answers(&self) -> BTreeMap<TransferId, Answers> {
        let mut all: BTreeMap<TransferId, Answers> = BTreeMap::new();
        for shared in self.banks.values() {
            for ((id, side), row) in &lock(shared).tables.transfers {
                let answers = all.entry(*id).or_default();
                match side {
                    Side::Origin => answers.origin = Some(row.state()),
                    Side::Destination => answers.destination = Some(row.state()),
                }
            }
        }
        if let Some(shared) = &self.clearing {
            for (id, row) in &lock(shared).tables.transfers {
                all.entry(*id).or_default().clearing = Some(row.state());
            }
        }
        all
    }

    fn agree(&self, id: TransferId, answers: Answers) -> Result<(), String> {
        let Answers { origin, clearing, destination } = answers;
        let wrong = |what: &str| Err(format!("transfer {id}: {what}: {answers:?}"));
        let all = [origin, clearing, destination];
        let paid = all.contains(&Some(State::Completed));
        if paid && all.contains(&Some(State::Refused)) {
            return wrong("paid for one, refused for another");
        }
        // Whoever is asked once may never answer; a person decides then (PROTOCOL 17 and 18).
        if self.peers() != Peers::Ours {
            return Ok(());
        }
        if all.iter().flatten().any(|state| !state.is_terminal()) {
            return wrong("open though nothing is wrong any more");
        }
        match (origin, clearing, destination) {
            (Some(State::Completed), Some(State::Completed), Some(State::Completed))
            | (Some(State::Refused), Some(State::Refused), Some(State::Refused) | None)
            // What somebody made up was refused, and no bank was debited.
            | (None, Some(State::Refused), None) => Ok(()),
            _ => wrong("not all know of it"),
        }
    }

    /// Between honest peers with sound databases nothing is ever parked (PROTOCOL 7): only what
    /// somebody forged, and what was answered to that.
    fn parked_are_expected(&self) -> Result<(), String> {
        if self.peers() != Peers::Ours {
            return Ok(());
        }
        let mut parked: BTreeMap<String, Kept> = BTreeMap::new();
        for shared in self.banks.values() {
            parked.extend(lock(shared).parked.clone());
        }
        if let Some(shared) = &self.clearing {
            parked.extend(lock(shared).parked.clone());
        }
        let is_honest = |(hash, kept): &(String, Kept)| {
            let answer = (kept.topic.clone(), kept.key.clone());
            !self.suspects.hashes.contains(hash) && !self.suspects.keys.contains(&answer)
        };
        match parked.into_iter().find(is_honest) {
            Some((_, kept)) => {
                let Kept { key, reason, topic, .. } = kept;
                Err(format!("parked though its sender is honest: {topic} {key}: {reason}"))
            }
            None => Ok(()),
        }
    }

    /// Whoever takes a record deals with it: its offset is stored, or it is handed to another.
    fn records_are_dealt_with(&self) -> Result<(), String> {
        // Peers of the course are asked about some transfers for ever, and just now perhaps.
        match self.bus.held(self.now - 60_000).first() {
            Some((offset, topic)) => Err(format!("{topic} #{offset} was taken and left alone")),
            None => Ok(()),
        }
    }

    /// What a legacy bank was asked to credit comes back only where an operator said so (PROTOCOL
    /// 18).
    fn no_refund_unasked(&self) -> Result<(), String> {
        let (Peers::LegacyBank, Some(shared)) = (self.peers(), &self.clearing) else {
            return Ok(());
        };
        let watch = lock(&self.watch);
        let unasked = |row: &&codepix::domain::Transfer| {
            row.state() == State::Refused && row.settled.is_none() && watch.is_at_course(row.id)
        };
        match lock(shared).tables.transfers.values().find(unasked) {
            Some(row) => Err(format!("{} is refused and may have been credited", row.id)),
            None => Ok(()),
        }
    }
}
