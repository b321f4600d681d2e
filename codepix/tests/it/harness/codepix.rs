//! A CodePix in this process, wired by `setup` as `main` wires it.

use super::database::TestDatabase;
use super::until;
use codepix::config::{Cli, Command, ServicePlan};
use codepix::setup::Service;
use metrics_exporter_prometheus::PrometheusBuilder;
use proto::legacy::pix_service_client::PixServiceClient;
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::claim_service_client::ClaimServiceClient;
use proto::v1::key_service_client::KeyServiceClient;
use proto::v1::transfer_service_client::TransferServiceClient;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Nobody listens there.
pub const NOWHERE: &str = "127.0.0.1:1";

pub struct Codepix {
    pub http: SocketAddr,
    pub channel: Channel,
    pub grpc: String,
    pub stop: CancellationToken,
    work: JoinSet<anyhow::Result<()>>,
}

/// `serve` with these further arguments, as a command line would have it.
pub fn plan(command: &str, url: &str, arguments: &[&str]) -> ServicePlan {
    let mut words = vec![
        "codepix",
        command,
        "--auth",
        "open",
        "--database-url",
        url,
        "--http-addr",
        "127.0.0.1:0",
    ];
    if command != "kafka" {
        words.extend(["--grpc-addr", "127.0.0.1:0"]);
    }
    words.extend(arguments);
    match Cli::read(words).unwrap().command {
        Command::Serve(options) => options.into(),
        Command::Grpc(options) => options.into(),
        Command::Kafka(options) => options.into(),
        Command::Operate(command) => panic!("{command:?}"),
    }
}

impl Codepix {
    pub async fn start(plan: &ServicePlan) -> Self {
        let service =
            Service::start(plan, PrometheusBuilder::new().build_recorder().handle()).await.unwrap();
        let (http, stop) = (service.http, CancellationToken::new());
        let grpc = service.grpc.map_or_else(|| NOWHERE.to_owned(), |address| address.to_string());
        let mut work = JoinSet::new();
        work.spawn(service.run(stop.clone().cancelled_owned()));
        let channel = Endpoint::from_shared(format!("http://{grpc}")).unwrap().connect_lazy();
        Self { http, channel, grpc, stop, work }
    }

    /// gRPC only, on the demo data.
    pub async fn grpc() -> (Self, TestDatabase) {
        let database = TestDatabase::seeded().await;
        (Self::start(&plan("grpc", &database.url, &[])).await, database)
    }

    pub fn pix(&self) -> PixServiceClient<Channel> {
        PixServiceClient::new(self.channel.clone())
    }

    pub fn keys(&self) -> KeyServiceClient<Channel> {
        KeyServiceClient::new(self.channel.clone())
    }

    pub fn accounts(&self) -> AccountServiceClient<Channel> {
        AccountServiceClient::new(self.channel.clone())
    }

    pub fn claims(&self) -> ClaimServiceClient<Channel> {
        ClaimServiceClient::new(self.channel.clone())
    }

    pub fn transfers(&self) -> TransferServiceClient<Channel> {
        TransferServiceClient::new(self.channel.clone())
    }

    /// Status and body of a page.
    pub async fn get(&self, path: &str) -> (u16, String) {
        get(self.http, path).await
    }

    /// What `/readyz` says is missing.
    pub async fn missing(&self) -> Vec<String> {
        let (status, body) = self.get("/readyz").await;
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["ready"], status == 200, "{status} {body}");
        body["missing"]
            .as_array()
            .unwrap()
            .iter()
            .map(|what| what.as_str().unwrap().to_owned())
            .collect()
    }

    /// What gRPC's health says of the whole server.
    pub async fn health(&self) -> ServingStatus {
        let mut health = HealthClient::new(self.channel.clone());
        health.check(HealthCheckRequest::default()).await.unwrap().into_inner().status()
    }

    pub async fn until_ready(&self) {
        until("CodePix is ready", async || self.missing().await.is_empty()).await;
    }

    /// Stops it; how it ended.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.ended().await
    }

    /// How it ended, by itself.
    pub async fn ended(&mut self) -> anyhow::Result<()> {
        self.work.join_next().await.expect("it ran").unwrap()
    }
}

/// Status and body of a page.
pub async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
