//! The broker's clients: the only code of the project that touches rdkafka.
//!
//! One [`Kafka`] per process: it holds a producer and a consumer, makes both anew after five
//! seconds without a broker (the embedded one comes back at another address), creates missing
//! topics, and tells when the broker is back.

mod broker;
mod clients;
mod line;
mod once;
mod publish;
mod settings;
mod share;
mod topics;

pub use broker::EmbeddedBroker;
pub use line::{Intake, Kafka};
pub use publish::{PublishError, publish};
pub use settings::{Bootstrap, Settings};
