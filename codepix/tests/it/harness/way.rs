//! A way to a server that can be closed and opened.

use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub struct Way {
    /// The server's URL by this way.
    pub url: String,
    here: SocketAddr,
    there: String,
    traffic: JoinSet<()>,
}

impl Way {
    /// A way, closed so far, to the server of a URL; none to a file.
    pub fn to(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (user, place) = rest.split_once('@')?;
        let (there, name) = place.split_once('/')?;
        let here = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("{scheme}://{user}@{here}/{name}");
        Some(Self { url, here, there: there.to_owned(), traffic: JoinSet::new() })
    }

    pub async fn open(&mut self) {
        let listener = TcpListener::bind(self.here).await.unwrap();
        let there = self.there.clone();
        self.traffic.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (mut from, _) = listener.accept().await.unwrap();
                let mut to = TcpStream::connect(&there).await.unwrap();
                connections.spawn(async move {
                    let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
                });
            }
        });
    }

    /// Cuts every connection.
    pub async fn close(&mut self) {
        self.traffic.shutdown().await;
    }
}
