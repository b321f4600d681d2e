//! Load without pages: the bank itself puts transfers on its desk.

use super::rig::Rig;
use crate::child::Launch;
use crate::error::{Doing, Error, Result};
use crate::plan::PartName;
use pix::BankCode;
use serde::Deserialize;

/// What the bank measured.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Run {
    /// Transfers completed a second.
    pub rate: u64,
    /// Half of them took less, in microseconds.
    pub p50_us: u64,
    /// Of a hundred, ninety-nine took less, in microseconds.
    pub p99_us: u64,
}

/// Lets BBX send so many transfers with so many in flight, its pages being closed meanwhile.
///
/// # Errors
/// It does not send them all.
pub async fn load(rig: &Rig, transfers: usize, in_flight: usize) -> Result<Run> {
    let name = PartName::Bank(BankCode::parse("001").doing("001")?);
    let part = rig.network.view.plan().parts.iter().find(|part| part.name == name);
    let part = part.ok_or_else(|| Error::failed("the network has no BBX"))?;
    let arguments = ["load", "--transfers", &transfers.to_string(), "--in-flight"]
        .map(str::to_owned)
        .into_iter()
        .chain([in_flight.to_string()]);
    let launch = Launch { arguments: arguments.collect(), ..part.serve.clone() };
    rig.network.kill(name).await?;
    let answer = launch.output().await;
    rig.network.restart(name).await?;
    rig.network.view.until_ready().await?;
    serde_json::from_str(answer?.trim()).doing("the bank's load")
}
