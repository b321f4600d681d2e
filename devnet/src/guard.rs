//! `devnet guard`: runs a program that knows no parent (a database, a JVM) and ends it when we are
//! gone.

use crate::child::send;
use crate::config::GuardOptions;
use crate::error::{Doing, Error, Result};
use crate::say::say;
use courier::stop::told_to_stop;
use nix::sys::signal::Signal;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// Runs the program, says its process id on standard output, and ends it on SIGTERM or when
/// standard input closes.
///
/// # Errors
/// It cannot be started, or it fails.
pub async fn run(options: GuardOptions) -> Result<()> {
    let (name, arguments) =
        options.program.split_first().ok_or_else(|| Error::failed("no program"))?;
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::null()).stdout(log()?).process_group(0).kill_on_drop(true);
    if let Some(gid) = options.gid {
        command.gid(gid);
    }
    if let Some(uid) = options.uid {
        command.uid(uid);
    }
    let mut child = command.spawn().doing(format!("{name} cannot be started"))?;
    let pid = child.id().ok_or_else(|| Error::failed("a program has no process id"))?;
    say(&pid.to_string());
    tokio::select! {
        status = child.wait() => {
            let status = status.doing("waiting for a program")?;
            return if status.success() { Ok(()) } else { Err(Error::failed(format!("{name}: {status}"))) };
        }
        () = told_to_stop(true) => {}
    }
    send(pid, if options.interrupt { Signal::SIGINT } else { Signal::SIGTERM });
    if timeout(Duration::from_secs(options.grace), child.wait()).await.is_err() {
        child.kill().await.doing("killing a program")?;
    }
    Ok(())
}

/// Our standard error, which is the log, for the program's standard output: ours carries the
/// process id.
fn log() -> Result<Stdio> {
    use std::os::fd::AsFd;
    let errors = std::io::stderr().as_fd().try_clone_to_owned();
    Ok(errors.doing("standard error")?.into())
}
