//! One way to SQLite and to PostgreSQL.
//!
//! Promises: sessions that cannot hold locks for ever, errors sorted into those worth trying again
//! and those not, bulk statements whose text does not depend on how many rows they carry, and the
//! table of parked records. Knows nothing of banks or transfers.
//!
//! | module | what it holds |
//! |---|---|
//! | [`connect`] | opening a database, with the settings of a session |
//! | [`errors`] | which errors are retried (PROTOCOL 13) |
//! | [`rows`] | bulk statements: arrays on PostgreSQL, JSON on SQLite |
//! | [`gather`] | one statement for many who each want one row |
//! | [`read`] | cells of a result, whichever database gave it |
//! | [`sweep`] | a page of the rows that may be due |
//! | [`parked`] | the table of parked records |
//! | [`operator`] | what an operator does with them |
//! | `testing` | (feature `testing`) an empty database for a test, of either kind |
//! | [`migrate`] | schema changes written once for both |

pub mod connect;
pub mod errors;
pub mod gather;
pub mod migrate;
pub mod operator;
pub mod parked;
pub mod read;
pub mod rows;
pub mod sweep;
#[cfg(feature = "testing")]
pub mod testing;

pub use connect::within;
pub use connect::{Database, Url, UrlError};
pub use errors::{expect, miscounted, store_error, unreadable};
pub use gather::Gather;
pub use read::Cells;
pub use rows::{Ids, Rows};
