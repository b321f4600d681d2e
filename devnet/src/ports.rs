//! Ports: whether they are free, said in one sentence, and free ones where the caller does not mind
//! which.

use crate::error::{Error, Result};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Ports held for a network until its programs take them, so that no two of them are the same.
#[derive(Debug, Default)]
pub struct Ports {
    held: Vec<TcpListener>,
}

impl Ports {
    /// Holds a port of 127.0.0.1; 0 stands for any free one.
    ///
    /// # Errors
    /// [`Error::Usage`] naming the port and the flag when somebody else has it.
    pub fn hold(&mut self, port: u16, flag: &str) -> Result<u16> {
        let listener = if port == 0 { any_free(flag)? } else { bind(port, flag)? };
        let port = listener
            .local_addr()
            .map_err(|error| Error::failed(format!("a port for {flag}: {error}")))?
            .port();
        self.held.push(listener);
        Ok(port)
    }

    /// Takes back the listener of a port that was held.
    pub fn take(&mut self, port: u16) -> Option<TcpListener> {
        let is_it =
            |listener: &TcpListener| listener.local_addr().is_ok_and(|it| it.port() == port);
        let index = self.held.iter().position(is_it)?;
        Some(self.held.swap_remove(index))
    }
}

/// A port of 127.0.0.1 that is free now.
///
/// # Errors
/// There is none.
pub fn free_port() -> Result<u16> {
    Ports::default().hold(0, "a free port")
}

fn bind(port: u16, flag: &str) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Error::Usage(format!(
            "port {port} is taken by another program: choose another with {flag} (0 takes a free one)"
        )),
        _ => Error::Usage(format!("port {port} of {flag} cannot be used: {error}")),
    })
}

/// Below the ports from which systems serve outgoing connections (32768 on Linux): one of those
/// could be gone again before our program binds it.
fn any_free(flag: &str) -> Result<TcpListener> {
    const FIRST: u16 = 12_000;
    const COUNT: u16 = 20_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two devnets at once begin at different places.
    let start =
        u16::try_from(std::process::id().wrapping_mul(97) % u32::from(COUNT)).unwrap_or_default();
    for _ in 0..COUNT {
        let turn = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (start.wrapping_add(turn)) % COUNT;
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(listener);
        }
    }
    Err(Error::failed(format!("no free port is left for {flag}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_with_its_flag() {
        let mut ours = Ports::default();
        let port = ours.hold(0, "--bbx-port").unwrap();
        let error = Ports::default().hold(port, "--bbx-port").unwrap_err();
        assert_eq!(error.exit_status(), 2);
        assert!(error.to_string().contains(&format!("port {port} is taken")), "{error}");
        assert!(error.to_string().contains("--bbx-port"), "{error}");
        drop(ours.take(port));
        assert_eq!(Ports::default().hold(port, "--bbx-port"), Ok(port));
    }

    #[test]
    fn free_ports_are_distinct() {
        let mut ports = Ports::default();
        let [a, b, c] = ["a", "b", "c"].map(|flag| ports.hold(0, flag).unwrap());
        assert!(a != b && b != c && a != c);
    }
}
