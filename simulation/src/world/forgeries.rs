//! Records of somebody who may not speak, who speaks of something else, or who contradicts; each
//! must be parked, or answered with a refusal, before its offset is stored.

use super::setup::{ANSWERS, ORDERS};
use super::{Event, World};
use crate::bus::record;
use crate::plan::Peers;
use crate::store::bank::POISON;
use crate::store::lock;
use bank::domain::Side;
use codepix::domain::Transfer;
use courier::{Outgoing, Parked, Record};
use pix::{
    AccountId, Amount, BankCode, Description, Key, KeyKind, Message, Order, Refusal, Saying, State,
    Timestamp, TransferId,
};
use proto::headers::{SENDER, header};
use proto::json;

/// What must come of a record by the time its offset is stored.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It is parked under this hash.
    Parked(String),
    /// A bank is told that it is refused with this code: topic, key, code.
    Told(String, String, &'static str),
}

/// A record to be put on the bus: sender, topic, what it says.
type Forgery = (Option<BankCode>, String, Order, Saying);

impl World {
    fn inject(&mut self, record: Record, told: Option<(BankCode, &'static str)>) {
        let hash = Parked::new(record.clone(), "", Timestamp::default()).hash();
        let key = record.key.clone().unwrap_or_default();
        let fate = match told {
            Some((bank, code)) => Fate::Told(format!("bank{bank}"), key.clone(), code),
            None => Fate::Parked(hash.clone()),
        };
        self.suspects.hashes.insert(hash);
        // What is answered to a bank that never asked does not fit there.
        if let Some((bank, _)) = told {
            self.suspects.keys.insert((format!("bank{bank}"), key));
        }
        let offset = self.bus.add(record);
        self.suspects.fates.insert(offset, fate);
        self.schedule(self.now + 1, Event::Deliver(offset));
    }

    fn inject_honest(&mut self, record: Record) {
        let offset = self.bus.add(record);
        self.schedule(self.now + 1, Event::Deliver(offset));
    }

    /// A program stored the offset of a record.
    pub(super) fn check_forged(&mut self, seat: usize, offset: i64) {
        let Some(fate) = self.suspects.fates.remove(&offset) else { return };
        let met = match &fate {
            Fate::Parked(hash) => match (self.seats[seat].bank, &self.clearing) {
                (Some(bank), _) => {
                    self.banks.get(&bank).is_none_or(|own| lock(own).parked.contains_key(hash))
                }
                (None, Some(shared)) => lock(shared).parked.contains_key(hash),
                (None, None) => true,
            },
            Fate::Told(topic, key, code) => {
                self.suspects.told.contains(&(topic.clone(), key.clone(), *code))
            }
        };
        if !met {
            let text = format!("a record is done with and nothing came of it: {fate:?}");
            lock(&self.watch).violation(text);
        }
    }

    /// Somebody listens to the bus, and speaks of what was just said of a transfer.
    pub(super) fn listen(&mut self, message: &Outgoing) {
        let (forges, contradicts) = (self.plan.rate("forged", 30), self.plan.rate("contrary", 15));
        if self.faults.chance(forges) {
            if let Ok(said) = json::decode(&message.payload) {
                self.forge_about(&said.order);
            }
        } else if self.faults.chance(contradicts)
            && let Ok(said) = json::decode(&message.payload)
            && let Some(row) = self.clearing_row(said.order.id)
        {
            self.contradict_row(&row);
        }
    }

    pub(super) fn forge(&mut self) {
        let order = self.some_transfer().and_then(|row| row.order().cloned());
        if let Some(order) = order {
            self.forge_about(&order);
        }
    }

    fn clearing_row(&self, id: TransferId) -> Option<Transfer> {
        lock(self.clearing.as_ref()?).tables.transfers.get(&id).cloned()
    }

    fn forge_about(&mut self, order: &Order) {
        let holder = self.customers.holder(order.account).cloned();
        let Some(origin) = holder.filter(|holder| !holder.is_legacy).map(|holder| holder.bank)
        else {
            return;
        };
        let row = self.clearing_row(order.id);
        let Some((stranger, other)) = self.somebody() else { return };
        let forgery = match self.faults.between(0, 3) {
            0 => self.at_a_bank(order, origin),
            1 => self.as_a_stranger(order, row.as_ref(), other),
            2 => self.with_other_content(order, row.as_ref()),
            _ => self.new_order(order, row.as_ref(), stranger, other),
        };
        let Some((sender, topic, order, saying)) = forgery else { return };
        self.fault("forged");
        let reuses = saying == Saying::Order
            && row.as_ref().is_some_and(|row| sender.is_some_and(|bank| bank != row.origin))
            && sender == self.customers.holder(order.account).map(|holder| holder.bank);
        let told = sender.filter(|_| reuses).map(|bank| (bank, Refusal::IdReused.code()));
        self.inject(signed(sender, &topic, &Message { order, saying }), told);
    }

    /// The same order with one thing changed.
    fn changed(&mut self, order: &Order) -> Order {
        let mut other = order.clone();
        match self.faults.between(0, 2) {
            0 => {
                let more = Amount::from_cents(self.faults.between(1, 2) * 100);
                other.amount = order.amount.checked_add(more).unwrap_or(Amount::from_cents(1));
            }
            1 => other.account = AccountId::from_u128(self.faults.uuid()),
            _ => {
                if let Ok(key) = Key::parse(KeyKind::Email, "nobody@nowhere.example") {
                    other.key = key;
                }
            }
        }
        other
    }

    fn answer(&mut self) -> Saying {
        if self.faults.chance(500) {
            Saying::Confirmed
        } else {
            Saying::Refused(Refusal::UnknownKey.into())
        }
    }

    /// On a bank's topic: answers about other content or an unknown transfer, and what only banks
    /// say.
    fn at_a_bank(&mut self, order: &Order, origin: BankCode) -> Option<Forgery> {
        let topic = format!("bank{origin}");
        let (order, saying) = match self.faults.between(0, 5) {
            0..=2 => (self.changed(order), self.answer()),
            3 => {
                let id = TransferId::from_u128(self.faults.uuid());
                (Order { id, ..order.clone() }, self.answer())
            }
            4 => (order.clone(), Saying::Completed),
            _ => {
                // A credit under an id that was answered here with another amount.
                let (id, side) = (order.id, Side::Destination);
                let bank = self.customers.holder(order.account_to?)?.bank;
                let known = lock(self.banks.get(&bank)?).tables.transfers.get(&(id, side)).cloned();
                let other = self.changed(&known?.order);
                return Some((None, format!("bank{bank}"), other, Saying::Credit));
            }
        };
        Some((None, topic, order, saying))
    }

    /// At CodePix: answers of a bank that was not asked, or that does not say who it is.
    fn as_a_stranger(
        &mut self,
        order: &Order,
        row: Option<&Transfer>,
        other: BankCode,
    ) -> Option<Forgery> {
        let row = row?;
        let is_course = |bank| self.customers.is_legacy(bank);
        let destination = row.destination?;
        let unnamed = !is_course(destination) && !is_course(row.origin);
        let sender = if unnamed && self.faults.chance(300) { None } else { Some(other) };
        let saying = match self.faults.between(0, 2) {
            0 => Saying::Completed,
            1 => Saying::Refused(Refusal::UnknownKey.into()),
            _ => Saying::Confirmed,
        };
        let speaker = if saying == Saying::Completed { row.origin } else { destination };
        (sender != Some(speaker)).then(|| (sender, ANSWERS.to_owned(), order.clone(), saying))
    }

    /// At CodePix: the right bank speaks of another amount, account or key, or of a transfer that
    /// nobody knows.
    fn with_other_content(&mut self, order: &Order, row: Option<&Transfer>) -> Option<Forgery> {
        let row = row?;
        let (destination, origin) = (row.destination?, row.origin);
        let order = if self.faults.chance(200) {
            Order { id: TransferId::from_u128(self.faults.uuid()), ..order.clone() }
        } else {
            self.changed(order)
        };
        let (sender, saying) = match self.faults.between(0, 3) {
            0 => (origin, Saying::Completed),
            1 => (destination, Saying::Confirmed),
            2 => (origin, Saying::Credit),
            _ => (destination, Saying::Refused(Refusal::UnknownKey.into())),
        };
        Some((Some(sender), ANSWERS.to_owned(), order, saying))
    }

    /// At CodePix: orders for other banks' accounts, without a name, or under an id in use.
    fn new_order(
        &mut self,
        order: &Order,
        row: Option<&Transfer>,
        stranger: AccountId,
        other: BankCode,
    ) -> Option<Forgery> {
        let id = TransferId::from_u128(self.faults.uuid());
        let fresh = Order { id, ..order.clone() };
        let origin = self.customers.holder(order.account)?.bank;
        let (sender, order) = match self.faults.between(0, 4) {
            // Its account is not of that bank, or its bank does not say that it sends it.
            0 if other != origin => (Some(other), fresh),
            1 => (None, fresh),
            2 => (BankCode::parse("999").ok(), fresh),
            // The same id again: with other content, or from another bank for its own account.
            3 if row.is_some() => {
                let amount = order.amount.checked_add(Amount::from_cents(100))?;
                (Some(origin), Order { amount, ..order.clone() })
            }
            4 if row.is_some_and(|row| row.origin != other) => {
                (Some(other), Order { account: stranger, ..order.clone() })
            }
            _ => return None,
        };
        Some((sender, ORDERS.to_owned(), order, Saying::Order))
    }

    /// A bank contradicts itself; or says, as after a restored backup, what it may say early.
    pub(super) fn contradict(&mut self) {
        if let Some(row) = self.some_transfer() {
            self.contradict_row(&row);
        }
    }

    fn contradict_row(&mut self, row: &Transfer) {
        let (Some(order), Some(destination)) = (row.order().cloned(), row.destination) else {
            return;
        };
        if self.peers() != Peers::Ours {
            return;
        }
        let refused = Saying::Refused(Refusal::RefusedByDestination.into());
        let which = self.faults.between(0, 2);
        let origin_is = |state| self.bank_has(row.origin, order.id, Side::Origin, state);
        let own = format!("bank{}", row.origin);
        let (sender, topic, saying) = match (row.state(), which) {
            (State::Pending, _) => {
                // Not a lie: as from a CodePix that was restored from a backup.
                if !self.bank_has(destination, order.id, Side::Destination, State::Completed) {
                    return;
                }
                let message = Message { order, saying: Saying::Completed };
                self.fault("contrary");
                return self.inject_honest(signed(Some(row.origin), ANSWERS, &message));
            }
            (State::Confirmed | State::Completed, 0) => (Some(destination), ANSWERS, refused),
            (State::Confirmed | State::Completed, _) if origin_is(State::Completed) => {
                (None, own.as_str(), refused)
            }
            (State::Refused, 0) => (Some(destination), ANSWERS, Saying::Confirmed),
            (State::Refused, 1) => (Some(row.origin), ANSWERS, Saying::Completed),
            (State::Refused, _) if origin_is(State::Refused) => {
                (None, own.as_str(), Saying::Confirmed)
            }
            _ => return,
        };
        self.fault("contrary");
        self.inject(signed(sender, topic, &Message { order, saying }), None);
    }

    fn bank_has(&self, bank: BankCode, id: TransferId, side: Side, state: State) -> bool {
        self.banks.get(&bank).is_some_and(|shared| {
            lock(shared).tables.transfers.get(&(id, side)).is_some_and(|row| row.state() == state)
        })
    }

    pub(super) fn poison(&mut self) {
        let Some((account, bank)) = self.somebody() else { return };
        let key = self.customers.holders().first().and_then(|holder| holder.keys.first()).cloned();
        let (Some(key), Ok(description)) = (key, Description::parse(POISON)) else { return };
        self.fault("poison");
        let order = Order {
            id: TransferId::from_u128(self.faults.uuid()),
            account,
            amount: Amount::from_cents(100),
            key,
            description,
            account_to: None,
            bank_to: None,
            return_of: None,
            end_to_end: None,
        };
        let topic = if self.faults.chance(800) { ORDERS.to_owned() } else { format!("bank{bank}") };
        // The course's CodePix answers nobody.
        let told = topic == ORDERS && self.clearing.is_some();
        let order = Message { order, saying: Saying::Order };
        let mut record = signed(Some(bank), &topic, &order);
        match self.faults.between(0, 5) {
            0 => record.payload = b"{\"id\":".to_vec(),
            1 => record.payload = vec![0xff, 0x00, 0x7b],
            2 | 3 if told => {
                // Its bank waits for an answer (PROTOCOL 10).
                let text = String::from_utf8_lossy(&record.payload).replace(POISON, "");
                record.payload = text.into_bytes();
                let code = Refusal::InvalidMessage.code();
                return self.inject(record, Some((bank, code)));
            }
            _ => {}
        }
        self.inject(record, None);
    }
}

fn signed(sender: Option<BankCode>, topic: &str, message: &Message) -> Record {
    let header = |bank: BankCode| header(SENDER, bank.as_str());
    record(&Outgoing {
        topic: topic.to_owned(),
        key: message.order.id.to_string(),
        headers: sender.map(header).into_iter().collect(),
        payload: json::encode(message),
        once: false,
    })
}
