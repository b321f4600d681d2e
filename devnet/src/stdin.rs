//! Notices that the parent is gone: the pipe on our standard input closes.

use std::io::Read;
use tokio::sync::oneshot;

/// Resolves when standard input is closed.
pub async fn closed() {
    let (done, closed) = oneshot::channel();
    // A thread of its own: a blocked read on the runtime's threads would keep the program from
    // ending.
    std::thread::spawn(move || {
        let mut buffer = [0; 64];
        while std::io::stdin()
            .read(&mut buffer)
            .is_ok_and(|count| count > 0)
        {}
        let _ = done.send(());
    });
    let _ = closed.await;
}
