//! CodePix over gRPC: ours by `codepix.v1`, the original course's by `PixService`.

mod legacy;
mod v1;

pub use legacy::LegacyCodepix;
pub use v1::Codepix;

use crate::app::ports::DirectoryError;
use std::time::Duration;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

/// A customer waits for the answer: better none soon than one late.
const PATIENCE: Duration = Duration::from_secs(2);

/// A channel that connects when it is first used, and again whenever it must.
///
/// # Errors
/// The address is none.
pub fn channel(url: &str) -> Result<Channel, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(url.to_owned())?;
    let endpoint =
        endpoint.connect_timeout(Duration::from_secs(1)).timeout(PATIENCE).tcp_nodelay(true);
    Ok(endpoint
        .keep_alive_while_idle(true)
        .http2_keep_alive_interval(Duration::from_secs(5))
        .connect_lazy())
}

/// Whether the call never reached a CodePix that could answer.
fn is_away(status: &Status) -> bool {
    // A broken connection shows as UNKNOWN with a transport error as its source.
    matches!(
        status.code(),
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted
    ) || std::error::Error::source(status).is_some()
}

fn refused(status: &Status) -> DirectoryError {
    if is_away(status) {
        DirectoryError::Away
    } else {
        DirectoryError::Refused(status.message().to_owned())
    }
}
