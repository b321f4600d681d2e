//! A bad network: a TCP proxy that cuts connections in the middle of a commit, cuts them all at
//! once, or is slow.

use crate::error::{Doing, Result};
use fastrand::Rng;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// A proxy that runs. Dropped, it cuts what goes through it.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens.
    pub port: u16,
    weather: watch::Sender<Weather>,
    _tasks: JoinSet<()>,
}

/// How the network is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// How long each piece of a conversation is held back, either way.
    pub delay: Duration,
    /// Of so many commits one is cut off: half of those before the server hears of it, half before
    /// its answer is heard. 0: none.
    pub cut_one_commit_of: u32,
    /// Raised by one, every connection is reset.
    pub resets: u32,
}

/// What COMMIT looks like on the way to the server.
const COMMIT: &[u8] = b"COMMIT";
/// How long a commit takes at most, so that the server has done it when the connection is cut.
const COMMITTED: Duration = Duration::from_millis(100);

impl Proxy {
    /// A proxy of a server on this machine.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start(server: u16, seed: u64) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.doing("the proxy")?;
        let port = listener.local_addr().doing("the proxy")?.port();
        let (weather, now) = watch::channel(Weather::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut rng = Rng::with_seed(seed);
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    Ok((client, _)) = listener.accept() => {
                        connections.spawn(carry(client, server, now.clone(), rng.fork()));
                    }
                    Some(_) = connections.join_next() => {}
                }
            }
        });
        Ok(Self { port, weather, _tasks: tasks })
    }

    /// Changes the weather.
    pub fn change(&self, change: impl FnOnce(&mut Weather)) {
        self.weather.send_modify(change);
    }
}

/// One connection, until either side or the weather ends it.
async fn carry(mut client: TcpStream, port: u16, mut weather: watch::Receiver<Weather>, rng: Rng) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else {
        let _ = client.set_zero_linger();
        return;
    };
    for stream in [&client, &server] {
        let _ = stream.set_nodelay(true);
    }
    let resets = weather.borrow().resets;
    let (up, down) = (weather.clone(), weather.clone());
    let is_deaf = AtomicBool::new(false);
    let is_cut = {
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        tokio::select! {
            is_cut = speak(&mut from_client, &mut to_server, &up, &is_deaf, rng) => is_cut,
            () = answer(&mut from_server, &mut to_client, &down, &is_deaf) => false,
            _ = weather.wait_for(|now| now.resets != resets) => true,
        }
    };
    if is_cut {
        // A reset rather than a farewell.
        let _ = (client.set_zero_linger(), server.set_zero_linger());
    }
}

/// What the client says. Whether the connection is to be cut.
async fn speak(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    weather: &watch::Receiver<Weather>,
    is_deaf: &AtomicBool,
    mut rng: Rng,
) -> bool {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let Weather { delay, cut_one_commit_of, .. } = *weather.borrow();
        let said = &buffer[..read];
        let is_commit = said.windows(COMMIT.len()).any(|window| window == COMMIT);
        let is_cut = is_commit && cut_one_commit_of > 0 && rng.u32(..cut_one_commit_of) == 0;
        if is_cut && rng.bool() {
            return true;
        }
        is_deaf.store(is_cut, Ordering::Relaxed);
        sleep(delay).await;
        if to.write_all(said).await.is_err() {
            break;
        }
        if is_cut {
            sleep(COMMITTED).await;
            return true;
        }
    }
    false
}

/// What the server answers.
async fn answer(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    weather: &watch::Receiver<Weather>,
    is_deaf: &AtomicBool,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let delay = weather.borrow().delay;
        sleep(delay).await;
        if is_deaf.load(Ordering::Relaxed) {
            continue;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers with what it hears, and tells what that was.
    async fn echo() -> (u16, JoinSet<Vec<u8>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (mut heard, mut buffer) = (Vec::new(), [0; 64]);
            while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                heard.extend_from_slice(&buffer[..read]);
                let _ = stream.write_all(&buffer[..read]).await;
            }
            heard
        });
        (port, tasks)
    }

    #[tokio::test]
    async fn it_carries_both_ways_until_connections_are_reset() {
        let (port, mut server) = echo().await;
        let proxy = Proxy::start(port, 1).await.unwrap();
        let mut client = TcpStream::connect(("127.0.0.1", proxy.port)).await.unwrap();
        client.write_all(b"COMMIT").await.unwrap();
        let mut answer = [0; 6];
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"COMMIT");
        proxy.change(|weather| weather.resets += 1);
        assert!(client.read_exact(&mut answer).await.is_err());
        assert_eq!(server.join_next().await.unwrap().unwrap(), b"COMMIT");
    }

    #[tokio::test]
    async fn a_commit_that_is_cut_off_is_never_answered_and_the_server_heard_half_of_them() {
        let (mut heard, mut unheard) = (0, 0);
        for seed in 0..16 {
            let (port, mut server) = echo().await;
            let proxy = Proxy::start(port, seed).await.unwrap();
            proxy.change(|weather| weather.cut_one_commit_of = 1);
            let mut client = TcpStream::connect(("127.0.0.1", proxy.port)).await.unwrap();
            client.write_all(b"xxCOMMIT").await.unwrap();
            let mut answer = [0; 1];
            assert!(!matches!(client.read(&mut answer).await, Ok(1..)));
            match server.join_next().await.unwrap().unwrap().len() {
                0 => unheard += 1,
                _ => heard += 1,
            }
        }
        assert!(heard > 2 && unheard > 2, "{heard} heard, {unheard} not");
    }
}
