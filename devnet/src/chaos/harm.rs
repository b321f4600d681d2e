//! Does a fault, and undoes it.

use super::plan::Fault;
use super::stage::{Stage, Target};
use crate::error::{Error, Result};
use crate::network_file::NetworkFile;
use nix::sys::signal::Signal;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Of so many commits one is cut.
const CUT_ONE_OF: u32 = 4;
/// Between two resets of all connections.
const RESET_EVERY: Duration = Duration::from_millis(300);
const RESETS: u32 = 5;
/// How long a fault may take to be undone; a server that was killed reads its log first.
const PATIENCE: Duration = Duration::from_mins(1);

impl Stage {
    /// Does a fault.
    ///
    /// # Errors
    /// It cannot be done, or a program does not end when it is told to.
    pub async fn inflict(&mut self, fault: Fault) -> Result<()> {
        match fault {
            Fault::Kill(target) => self.down(target, true).await,
            Fault::Restart(target) => self.down(target, false).await,
            Fault::Freeze(target, _) => {
                self.signal(target, Signal::SIGSTOP).await;
                Ok(())
            }
            Fault::Wipe => {
                self.down(Target::Kafka, true).await?;
                self.real()?.servers.kafka.wipe().await
            }
            Fault::DropTopics => {
                let banks = self.banks().into_iter().map(|(code, _)| format!("bank{code}"));
                let topics = ["transactions", "transaction_confirmation"].map(str::to_owned);
                let names: Vec<String> = topics.into_iter().chain(banks).collect();
                self.real()?.servers.kafka.delete_topics(&names.join(",")).await
            }
            Fault::CutCommits => {
                self.real()?.proxy.change(|now| now.cut_one_commit_of = CUT_ONE_OF);
                Ok(())
            }
            Fault::Slow(delay) => {
                self.real()?.proxy.change(|now| now.delay = delay);
                Ok(())
            }
            Fault::Reset => {
                for _ in 0..RESETS {
                    self.real()?.proxy.change(|now| now.resets += 1);
                    sleep(RESET_EVERY).await;
                }
                Ok(())
            }
            Fault::DiskFull(name) => self.disk.fill(self.part(Target::Part(name))?),
        }
    }

    /// Undoes it.
    ///
    /// # Errors
    /// It cannot be undone.
    pub async fn heal(&mut self, fault: Fault) -> Result<()> {
        let healed = timeout(PATIENCE, self.undo(fault)).await;
        healed.unwrap_or_else(|_| Err(Error::failed(format!("cannot undo: {fault}"))))
    }

    async fn undo(&mut self, fault: Fault) -> Result<()> {
        match fault {
            Fault::Kill(target) | Fault::Restart(target) => self.up(target).await,
            Fault::Wipe => self.up(Target::Kafka).await,
            Fault::Freeze(target, _) => {
                self.signal(target, Signal::SIGCONT).await;
                Ok(())
            }
            Fault::CutCommits => {
                self.real()?.proxy.change(|now| now.cut_one_commit_of = 0);
                Ok(())
            }
            Fault::Slow(_) => {
                self.real()?.proxy.change(|now| now.delay = Duration::ZERO);
                Ok(())
            }
            Fault::DropTopics | Fault::Reset => Ok(()),
            Fault::DiskFull(name) => self.disk.heal(self.part(Target::Part(name))?),
        }
    }

    fn real(&self) -> Result<&super::stage::Real> {
        self.real.as_ref().ok_or_else(|| Error::failed("there are no servers of our own"))
    }

    /// What of the network others may know, for whoever looks into a failure.
    pub async fn file(&self) -> NetworkFile {
        self.network.view.file().await
    }
}
