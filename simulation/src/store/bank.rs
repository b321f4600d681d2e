//! The tables of a bank.

mod limits;
mod pins;
mod schedules;
mod statement;

pub use schedules::due_micros;

use super::{Conflict, Lock, Tables};
use crate::watch::{Effect, Watch};
use bank::app::office::BankOffice;
use bank::domain::{
    Account, Book, Command, KnownKey, Movement, Names, Pin, Purpose, Row, Schedule, Side, Told,
    Transfer, Unique, Wish, WishName,
};
use pix::{AccountId, Amount, BankCode, CauseId, Key, Timestamp, TransferId};
use std::collections::{BTreeMap, BTreeSet};

/// A description that the database refuses, whatever program writes it: what a text with a NUL is
/// to PostgreSQL.
pub const POISON: &str = "refused by every database";

/// The tables of a bank.
#[derive(Clone, Debug)]
pub struct BankTables {
    /// Whose they are.
    pub code: BankCode,
    /// Accounts.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Keys registered through this bank.
    pub keys: BTreeMap<Key, KnownKey>,
    /// PINs.
    pub pins: BTreeMap<AccountId, Pin>,
    /// Wishes about claims.
    pub wishes: BTreeMap<WishName, Wish>,
    /// Transfers, by id and side.
    pub transfers: BTreeMap<Row, Transfer>,
    /// Schedules, by the id of their transfer.
    pub schedules: BTreeMap<TransferId, Schedule>,
    /// Movements, by cause and purpose.
    pub movements: BTreeMap<(CauseId, Purpose), Movement>,
    /// When the last movement of each account was booked, and the balance that it left.
    last: BTreeMap<AccountId, (Timestamp, Amount)>,
}

impl BankTables {
    /// The tables of a bank with these accounts, whose money was deposited.
    pub fn new(code: BankCode, accounts: impl IntoIterator<Item = Account>) -> Self {
        let mut tables = Self {
            code,
            accounts: BTreeMap::new(),
            keys: BTreeMap::new(),
            pins: BTreeMap::new(),
            wishes: BTreeMap::new(),
            transfers: BTreeMap::new(),
            schedules: BTreeMap::new(),
            movements: BTreeMap::new(),
            last: BTreeMap::new(),
        };
        for account in accounts {
            let (cause, purpose) = (CauseId::from_uuid(account.id.uuid()), Purpose::Deposit);
            let (customer, amount) = (account.id, account.balance);
            let (booked_at, balance_after) = (account.created_at, amount);
            let movement = Movement { cause, purpose, customer, amount, booked_at, balance_after };
            tables.last.insert(customer, (booked_at, balance_after));
            tables.movements.insert((cause, purpose), movement);
            tables.pins.insert(account.id, Pin::new("as it was opened"));
            tables.accounts.insert(account.id, account);
        }
        tables
    }

    /// What is wrong with the ledger: balances are what was booked, and every row has what it says.
    pub fn audit(&self) -> Vec<String> {
        let code = self.code;
        let mut wrong = Vec::new();
        let mut booked: BTreeMap<AccountId, i64> = BTreeMap::new();
        for movement in self.movements.values() {
            let cents = movement.amount.cents();
            *booked.entry(movement.debit()).or_default() -= cents;
            *booked.entry(movement.credit()).or_default() += cents;
        }
        for account in self.accounts.values() {
            let sum = booked.get(&account.id).copied().unwrap_or_default();
            if account.balance.cents() != sum {
                wrong.push(format!("{code}: {} has {}, not {sum}", account.id, account.balance));
            }
        }
        if booked.values().sum::<i64>() != 0 {
            wrong.push(format!("{code}: the ledger does not balance"));
        }
        let mut returned: BTreeMap<TransferId, i64> = BTreeMap::new();
        for row in self.transfers.values().filter(|row| row.side == Side::Origin) {
            let of = row.order.return_of.filter(|_| row.state() != pix::State::Refused);
            if let Some(of) = of {
                *returned.entry(of).or_default() += row.order.amount.cents();
            }
        }
        for ((id, _), row) in
            self.transfers.iter().filter(|((_, side), _)| *side == Side::Destination)
        {
            if row.returned.cents() != returned.remove(id).unwrap_or_default() {
                wrong.push(format!("{code}: {id} does not count what is returned of it"));
            }
        }
        let has = |id: TransferId, purpose| self.movements.contains_key(&(id.into(), purpose));
        for ((id, side), row) in &self.transfers {
            let refused = row.state() == pix::State::Refused;
            let fits = match side {
                Side::Origin => has(*id, Purpose::Sent) && has(*id, Purpose::Refund) == refused,
                Side::Destination => has(*id, Purpose::Received) != refused,
            };
            if !fits {
                wrong.push(format!("{code}: {id} {side:?} is {} without its money", row.state()));
            }
        }
        wrong
    }

    fn paying(&self, account: AccountId) -> bool {
        self.transfers.values().any(|row| {
            row.side == Side::Origin && row.account == Some(account) && !row.state().is_terminal()
        })
    }

    /// Accounts that the commands name, and the holders of keys that they name.
    fn named_accounts(&self, names: &Names) -> BTreeSet<AccountId> {
        let holders = names.keys.iter().filter_map(|key| self.keys.get(key));
        let holders = holders.map(|known| known.account);
        let payers = names.schedules.iter().filter_map(|id| self.schedules.get(id));
        let payers = payers.map(|schedule| schedule.order.account);
        names.accounts.iter().copied().chain(holders).chain(payers).collect()
    }

    /// Transfers that the commands name, and those that were returned by what came back.
    fn named_transfers(&self, names: &Names) -> BTreeSet<TransferId> {
        let origin = |id: &TransferId| self.transfers.get(&(*id, Side::Origin));
        let returned = names.came_back.iter().filter_map(|id| origin(id)?.order.return_of);
        names.transfers.iter().copied().chain(returned).collect()
    }

    /// A balance changes by what is booked in the same commit, and by nothing else; an account with
    /// a payment under way is not closed (PROTOCOL 8).
    fn write_accounts(&mut self, book: &Book, watch: &mut Watch) {
        let mut booked: BTreeMap<AccountId, i64> = BTreeMap::new();
        for movement in &book.movements {
            *booked.entry(movement.debit()).or_default() -= movement.amount.cents();
            *booked.entry(movement.credit()).or_default() += movement.amount.cents();
        }
        for (id, account) in book.accounts.added().chain(book.accounts.changed()) {
            let before = self.accounts.insert(*id, account.clone());
            let had = before.as_ref().map_or(0, |before| before.balance.cents());
            let moved = booked.remove(id).unwrap_or_default();
            if account.balance.cents() - had != moved {
                watch.violation(format!("{}: {id} changed by other than {moved}", self.code));
            }
            let closes = account.closed && before.is_some_and(|before| !before.closed);
            if closes && self.pays_after(book, *id) {
                watch.violation(format!("{}: {id} was closed while it pays", self.code));
            }
        }
        if let Some((id, _)) = booked.into_iter().find(|(id, _)| self.accounts.contains_key(id)) {
            watch
                .violation(format!("{}: a movement of {id} left its balance as it was", self.code));
        }
    }

    fn pays_after(&self, book: &Book, account: AccountId) -> bool {
        let pays = |row: &Transfer| {
            row.side == Side::Origin && row.account == Some(account) && !row.state().is_terminal()
        };
        let written = |id: &Row| book.transfers.get(id);
        self.transfers.iter().any(|(id, row)| pays(written(id).unwrap_or(row)))
            || book.transfers.added().any(|(_, row)| pays(row))
    }

    fn write_transfers(&mut self, book: &Book, watch: &mut Watch) {
        for (row, transfer) in book.transfers.added().chain(book.transfers.changed()) {
            let before = self.transfers.insert(*row, transfer.clone());
            let who = match row.1 {
                Side::Origin => "origin",
                Side::Destination => "destination",
            };
            match (&before, transfer.order.return_of) {
                (Some(before), _) => check_change(who, before, transfer, watch),
                (None, Some(of)) => watch.returns.begin(row.0, of),
                (None, None) => {}
            }
            watch.moved(who, row.0, before.map(|row| row.state()), transfer.state());
        }
    }

    /// What was heard first stays.
    fn write_wishes(&mut self, book: &Book, watch: &mut Watch) {
        for (name, wish) in book.wishes.added().chain(book.wishes.changed()) {
            let before = self.wishes.insert(*name, wish.clone());
            let Some(before) = before else { continue };
            if before.told != Told::Waiting && before.told != wish.told {
                watch.violation(format!("{}: the answer to {name:?} changed", self.code));
            }
            if before.ended && !wish.ended {
                watch.violation(format!("{}: the claim of {name:?} is open again", self.code));
            }
        }
    }

    fn write_movements(&mut self, book: &Book, watch: &mut Watch) {
        for movement in &book.movements {
            self.movements.insert((movement.cause, movement.purpose), movement.clone());
            let effect = match movement.purpose {
                Purpose::Sent => Effect::Sent,
                Purpose::Received => Effect::Received,
                Purpose::Refund => Effect::Refunded,
                Purpose::Deposit => continue,
            };
            let id = TransferId::from_uuid(movement.cause.uuid());
            watch.booked(self.code.as_str(), id, effect, movement.customer, movement.amount);
        }
    }
}

impl Tables<BankOffice> for BankTables {
    fn locks(&self, commands: &[&Command]) -> BTreeSet<Lock> {
        let names = Names::of(commands);
        let sides = [Side::Destination, Side::Origin];
        let transfers = self.named_transfers(&names);
        let rows = transfers.iter().flat_map(|id| sides.map(|side| (*id, side)));
        let rows = rows.filter(|row| self.transfers.contains_key(row));
        let rows = rows.map(|(id, side)| (0, id.uuid().as_u128(), u8::from(side == Side::Origin)));
        let accounts = self.named_accounts(&names).into_iter();
        let accounts = accounts.filter(|account| self.accounts.contains_key(account));
        let schedules = names.schedules.iter().filter(|id| self.schedules.contains_key(id));
        let schedules = schedules.map(|id| (2, id.uuid().as_u128(), 0));
        let pins = names.pins.iter().filter(|account| self.pins.contains_key(account));
        let pins = pins.map(|account| (3, account.uuid().as_u128(), 0));
        rows.chain(accounts.map(|account| (1, account.uuid().as_u128(), 0)))
            .chain(schedules)
            .chain(pins)
            .collect()
    }

    fn load(&self, commands: &[&Command]) -> Book {
        let names = Names::of(commands);
        let mut book = Book::default();
        for key in &names.keys {
            if let Some(known) = self.keys.get(key) {
                book.keys.load(key.clone(), *known);
            }
        }
        let is_named = |name: &WishName| names.wishes.contains(&(name.0, name.1));
        for (name, wish) in self.wishes.iter().filter(|(name, _)| is_named(name)) {
            book.wishes.load(*name, wish.clone());
        }
        for id in &names.schedules {
            if let Some(schedule) = self.schedules.get(id) {
                book.schedules.load(*id, schedule.clone());
            }
        }
        for id in &self.named_transfers(&names) {
            for side in [Side::Destination, Side::Origin] {
                if let Some(row) = self.transfers.get(&(*id, side)) {
                    book.transfers.load((*id, side), row.clone());
                }
            }
        }
        for account in self.named_accounts(&names) {
            if let Some(row) = self.accounts.get(&account) {
                book.accounts.load(account, row.clone());
            }
        }
        for account in &names.pins {
            if let Some(pin) = self.pins.get(account) {
                book.pins.load(*account, pin.clone());
            }
        }
        let taken = self.accounts.values().flat_map(Unique::of);
        book.taken.extend(taken.filter(|each| names.wanted.contains(each)));
        let booked = |id: &CauseId| self.movements.contains_key(&(*id, Purpose::Deposit));
        book.deposits.extend(names.deposits.iter().filter(|id| booked(id)));
        book.paying.extend(names.closing.iter().filter(|account| self.paying(**account)));
        book
    }

    fn check(&self, book: &Book) -> Result<(), Conflict> {
        let unique = |what: String| Err(Conflict::Unique(what));
        for (row, transfer) in book.transfers.added() {
            if self.transfers.contains_key(row) {
                return unique(format!("transfer {}", row.0));
            }
            if transfer.order.description.as_str() == POISON {
                return Err(Conflict::Refused("the description cannot be stored".into()));
            }
        }
        if let Some((id, _)) =
            book.schedules.added().find(|(id, _)| self.schedules.contains_key(id))
        {
            return unique(format!("schedule {id}"));
        }
        if let Some((id, _)) = book.accounts.added().find(|(id, _)| self.accounts.contains_key(id))
        {
            return unique(format!("account {id}"));
        }
        if let Some((name, _)) =
            book.wishes.added().find(|(name, _)| self.wishes.contains_key(name))
        {
            return unique(format!("wish {name:?}"));
        }
        for movement in &book.movements {
            if self.movements.contains_key(&(movement.cause, movement.purpose)) {
                let (cause, purpose) = (movement.cause, movement.purpose);
                return Err(Conflict::Broken(format!("a second movement {cause} {purpose:?}")));
            }
        }
        let mut written = book.accounts.added().chain(book.accounts.changed());
        match written.find(|(_, account)| account.balance < Amount::ZERO) {
            Some((id, _)) => Err(Conflict::Broken(format!("CHECK (balance >= 0) of {id}"))),
            None => Ok(()),
        }
    }

    fn apply(&mut self, book: &Book, watch: &mut Watch) {
        self.check_limits(book, watch);
        self.check_statement(book, watch);
        self.write_accounts(book, watch);
        for (key, account) in &book.forgotten_keys {
            if self.keys.get(key).is_some_and(|known| known.account == *account) {
                self.keys.remove(key);
            }
        }
        for (key, known) in book.keys.added().chain(book.keys.changed()) {
            self.keys.insert(key.clone(), *known);
        }
        self.write_pins(book, watch);
        self.write_wishes(book, watch);
        self.write_transfers(book, watch);
        self.write_schedules(book, watch);
        self.write_movements(book, watch);
    }

    fn rows(&self) -> Vec<(Timestamp, Row, Option<Timestamp>)> {
        self.transfers.iter().map(|(id, row)| (row.created_at, *id, row.ask_again_at)).collect()
    }
}

fn check_change(who: &str, before: &Transfer, after: &Transfer, watch: &mut Watch) {
    let id = before.order.id;
    let answer = |row: &Transfer| (row.state(), row.reason().cloned());
    if before.state().is_terminal() && answer(before) != answer(after) {
        watch.violation(format!("{who}: the answer of {id} changed"));
    }
    if before.order != after.order || before.account != after.account {
        watch.violation(format!("{who}: {id} has other content now"));
    }
    if after.state().is_terminal() && after.ask_again_at.is_some() {
        watch.violation(format!("{who}: {id} is terminal and asks again"));
    }
}
