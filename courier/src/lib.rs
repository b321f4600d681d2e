//! How every program of the network takes commands, writes them down and passes messages on.
//!
//! Promises: a command is answered, and a message sent, only after the rows that say so are
//! committed; the offset of a record is stored only after that; what cannot be understood is
//! parked, never dropped; open rows are asked about again. Knows nothing of banks or transfers
//! beyond an id, and without its feature `kafka` it touches no broker, no socket and no clock of
//! its own, so that a simulation can drive it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`desk`] | the loop: take, load, decide, save, answer, send, store offsets |
//! | [`timer`] | which open rows are due to be asked about |
//! | [`parking`] | what is kept of a record that could not be used |
//! | [`stages`] | a program's tasks, and the order in which they stop |
//! | [`stop`] | how a program hears that it is to stop |
//! | [`record`] | a record as it came, a message as it goes |
//! | `faults` | (feature `faults`) where a test lets the program abort |
//! | [`clock`] | the time, as a port and as the system has it |
//! | [`kafka`] | (feature `kafka`) the broker's clients, and a broker of one's own |

pub mod clock;
pub mod desk;
#[cfg(feature = "faults")]
pub mod faults;
#[cfg(feature = "kafka")]
pub mod kafka;
pub mod parking;
pub mod record;
pub mod stages;
pub mod stop;
pub mod timer;

pub use clock::{Clock, SystemClock};
pub use desk::{Desk, DeskError, Handle, Mail, Office, Outcome, Store, StoreError, Verdict};
pub use parking::Parked;
pub use record::{Outgoing, Receipt, Record};
