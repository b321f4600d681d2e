//! gRPC: the service of the original course, the services of our own, health, and reflection of
//! them all (v1 and v1alpha).
//!
//! A service turns a request into a use case and its answer into a message; [`status`] alone knows
//! what a failure looks like on the wire.

mod accounts;
mod claims;
mod keys;
mod legacy;
mod status;
mod transfers;
mod watch;
mod wire;

use crate::app::App;
use anyhow::Context;
use proto::legacy::pix_service_server::PixServiceServer;
use proto::v1::account_service_server::AccountServiceServer;
use proto::v1::claim_service_server::ClaimServiceServer;
use proto::v1::key_service_server::KeyServiceServer;
use proto::v1::transfer_service_server::TransferServiceServer;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::server::NamedService;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::server::{HealthReporter, health_reporter};
use tonic_reflection::server::Builder;

/// What health speaks of: the whole server, and each service.
pub const SERVICES: [&str; 6] = [
    "",
    PixServiceServer::<legacy::Pix>::NAME,
    KeyServiceServer::<keys::Keys>::NAME,
    AccountServiceServer::<accounts::Accounts>::NAME,
    ClaimServiceServer::<claims::Claims>::NAME,
    TransferServiceServer::<transfers::Transfers>::NAME,
];

/// Longer than the desk lets a caller wait, so that its answer is the one that is heard.
const DEADLINE: Duration = Duration::from_secs(15);
/// Requests of one connection that are worked on at once; more wait.
const REQUESTS: usize = 256;
/// The largest request: names and keys are short.
const REQUEST_BYTES: usize = 16 * 1024;

/// Health, and the future that serves until `stop`; then it answers what it has taken.
pub fn serve(
    listener: TcpListener,
    app: App,
    stop: CancellationToken,
) -> (HealthReporter, impl Future<Output = anyhow::Result<()>> + Send) {
    let (reporter, health) = health_reporter();
    let serving = async move {
        let reflect = || {
            Builder::configure()
                .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                // With these grpcurl shows the details of an error.
                .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        };
        let pix = PixServiceServer::new(legacy::Pix { app: app.clone() });
        let keys = KeyServiceServer::new(keys::Keys { app: app.clone() });
        let accounts = AccountServiceServer::new(accounts::Accounts { app: app.clone() });
        let claims = ClaimServiceServer::new(claims::Claims { app: app.clone() });
        let transfers = TransferServiceServer::new(transfers::Transfers::new(app, stop.clone()));
        Server::builder()
            .timeout(DEADLINE)
            .concurrency_limit_per_connection(REQUESTS)
            .max_concurrent_streams(1024)
            .http2_keepalive_interval(Some(Duration::from_secs(30)))
            .http2_keepalive_timeout(Some(Duration::from_secs(10)))
            .add_service(pix.max_decoding_message_size(REQUEST_BYTES))
            .add_service(keys.max_decoding_message_size(REQUEST_BYTES))
            .add_service(accounts.max_decoding_message_size(REQUEST_BYTES))
            .add_service(claims.max_decoding_message_size(REQUEST_BYTES))
            .add_service(transfers.max_decoding_message_size(REQUEST_BYTES))
            .add_service(health)
            .add_service(reflect().build_v1().context("reflection")?)
            .add_service(reflect().build_v1alpha().context("reflection")?)
            .serve_with_incoming_shutdown(
                TcpIncoming::from(listener).with_nodelay(Some(true)),
                stop.cancelled_owned(),
            )
            .await
            .context("serving gRPC")
    };
    (reporter, serving)
}
