//! Look-ups of keys over gRPC.

use super::Effort;
use super::stats::{Sorted, rate};
use crate::error::{Doing, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use pix::demo;
use proto::legacy::{PixKey, pix_service_client::PixServiceClient};
use proto::v1::account_service_client::AccountServiceClient;
use proto::v1::key_service_client::KeyServiceClient;
use proto::v1::{FindKeyRequest, RegisterAccountRequest, RegisterKeyRequest};
use std::time::Duration;
use tokio::time::Instant;
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

/// Which service is asked.
#[derive(Clone, Copy, Debug)]
pub enum Service {
    /// `PixService`, as the banks of the course call it.
    Legacy,
    /// `codepix.v1.KeyService`.
    Own,
}

impl Service {
    /// Its name in figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legacy => "PixService.Find",
            Self::Own => "KeyService.Find",
        }
    }
}

const CALLERS: usize = 64;
/// Connections that the callers share.
const CONNECTIONS: usize = 8;
/// An account may hold five.
const KEYS_OF_AN_ACCOUNT: u32 = 5;

fn key(number: u32) -> String {
    format!("chave.{number}@bench.example")
}

/// Registers so many keys, with as many accounts as they need, the way a bank does.
///
/// # Errors
/// CodePix refuses.
pub async fn register(grpc_url: &str, keys: u32) -> Result<()> {
    let channel = connect(grpc_url).await?;
    let accounts = (0..keys.div_ceil(KEYS_OF_AN_ACCOUNT)).map(|account| {
        let channel = channel.clone();
        async move {
            let id = Uuid::from_u128(0xbe_0000_4000_8000_0000_0000_0000 | u128::from(account));
            let mut service = AccountServiceClient::new(channel.clone());
            let request = RegisterAccountRequest {
                account_id: id.to_string(),
                number: format!("9{account}"),
                bank_code: "001".to_owned(),
                owner_name: format!("Medida {account}"),
                document: demo::customers(pix::BankCode::parse("001").doing("001")?)[0].cpf.clone(),
            };
            service.register(request).await.doing("AccountService.Register")?;
            let first = account * KEYS_OF_AN_ACCOUNT;
            for number in first..keys.min(first + KEYS_OF_AN_ACCOUNT) {
                let (kind, key, account_id) = ("email".to_owned(), key(number), id.to_string());
                let request = RegisterKeyRequest { kind, key, account_id };
                let done = KeyServiceClient::new(channel.clone()).register(request).await;
                done.doing("KeyService.Register")?;
            }
            Ok(())
        }
    });
    stream::iter(accounts).buffer_unordered(CALLERS * 4).try_collect().await
}

/// Lets 64 callers look keys up for a while: look-ups a second, and the time that 99 of 100 stay
/// below.
///
/// # Errors
/// CodePix does not know a key.
pub async fn look_up(grpc_url: &str, service: Service, effort: Effort) -> Result<(u64, Duration)> {
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS {
        channels.push(connect(grpc_url).await?);
    }
    let began = Instant::now();
    let callers = (0..CALLERS).map(|caller| {
        let channel = channels[caller % CONNECTIONS].clone();
        async move {
            let mut times = Vec::new();
            // Each caller walks over the keys from a place of its own, in large steps.
            let mut number = u32::try_from(caller).unwrap_or_default() * 1_543;
            while began.elapsed() < effort.find {
                number = (number + 7_919) % effort.keys;
                let start = Instant::now();
                find(channel.clone(), service, key(number)).await?;
                times.push(start.elapsed());
            }
            Ok(times)
        }
    });
    let times: Vec<Vec<Duration>> =
        stream::iter(callers).buffer_unordered(CALLERS).try_collect().await?;
    let elapsed = began.elapsed();
    let times = times.concat();
    let rate = rate(times.len(), elapsed);
    Ok((rate, Sorted::from(times).share(99)))
}

async fn find(channel: Channel, service: Service, key: String) -> Result<()> {
    let kind = "email".to_owned();
    match service {
        Service::Legacy => {
            let found = PixServiceClient::new(channel).find(PixKey { kind, key }).await;
            found.doing("PixService.Find").map(drop)
        }
        Service::Own => {
            let found = KeyServiceClient::new(channel).find(FindKeyRequest { kind, key }).await;
            found.doing("KeyService.Find").map(drop)
        }
    }
}

/// A connection to gRPC.
///
/// # Errors
/// Nobody answers.
pub async fn connect(grpc_url: &str) -> Result<Channel> {
    let endpoint = Endpoint::from_shared(grpc_url.to_owned()).doing("gRPC of CodePix")?;
    endpoint.tcp_nodelay(true).connect().await.doing("gRPC of CodePix")
}

/// Whether gRPC answers a look-up of a seeded key.
pub async fn answers(grpc_url: &str) -> bool {
    match connect(grpc_url).await {
        Ok(channel) => find(channel, Service::Legacy, "ana@bbx.example".to_owned()).await.is_ok(),
        Err(_) => false,
    }
}
