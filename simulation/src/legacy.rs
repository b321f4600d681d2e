//! Peers of the original course, as CONTRACT describes them: they remember no answers, do what a
//! message says each time it comes, and ignore refusals.

use crate::bus::record;
use crate::clock::{Millis, SimClock};
use crate::program::{Program, Progress};
use crate::store::lock;
use crate::watch::Watch;
use courier::{Outgoing, Receipt, Record};
use pix::{BankCode, Key, Message, Saying};
use proto::json;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

/// The course's bank: credits again whenever an order comes again.
#[derive(Debug)]
pub struct LegacyBank {
    clock: SimClock,
    inbox: VecDeque<Record>,
    outbox: Vec<Outgoing>,
    receipts: Vec<Receipt>,
    topic_of_answers: String,
    watch: Arc<Mutex<Watch>>,
}

impl LegacyBank {
    /// A bank that has credited nothing.
    pub const fn new(clock: SimClock, topic_of_answers: String, watch: Arc<Mutex<Watch>>) -> Self {
        Self {
            clock,
            inbox: VecDeque::new(),
            outbox: Vec::new(),
            receipts: Vec::new(),
            topic_of_answers,
            watch,
        }
    }

    fn answer(&mut self, message: &Message) {
        let saying = match message.saying {
            Saying::Credit => {
                lock(&self.watch).taken_by_course(message.order.id, message.order.amount);
                Saying::Confirmed
            }
            Saying::Confirmed => Saying::Completed,
            Saying::Order | Saying::Completed | Saying::Refused(_) => return,
        };
        let message = Message { order: message.order.clone(), saying };
        self.outbox.push(Outgoing {
            topic: self.topic_of_answers.clone(),
            key: message.order.id.to_string(),
            headers: Vec::new(),
            payload: json::encode(&message),
            once: false,
        });
    }
}

/// The course's CodePix: routes by key, keeps no answers, and says nothing when it fails.
#[derive(Debug)]
pub struct LegacyCodepix {
    clock: SimClock,
    inbox: VecDeque<Record>,
    outbox: Vec<Outgoing>,
    receipts: Vec<Receipt>,
    /// Which bank holds a key, and which bank sent a transfer.
    keys: BTreeMap<Key, BankCode>,
    banks: BTreeMap<pix::AccountId, BankCode>,
    watch: Arc<Mutex<Watch>>,
}

impl LegacyCodepix {
    /// A CodePix with these keys and accounts.
    pub fn new(
        clock: SimClock,
        keys: BTreeMap<Key, BankCode>,
        banks: BTreeMap<pix::AccountId, BankCode>,
        watch: Arc<Mutex<Watch>>,
    ) -> Self {
        Self {
            clock,
            inbox: VecDeque::new(),
            outbox: Vec::new(),
            receipts: Vec::new(),
            keys,
            banks,
            watch,
        }
    }

    fn answer(&mut self, message: &Message) {
        let order = &message.order;
        if message.saying == Saying::Order {
            lock(&self.watch).taken_by_course(order.id, order.amount);
        }
        let (to, saying) = match message.saying {
            Saying::Order => (self.keys.get(&order.key), Saying::Credit),
            Saying::Confirmed => (self.banks.get(&order.account), Saying::Confirmed),
            // It says nothing when a transfer fails.
            Saying::Credit | Saying::Completed | Saying::Refused(_) => return,
        };
        let Some(to) = to else { return };
        let message = Message { order: order.clone(), saying };
        self.outbox.push(Outgoing {
            topic: format!("bank{to}"),
            key: order.id.to_string(),
            headers: Vec::new(),
            payload: json::encode(&message),
            once: false,
        });
    }
}

macro_rules! legacy {
    ($kind:ty) => {
        impl Program for $kind {
            fn deliver(&mut self, record: Record) {
                self.inbox.push_back(record);
            }

            fn go_on(&mut self) -> Progress {
                while let Some(record) = self.inbox.pop_front() {
                    if let Ok(message) = json::decode(&record.payload) {
                        self.answer(&message);
                    }
                    self.receipts.push(record.receipt);
                }
                if self.receipts.is_empty() { Progress::Idle } else { Progress::Committed }
            }

            fn posted(&mut self) -> Vec<Outgoing> {
                std::mem::take(&mut self.outbox)
            }

            fn finish(&mut self) -> Vec<Receipt> {
                std::mem::take(&mut self.receipts)
            }

            // They are spared: what they lose or double by themselves is no fault of ours.
            fn die(&mut self) {}

            fn sweep(&mut self) {}

            fn ask_all(&mut self) {}

            fn due_in(&self) -> Option<Millis> {
                None
            }

            fn clock(&self) -> &SimClock {
                &self.clock
            }
        }
    };
}

legacy!(LegacyBank);
legacy!(LegacyCodepix);

/// A message of a peer that names itself to nobody.
pub fn unsigned(message: &Message, topic: &str) -> Record {
    record(&Outgoing {
        topic: topic.to_owned(),
        key: message.order.id.to_string(),
        headers: Vec::new(),
        payload: json::encode(message),
        once: false,
    })
}
