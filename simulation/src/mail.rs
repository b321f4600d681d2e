//! What a program posts, and whether it minds the order of the desk: commit, send, store offsets
//! (PROTOCOL 15).

use crate::store::lock;
use crate::watch::Watch;
use courier::{Mail, Outgoing, Receipt};
use futures::future::BoxFuture;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// How far a program is with its batch, as database and broker see it.
#[derive(Debug, Default)]
pub struct Manners {
    /// Where the commands of the batch are kept, in the order in which they came.
    waiting: VecDeque<usize>,
    is_committed: bool,
    owed: usize,
}

impl Manners {
    /// A batch is loaded.
    pub fn begin<C>(&mut self, commands: &[&C]) {
        let places = commands.iter().map(|command| std::ptr::from_ref(*command).addr());
        *self = Self { waiting: places.collect(), is_committed: false, owed: 0 };
    }

    /// Whether it is this command's turn.
    pub fn is_next<C>(&mut self, command: &C) -> bool {
        self.waiting.pop_front() == Some(std::ptr::from_ref(command).addr())
    }

    /// The batch is committed, or its culprit parked.
    pub const fn commit(&mut self) {
        self.is_committed = true;
    }

    /// So many messages follow from the batch.
    pub const fn owes(&mut self, messages: usize) {
        self.owed = messages;
    }
}

/// A program's mail: what is posted waits for the world to put it on the bus.
pub struct SimMail {
    posted: Mutex<Vec<Outgoing>>,
    watch: Arc<Mutex<Watch>>,
    manners: Arc<Mutex<Manners>>,
}

impl SimMail {
    /// Mail of a program that has posted nothing.
    pub const fn new(watch: Arc<Mutex<Watch>>, manners: Arc<Mutex<Manners>>) -> Self {
        Self { posted: Mutex::new(Vec::new()), watch, manners }
    }

    /// What was posted.
    pub fn take(&self) -> Vec<Outgoing> {
        std::mem::take(&mut lock(&self.posted))
    }

    /// The process died: what was posted never left it.
    pub fn forget(&self) {
        lock(&self.posted).clear();
    }
}

impl Mail for SimMail {
    fn post(&self, messages: Vec<Outgoing>) -> BoxFuture<'static, ()> {
        let mut manners = lock(&self.manners);
        if !manners.is_committed && !messages.is_empty() {
            lock(&self.watch).violation("messages were sent before their commit".to_owned());
        }
        manners.owed = manners.owed.saturating_sub(messages.len());
        lock(&self.posted).extend(messages);
        Box::pin(std::future::ready(()))
    }

    fn acknowledge(&self, receipts: &[Receipt]) {
        let manners = lock(&self.manners);
        let is_sent = manners.is_committed && manners.owed == 0;
        if !receipts.is_empty() && !is_sent {
            lock(&self.watch).violation("offsets were stored before the batch was sent".to_owned());
        }
    }
}
