//! Keys are claimed, let go, kept and forgotten about, while everything else goes wrong.
//!
//! Customers wish at their banks; each bank asks CodePix for what its rows say was not answered,
//! and writes down what it hears; CodePix ends claims whose holders are silent. That is what the
//! workers of the programs do, which the simulation does not run.

use super::{Event, Life, Seat, World};
use crate::clock::Millis;
use crate::dice::Dice;
use crate::plan::Plan;
use crate::program::ClearingReply;
use crate::store::lock;
use bank::domain::{Command as BankCommand, Told, Wanted, Wish, WishName};
use codepix::domain::{Answer, Claim, ClaimRefused, ClaimWish, Command as ClearingCommand};
use courier::Clock;
use pix::{BankCode, ClaimId, ClaimRefusal, ClaimState};
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot::error::TryRecvError;

/// How long holders may be silent.
pub(super) const PERIOD_MS: u32 = 120_000;
/// The pause between two rounds of a bank, and of CodePix.
const ROUND_MS: Millis = 5_000;
/// A bank that has heard nothing for so long asks again; the first question may yet be answered.
const PATIENCE_MS: Millis = 10_000;
/// How often a customer looks whether there is a claim to answer.
const LOOKS: u32 = 8;

/// Something that somebody does about a claim.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// The banks ask for what was not answered, and CodePix ends what is overdue.
    Round,
    /// A customer of the claim wants something of it, at the nth look.
    Want(ClaimId, Wanted, u32),
}

/// A question of a bank.
struct Asked {
    bank: BankCode,
    name: WishName,
    at: Millis,
    reply: ClearingReply,
}

/// What is under way.
pub(super) struct Claims {
    dice: Dice,
    asked: Vec<Asked>,
}

impl Claims {
    pub fn new(plan: &Plan) -> Self {
        Self { dice: Dice::new(plan.seed, "claims"), asked: Vec::new() }
    }
}

impl World {
    pub(super) fn claim_something(&mut self, act: Act) {
        match act {
            Act::Round => {
                self.hear_of_claims();
                self.ask_for_wishes();
                self.lapse_claims();
                self.follow_claims();
                self.schedule(self.now + ROUND_MS, Event::Claim(Act::Round));
            }
            Act::Want(claim, wanted, look) => self.want(claim, wanted, look),
        }
    }

    /// A customer of ours claims somebody's key; what becomes of it is drawn at once.
    pub(super) fn claim_a_key(&mut self) {
        let Some(shared) = self.clearing.clone() else { return };
        let keys: Vec<_> = lock(&shared).tables.keys.keys().cloned().collect();
        let holders = self.customers.holders().iter().filter(|holder| holder.is_ours());
        let ours: Vec<_> = holders.map(|holder| (holder.account, holder.bank)).collect();
        let dice = &mut self.claims.dice;
        let (Some(key), Some((account, bank))) =
            (dice.one_of(&keys).cloned(), dice.one_of(&ours).copied())
        else {
            return;
        };
        let id = ClaimId::from_u128(dice.uuid());
        let acts: &[Wanted] = match dice.between(0, 9) {
            0..=3 => &[Wanted::Accept],
            4 | 5 => &[Wanted::Refuse],
            6 => &[Wanted::Cancel],
            7 => &[Wanted::Accept, Wanted::Cancel],
            _ => &[],
        };
        let first = self.now + dice.between(100, 60_000);
        let apart = dice.between(0, 3_000);
        self.fault("claimed");
        self.note(|| format!("{account} of {bank} claims {} as {id}", key.as_str()));
        let name = (id, account, Wanted::Open);
        self.tell_claimant(bank, &BankCommand::WishClaim { name, key: Some(key) });
        for (place, wanted) in (0..).zip(acts) {
            let act = Act::Want(id, *wanted, 0);
            self.schedule(first + place * apart, Event::Claim(act));
        }
    }

    /// To one replica, or to two at once: a form that is sent twice.
    fn tell_claimant(&mut self, bank: BankCode, command: &BankCommand) {
        let up = self.seats_up(|seat| seat.bank == Some(bank));
        for _ in 0..=i64::from(self.claims.dice.chance(300)) {
            if let Some(seat) = self.claims.dice.one_of(&up).copied() {
                drop(self.seats[seat].program.ask_bank(command.clone()));
                self.begin_soon(seat);
            }
        }
    }

    fn seats_up(&self, fits: impl Fn(&Seat) -> bool) -> Vec<usize> {
        let is_up = |index: &usize| {
            let seat = &self.seats[*index];
            seat.life == Life::Up && fits(seat)
        };
        (0..self.seats.len()).filter(is_up).collect()
    }

    fn find_claim(&self, id: ClaimId) -> Option<Claim> {
        lock(self.clearing.as_ref()?).tables.claims.get(&id).cloned()
    }

    /// Nobody answers a claim before CodePix shows it to its holder.
    fn want(&mut self, id: ClaimId, wanted: Wanted, look: u32) {
        let Some(claim) = self.find_claim(id) else {
            if look < LOOKS {
                let act = Act::Want(id, wanted, look + 1);
                return self.schedule(self.now + ROUND_MS, Event::Claim(act));
            }
            return;
        };
        let (account, bank) = if matches!(wanted, Wanted::Open | Wanted::Cancel) {
            (claim.claimant, claim.claimant_bank)
        } else {
            (claim.holder, claim.holder_bank)
        };
        let name = (id, account, wanted);
        self.tell_claimant(bank, &BankCommand::WishClaim { name, key: None });
    }

    /// What a bank hears it writes down; what was lost on the way it asks again.
    fn hear_of_claims(&mut self) {
        let (now, mut heard) = (self.now, Vec::new());
        self.claims.asked.retain_mut(|asked| match asked.reply.try_recv() {
            Ok(Ok(answer)) => {
                heard.push((asked.bank, asked.name, answer));
                false
            }
            Err(TryRecvError::Empty) => now - asked.at < 10 * PATIENCE_MS,
            Ok(Err(_)) | Err(TryRecvError::Closed) => false,
        });
        for (bank, name, answer) in heard {
            let told = match answer {
                Answer::Claim(_) => Told::Done,
                Answer::ClaimRefused(ClaimRefused(ClaimRefusal::UnknownAccount)) => continue,
                Answer::ClaimRefused(ClaimRefused(refusal)) => Told::Refused(refusal),
                other => {
                    let text = format!("a wish was answered with {other:?}");
                    return lock(&self.watch).violation(text);
                }
            };
            self.tell_claimant(bank, &BankCommand::HearWish { name, told });
        }
    }

    fn ask_for_wishes(&mut self) {
        let codepix = self.seats_up(|seat| seat.bank.is_none() && !seat.is_spared);
        for bank in self.banks.keys().copied().collect::<Vec<_>>() {
            if self.seats_up(|seat| seat.bank == Some(bank)).is_empty() {
                continue;
            }
            for wish in self.first_of_each_claim(bank) {
                let name = wish.name();
                let is_patient = |asked: &Asked| {
                    asked.bank == bank && asked.name == name && self.now - asked.at < PATIENCE_MS
                };
                let (false, Some(command)) =
                    (self.claims.asked.iter().any(is_patient), in_words_of_codepix(bank, &wish))
                else {
                    continue;
                };
                let Some(seat) = self.claims.dice.one_of(&codepix).copied() else { return };
                if let Some(reply) = self.seats[seat].program.ask_clearing(command) {
                    self.claims.asked.push(Asked { bank, name, at: self.now, reply });
                    self.begin_soon(seat);
                }
            }
        }
    }

    /// What is wanted of one claim is asked for in the order in which it was wanted.
    fn first_of_each_claim(&self, bank: BankCode) -> Vec<Wish> {
        let Some(shared) = self.banks.get(&bank) else { return Vec::new() };
        let database = lock(shared);
        let rows = database.tables.wishes.values().filter(|wish| wish.told == Told::Waiting);
        let mut waiting: Vec<Wish> = rows.cloned().collect();
        waiting.sort_by_key(|wish| (wish.wished_at, wish.name()));
        let mut claims = BTreeSet::new();
        waiting.retain(|wish| claims.insert((wish.claim, wish.account)));
        waiting
    }

    fn lapse_claims(&mut self) {
        let Some(shared) = self.clearing.clone() else { return };
        for seat in self.seats_up(|seat| seat.bank.is_none() && !seat.is_spared) {
            let now = self.seats[seat].program.clock().now();
            let is_overdue = |claim: &&Claim| claim.is_open() && now >= claim.lapses_at;
            let overdue: Vec<ClaimId> = {
                let database = lock(&shared);
                database.tables.claims.values().filter(is_overdue).map(|claim| claim.id).collect()
            };
            for id in overdue {
                drop(self.seats[seat].program.ask_clearing(ClearingCommand::LapseClaim(id)));
                self.begin_soon(seat);
            }
        }
    }

    /// A bank looks how the claims ended that its customers opened.
    fn follow_claims(&mut self) {
        for bank in self.banks.keys().copied().collect::<Vec<_>>() {
            for command in self.ended_claims_of(bank) {
                self.tell_claimant(bank, &command);
            }
        }
    }

    fn ended_claims_of(&self, bank: BankCode) -> Vec<BankCommand> {
        let Some(shared) = self.banks.get(&bank) else { return Vec::new() };
        let is_followed =
            |wish: &&Wish| wish.wanted == Wanted::Open && wish.told == Told::Done && !wish.ended;
        let wishes: Vec<Wish> =
            lock(shared).tables.wishes.values().filter(is_followed).cloned().collect();
        let end = |wish: Wish| {
            let claim = self.find_claim(wish.claim).filter(|claim| !claim.is_open())?;
            let is_moved = claim.state() == ClaimState::Accepted;
            let (claim, account, key) = (wish.claim, wish.account, wish.key?);
            Some(BankCommand::EndClaim { claim, account, key, is_moved })
        };
        wishes.into_iter().filter_map(end).collect()
    }

    /// At the end every claim has ended, every wish was answered, and whoever was told that it is
    /// done, or that there is no claim, finds it so.
    pub(super) fn claims_have_ended(&self) -> Result<(), String> {
        let Some(shared) = &self.clearing else { return Ok(()) };
        let claims: BTreeMap<ClaimId, Claim> = lock(shared).tables.claims.clone();
        if let Some(open) = claims.values().find(|claim| claim.is_open()) {
            return Err(format!("claim {} is open though its time is over", open.id));
        }
        for (bank, shared) in &self.banks {
            for wish in lock(shared).tables.wishes.values() {
                let claim = claims.get(&wish.claim);
                let state = claim.map(Claim::state);
                let is_so = match (wish.told, wish.wanted) {
                    (Told::Waiting, _) => false,
                    (Told::Refused(_), Wanted::Open) => claim.is_none(),
                    (Told::Refused(_), _) => true,
                    (Told::Done, Wanted::Open) => {
                        claim.is_some_and(|claim| claim.claimant == wish.account)
                    }
                    (Told::Done, Wanted::Accept) => state == Some(ClaimState::Accepted),
                    (Told::Done, Wanted::Refuse) => state == Some(ClaimState::Refused),
                    (Told::Done, Wanted::Cancel) => state == Some(ClaimState::Cancelled),
                };
                if !is_so {
                    return Err(format!("{bank}: {wish:?}, and the claim is {state:?}"));
                }
            }
        }
        Ok(())
    }
}

/// None where there is no key to be claimed, which no bank writes.
fn in_words_of_codepix(bank: BankCode, wish: &Wish) -> Option<ClearingCommand> {
    let (id, account) = (wish.claim, wish.account);
    Some(ClearingCommand::Claim(match wish.wanted {
        Wanted::Open => ClaimWish::Open { id, key: wish.key.clone()?, account, bank },
        Wanted::Accept => ClaimWish::Answer { id, account, bank, accepted: true },
        Wanted::Refuse => ClaimWish::Answer { id, account, bank, accepted: false },
        Wanted::Cancel => ClaimWish::Cancel { id, account, bank },
    }))
}
