//! What other programs rely on: the bytes of the messages and the names of the services.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise, its helpers too")]

mod descriptors;
mod golden;
mod properties;
mod wrong;
