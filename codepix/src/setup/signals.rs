//! Who may ask the program to stop: SIGTERM, SIGINT, and the parent's end where that was asked for.

use anyhow::Context;
use std::io::Read;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Listens for whoever asks the program to stop.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    parent: Option<oneshot::Receiver<()>>,
}

impl Signals {
    /// Listens from now on; `with_parent` for the end of standard input too.
    ///
    /// # Errors
    /// The system has no place for the handlers.
    pub fn listen(with_parent: bool) -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("listening for signals");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            parent: with_parent.then(standard_input),
        })
    }

    /// Resolves when somebody asks.
    pub async fn asked(&mut self) {
        let parent = async {
            match &mut self.parent {
                // A reader that is gone is as good as a parent that is.
                Some(parent) => drop(parent.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = parent => {}
        }
    }
}

/// Resolves when standard input is closed.
fn standard_input() -> oneshot::Receiver<()> {
    let (done, closed) = oneshot::channel();
    // A thread of its own: a blocked read on the runtime's threads would keep the program from ending.
    std::thread::spawn(move || {
        let mut buffer = [0; 64];
        while std::io::stdin().read(&mut buffer).is_ok_and(|count| count > 0) {}
        let _ = done.send(());
    });
    closed
}
