//! `devnet broker`: the embedded broker as a program of its own, so that it can be killed like any
//! other.

use crate::config::BrokerOptions;
use crate::error::{Doing, Result};
use crate::folder::write_atomically;
use courier::kafka::EmbeddedBroker;
use courier::stop::told_to_stop;

/// Runs the broker until a signal, or the parent's end, ends it.
///
/// # Errors
/// It cannot open its sockets or write its address.
pub async fn run(options: BrokerOptions) -> Result<()> {
    let file = &options.address_file;
    // The address of an earlier broker leads nowhere.
    let _ = std::fs::remove_file(file);
    let broker =
        EmbeddedBroker::start(&options.topics, options.partitions).doing("the embedded broker")?;
    write_atomically(file, &broker.address())
        .doing(format!("the address file {}", file.display()))?;
    told_to_stop(options.with_parent).await;
    let _ = std::fs::remove_file(file);
    Ok(())
}
