//! `healthcheck`: asks a running service whether it is ready. For container engines: images have no
//! other HTTP client.

use super::say;
use crate::config::HttpOptions;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub(super) async fn run(options: &HttpOptions) -> ExitCode {
    let address = reachable(options.http_addr);
    let answer = timeout(Duration::from_secs(3), readyz(address))
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    match answer {
        Ok((true, body)) => {
            say(body);
            ExitCode::SUCCESS
        }
        Ok((false, body)) => {
            say(body);
            ExitCode::FAILURE
        }
        Err(error) => {
            say(format!(
                "CODEPIX_HTTP_ADDR holds {}, and nothing answers there: {error}",
                options.http_addr
            ));
            ExitCode::FAILURE
        }
    }
}

/// A service that listens everywhere is asked on the loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Whether it is ready, and what it says. HTTP/1.0, so that the answer ends with the connection.
async fn readyz(address: SocketAddr) -> io::Result<(bool, String)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET /readyz HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::InvalidData)?;
    let status = head.split(' ').nth(1);
    Ok((status == Some("200"), body.trim().to_owned()))
}
