//! The desk: the one way in for every change.
//!
//! | step | what happens | where |
//! |---|---|---|
//! | 1 | take what waits, from callers, topics and the timer | [`run`](Desk::run) |
//! | 2 | load every row that the batch names, in bulk, locked | [`Store::load`] |
//! | 3 | decide each command, in order, in memory | [`Office::decide`] |
//! | 4 | write what changed, in bulk, and commit | [`Store::save`] |
//! | 5 | answer the callers | [`settle`](Desk::settle) |
//! | 6 | send the messages | [`Mail::post`], by [`turn`](Desk::turn) |
//! | 7 | store the offsets, once the delivery reports are in or a second has passed | `finish` |
//!
//! An error of infrastructure at 2 or 4 loads and decides the whole batch again, for ever. After
//! any other error the batch is run one by one, and the command that the database refuses is parked
//! (a record) or answered (a caller).

mod finish;
mod handle;
mod ports;
mod run;
mod settle;
mod turn;

pub use handle::{DeskError, Handle, Source, Task};
pub use ports::{Found, Mail, NoMail, Office, OpenRows, Outcome, Store, StoreError, Verdict};
pub use run::{Limits, Sweep};
pub use settle::{Desk, Settled};
pub use turn::{Done, Due, Round, Turn};
