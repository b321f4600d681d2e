//! The rules that `CodePix` and every bank share.
//!
//! Promises: money in whole centavos, canonical keys, ids that cannot be mistaken for one another,
//! one table that says which step of a transfer may follow which, and one list of reasons for a
//! refusal. Knows no clock, no randomness, no I/O and no wire format; builds for
//! `wasm32-unknown-unknown`.
//!
//! | module | home of the rule |
//! |---|---|
//! | [`amount`] | how cents are parsed, added, shown |
//! | [`brcode`] | static BR Codes: what a QR code and a pasted code hold |
//! | [`key`] | valid CPF, CNPJ, phone, e-mail, random key; canonical form |
//! | [`document`] | check digits of CPF and CNPJ, and how a CPF is masked |
//! | [`owner`] | how long the name of an account's owner may be |
//! | [`facts`] | what a batch loaded and what changed |
//! | [`claim`] | how a claim of a key may end, and why one is refused |
//! | [`ids`] | ids of transfers, accounts, keys, banks |
//! | [`state`] | which step may follow which |
//! | [`refusal`] | why a transfer was refused |
//! | [`order`] | what a transfer says; what counts as the same transfer |
//! | [`message`] | what two parties say to each other about a transfer |
//! | [`pauses`] | how long to wait before asking again |
//! | [`age`] | how long a transfer has been open, and when it needs a person |
//! | [`tally`] | transfers counted as an operator looks at them |
//! | [`calendar`] | which day and which night a moment belongs to |
//! | [`timestamp`] | microseconds since 1970, UTC |
//! | [`end_to_end`] | the id under which the network speaks of a payment |
//! | [`demo`] | the seeded demo customers |

pub mod age;
pub mod amount;
pub mod brcode;
pub mod calendar;
pub mod claim;
pub mod demo;
pub mod document;
pub mod end_to_end;
pub mod facts;
pub mod ids;
pub mod key;
pub mod message;
pub mod order;
pub mod owner;
pub mod pauses;
pub mod refusal;
pub mod state;
pub mod tally;
pub mod timestamp;

pub use age::Age;
pub use amount::{Amount, AmountError};
pub use brcode::{BrCode, BrCodeError, MessageTooLong};
pub use calendar::Day;
pub use claim::{ClaimRefusal, ClaimState, Ended, Ending};
pub use end_to_end::EndToEndId;
pub use facts::Facts;
pub use ids::{AccountId, AttemptId, BankCode, CauseId, ClaimId, IdError, KeyId, TransferId};
pub use key::{Key, KeyError, KeyKind};
pub use message::{Message, Saying};
pub use order::{Description, DescriptionError, Order};
pub use pauses::Pauses;
pub use refusal::{Reason, Refusal};
pub use state::{Event, State, Step};
pub use tally::Tally;
pub use timestamp::Timestamp;
