//! How a program hears that it is to stop.

use std::io::Read;
use tokio::signal::unix::{SignalKind, signal};

/// Returns once the process is told to stop: SIGTERM, SIGINT (Ctrl-C), or, `with_parent`, the end
/// of its input, which comes when the process that started it is gone however it went.
pub async fn told_to_stop(with_parent: bool) {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let orphaned = async {
        if !with_parent {
            return std::future::pending().await;
        }
        let (gone, told) = tokio::sync::oneshot::channel();
        // A thread of its own: a read of the runtime would keep the process from ending.
        std::thread::spawn(move || {
            let mut buffer = [0; 64];
            while std::io::stdin().read(&mut buffer).is_ok_and(|read| read > 0) {}
            let _ = gone.send(());
        });
        let _ = told.await;
    };
    tokio::select! {
        () = terminated => {}
        () = interrupted => {}
        () = orphaned => {}
    }
}
