//! The rules of clearing, as sentences. Each command is decided on a book loaded anew, as the desk
//! does it.

mod answers;
mod asking;
mod claims;
mod directory;
mod orders;
mod repeats;

use super::*;
use pix::{
    AccountId, Amount, BankCode, Description, Facts, Key, KeyId, KeyKind, Message, Order, Pauses,
    Reason, Refusal, Saying, State, Timestamp, TransferId,
};
use uuid::Uuid;

const ANA: AccountId = AccountId::from_u128(0xa11);
const BRUNO: AccountId = AccountId::from_u128(0xb22);
const CARLA: AccountId = AccountId::from_u128(0xc33);
const DIEGO: AccountId = AccountId::from_u128(0xd44);
/// At the legacy bank.
const OLGA: AccountId = AccountId::from_u128(0xe55);
/// Nobody told of it.
const STRANGER: AccountId = AccountId::from_u128(0xf66);

fn bank(code: &str) -> BankCode {
    BankCode::parse(code).unwrap()
}

fn key(kind: KeyKind, text: &str) -> Key {
    Key::parse(kind, text).unwrap()
}

fn email(text: &str) -> Key {
    key(KeyKind::Email, text)
}

fn id(number: u128) -> TransferId {
    TransferId::from_u128(number)
}

fn from(code: &str) -> Sender {
    Sender::Bank(bank(code))
}

/// Ana at 001 pays R$ 10,00 to Carla's key, whom she saw at 002.
fn order() -> Order {
    Order {
        id: id(1),
        account: ANA,
        amount: Amount::from_cents(1000),
        key: email("carla@ctd.example"),
        description: Description::parse("lunch").unwrap(),
        account_to: Some(CARLA),
        bank_to: Some(bank("002")),
        return_of: None,
        end_to_end: None,
    }
}

/// The same without a review.
fn unreviewed() -> Order {
    Order { account_to: None, bank_to: None, ..order() }
}

/// What a refusal says, by its code.
fn refused(refusal: Refusal) -> Saying {
    Saying::Refused(refusal.into())
}

/// CodePix with five accounts at two banks and a legacy one (003).
struct World {
    rows: Book,
    rules: Rules,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        let rules = Rules {
            open_to_legacy: true,
            pauses: Pauses { first_ms: 5_000, longest_ms: 40_000 },
            ..Rules::default()
        };
        let mut world = Self { rows: Book::default(), rules, now: Timestamp::from_micros(0) };
        for (code, name, legacy) in
            [("001", "BBX", false), ("002", "CTD", false), ("003", "COURSE", true)]
        {
            world.expect(Command::EnrollBank(Bank { code: bank(code), name: name.into(), legacy }));
        }
        for (account, code, document) in [
            (ANA, "001", "52998224725"),
            (BRUNO, "001", "11144477735"),
            (CARLA, "002", "93541134780"),
            (DIEGO, "002", "39053344705"),
            (OLGA, "003", ""),
        ] {
            world.expect(Command::RegisterAccount(account_row(account, code, document)));
        }
        world.register("carla@ctd.example", CARLA);
        world
    }

    fn register(&mut self, text: &str, account: AccountId) -> Answer {
        let id = KeyId::from_u128(self.rows.keys.iter().count().try_into().unwrap());
        self.expect(Command::RegisterKey {
            id,
            key: email(text),
            text: text.into(),
            account,
            owner_only: true,
        })
    }

    /// Decides a command, on rows that are loaded anew, and keeps what came of it: a parked record
    /// too may leave a mark.
    fn decide(&mut self, command: &Command) -> Result<Answer, String> {
        let mut book = reloaded(&self.rows);
        let answer = decide(&mut book, &self.rules, command, self.now);
        self.rows = book;
        answer
    }

    #[expect(clippy::needless_pass_by_value, reason = "commands are written where they are given")]
    fn expect(&mut self, command: Command) -> Answer {
        self.decide(&command).unwrap()
    }

    /// A bank says something. What is said then, to whom; or why the record is parked.
    fn take(
        &mut self,
        sender: Sender,
        saying: Saying,
        order: Order,
    ) -> Result<Vec<(BankCode, Message)>, String> {
        let answer = self.decide(&Command::Take { sender, message: Message { order, saying } });
        answer.map(|_| self.said())
    }

    /// The same, where only what is said matters.
    fn hears(&mut self, sender: Sender, saying: Saying, order: Order) -> Vec<(String, Saying)> {
        brief(self.take(sender, saying, order).unwrap())
    }

    fn asks_again(&mut self) -> Vec<(String, Saying)> {
        self.expect(Command::AskAgain(id(1)));
        brief(self.said())
    }

    fn settle(&mut self, refused: Option<Reason>) -> Answer {
        self.expect(Command::Settle { id: id(1), refused, evidence: "a letter".into() })
    }

    fn said(&self) -> Vec<(BankCode, Message)> {
        let message = |said: &Said| match said {
            Said::Message { to, message, .. } => (*to, message.clone()),
            Said::Unread { .. } => panic!("an order that could not be read"),
        };
        self.rows.said.iter().map(message).collect()
    }

    fn transfer(&self) -> &Transfer {
        self.rows.transfers.get(&id(1)).unwrap()
    }

    fn state(&self) -> State {
        self.transfer().state()
    }

    /// A transfer that everybody knows to be paid.
    fn completed() -> Self {
        let mut world = Self::new();
        world.hears(from("001"), Saying::Order, order());
        world.hears(from("002"), Saying::Confirmed, order());
        world.hears(from("001"), Saying::Completed, order());
        assert_eq!(world.state(), State::Completed);
        world
    }

    /// Ana's order to Olga's key at the legacy bank, asked once.
    fn sent_to_legacy() -> Self {
        let mut world = Self::new();
        world.register("Olga@Course.example", OLGA);
        world.hears(from("001"), Saying::Order, to_olga());
        world
    }
}

fn to_olga() -> Order {
    Order {
        key: email("olga@course.example"),
        account_to: Some(OLGA),
        bank_to: Some(bank("003")),
        ..order()
    }
}

fn account_row(id: AccountId, code: &str, document: &str) -> Account {
    let (number, owner, document) = ("1".into(), "Somebody".into(), document.into());
    Account { id, bank: bank(code), number, owner, document, created_at: Timestamp::from_micros(0) }
}

fn brief(said: Vec<(BankCode, Message)>) -> Vec<(String, Saying)> {
    said.into_iter().map(|(to, message)| (to.to_string(), message.saying)).collect()
}

fn to(code: &str, saying: Saying) -> Vec<(String, Saying)> {
    vec![(code.to_owned(), saying)]
}

/// What the next batch would load.
fn reloaded(book: &Book) -> Book {
    Book {
        banks: loaded(&book.banks),
        accounts: loaded(&book.accounts),
        keys: loaded(&book.keys),
        claims: loaded(&book.claims),
        refused_claims: loaded(&book.refused_claims),
        transfers: loaded(&book.transfers),
        ..Book::default()
    }
}

fn loaded<K: Ord + Clone, V: Clone>(facts: &Facts<K, V>) -> Facts<K, V> {
    let mut rows = Facts::default();
    for (key, row) in facts.iter() {
        rows.load(key.clone(), row.clone());
    }
    rows
}
