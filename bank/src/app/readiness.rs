//! What works and what is missing.

use super::App;
use super::views::Network;
use std::sync::atomic::Ordering;

/// Which parts answer. Accepting transfers needs the database alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The bank's database.
    pub database: bool,
    /// The broker.
    pub broker: bool,
    /// CodePix over gRPC.
    pub codepix: bool,
}

impl App {
    /// How the network looked a moment ago; asks nobody.
    pub fn network(&self) -> Network {
        if self.codepix_away.load(Ordering::Relaxed) {
            Network::CodepixAway
        } else if (self.parts.broker_is_up)() {
            Network::Fine
        } else {
            Network::BrokerAway
        }
    }

    /// Asks every part, each for two seconds at most.
    pub async fn readiness(&self) -> Readiness {
        let (database, codepix) =
            futures::join!(self.parts.reads.is_up(), self.parts.directory.is_up());
        Readiness { database, broker: (self.parts.broker_is_up)(), codepix }
    }
}
