//! Where the desk's messages go.

use courier::kafka::Kafka;
use courier::{Mail, Outgoing, Receipt};
use futures::future::BoxFuture;
use std::sync::Arc;

/// Where the desk's messages go.
pub(super) enum Outbox {
    /// To the broker.
    Line(Arc<Kafka>),
    /// Nowhere: this process has no broker. The rows stay due, and whoever works the topics asks.
    Nobody,
}

impl Mail for Outbox {
    fn post(&self, messages: Vec<Outgoing>) -> BoxFuture<'static, ()> {
        match self {
            Self::Line(line) => line.post(messages),
            Self::Nobody => Box::pin(std::future::ready(())),
        }
    }

    fn acknowledge(&self, receipts: &[Receipt]) {
        if let Self::Line(line) = self {
            line.acknowledge(receipts);
        }
    }
}
