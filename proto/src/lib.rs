//! The wire: what CodePix and the banks send each other, to and from the types of [`pix`].
//!
//! Promises: the names, numbers, fields and bytes that other programs rely on, and no message that
//! cannot be kept: what [`json::decode`] lets through fits the databases. Knows no broker, no
//! server, no clock and no rule of a transfer.
//!
//! | module | home of |
//! |---|---|
//! | [`json`], [`headers`] | the Kafka messages, and what is told beside them |
//! | [`legacy`] | gRPC as the banks of the original course call it |
//! | [`v1`] | gRPC of our own |
//! | [`time`] | moments on the wire |
//! | [`books`] | the counts of an audit, as its JSON tells them |

pub mod books;
pub mod headers;
pub mod json;
pub mod legacy;
pub mod time;
pub mod v1;

/// The descriptors of all services with their comments and imports, an encoded `FileDescriptorSet`:
/// for reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
