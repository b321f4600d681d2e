//! What works and what is missing.

use super::App;

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
    /// Asks every part, each for two seconds at most.
    pub async fn readiness(&self) -> Readiness {
        let (database, codepix) =
            futures::join!(self.parts.reads.is_up(), self.parts.directory.is_up());
        Readiness { database, broker: (self.parts.broker_is_up)(), codepix }
    }
}
