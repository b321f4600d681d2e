//! The machine and the versions that figures belong to.

use super::rig::Rig;
use crate::error::Result;
use crate::network_file::NetworkFile;
use tokio::process::Command;

/// The machine, the versions, and what was promised about commits.
///
/// # Errors
/// The database server does not answer.
pub async fn lines(rig: &Rig) -> Result<Vec<String>> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let build =
        if cfg!(debug_assertions) { "DEBUG BUILD: figures mean little" } else { "release build" };
    Ok(vec![
        format!("machine   {} cores, {}, {}", cores, processor(), memory_of_machine()),
        format!("system    {}", said("uname", &["-srm"]).await),
        format!("programs  CodePix {}, {build}", env!("CARGO_PKG_VERSION")),
        format!("servers   {}", rig.servers.postgres.about().await?),
        format!("          Apache Kafka {}, one node, acks=all", rig.servers.kafka.version),
        "load      on the same machine, through the forms of both banks' pages".to_owned(),
    ])
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.and_then(|line| line.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned())
}

fn memory_of_machine() -> String {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.map_or_else(|| "memory unknown".to_owned(), |kib| format!("{} GiB", kib.div_ceil(1 << 20)))
}

async fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().await;
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}

/// The resident memory of each program, in MB.
pub async fn memory(network: &NetworkFile) -> Vec<(String, u64)> {
    let mut programs = vec![("codepix".to_owned(), network.pids.codepix)];
    programs.extend(network.banks.iter().map(|bank| (format!("bank{}", bank.code), bank.pid)));
    let mut found = Vec::new();
    for (name, pid) in programs {
        let Some(pid) = pid else { continue };
        let kib = said("ps", &["-o", "rss=", "-p", &pid.to_string()]).await;
        found.push((name, kib.parse::<u64>().unwrap_or_default().div_ceil(1024)));
    }
    found
}
