//! How long CodePix is away when it is killed and started again.

use super::find::answers;
use super::load::told;
use super::rig::Rig;
use crate::error::{Error, Result};
use crate::plan::PartName;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Times from the kill.
#[derive(Clone, Copy, Debug)]
pub struct Recovery {
    /// Until gRPC answers.
    pub answers: Duration,
    /// Until a transfer that was confirmed right after the kill is completed.
    pub clears: Duration,
}

const PATIENCE: Duration = Duration::from_secs(30);

/// Kills CodePix, starts it again at once, and waits.
///
/// # Errors
/// It is not back within half a minute.
pub async fn kill_and_restart(rig: &Rig) -> Result<Recovery> {
    let payer = rig.payer(0);
    let draft = rig.draft(payer).await?;
    let killed = Instant::now();
    rig.network.kill(PartName::CodePix).await?;
    rig.confirm(payer, &draft).await?;
    rig.network.restart(PartName::CodePix).await?;
    let grpc = async {
        while !answers(&rig.grpc_url()).await {
            if killed.elapsed() > PATIENCE {
                return Err(Error::failed("CodePix does not come back"));
            }
            sleep(Duration::from_millis(10)).await;
        }
        Ok(killed.elapsed())
    };
    let transfer = async {
        told(payer, &draft).await?;
        Ok(killed.elapsed())
    };
    let (answers, clears) = tokio::try_join!(grpc, transfer)?;
    rig.network.view.until_ready().await?;
    Ok(Recovery { answers, clears })
}
