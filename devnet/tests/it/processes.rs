//! What `devnet` promises to whoever starts it at a terminal.

use crate::support::program::{DEVNET, Program, all_gone, alone};
use crate::support::{CARLA_KEY, SOON, expect};
use devnet::child::send;
use devnet::servers::guarded::GuardedLaunch;
use devnet::visitor::{Sent, Visitor};
use nix::sys::signal::Signal;
use pix::Amount;
use std::net::TcpListener;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::Instant;

const TEN_SECONDS: Duration = Duration::from_secs(10);

async fn ana(program: &Program) -> Visitor {
    expect(Visitor::signed_in(&program.network().banks[0].url, "ana@bbx.example").await)
}

async fn sends_a_real(ana: &Visitor) {
    let sent = expect(ana.send(CARLA_KEY, Amount::from_cents(100), "um real").await);
    let Sent::Accepted(id) = sent else { panic!("{sent:?}") };
    expect(ana.sees(&id, "completed", SOON).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_every_process_within_ten_seconds() {
    let (folder, _turn) = alone().await;
    let program = Program::start(&folder.path().join("data"), &[]).await;
    let pids = program.processes();
    let began = Instant::now();
    assert_eq!(program.signal(Signal::SIGINT, TEN_SECONDS).await, Some(0));
    all_gone(&pids, TEN_SECONDS.saturating_sub(began.elapsed())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_process_outlives_a_devnet_that_is_killed() {
    let (folder, _turn) = alone().await;
    let program = Program::start(&folder.path().join("data"), &[]).await;
    let pids = program.processes();
    assert_eq!(program.signal(Signal::SIGKILL, TEN_SECONDS).await, None);
    all_gone(&pids, TEN_SECONDS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_knows_no_parent_ends_with_whoever_started_it() {
    let (folder, _turn) = alone().await;
    // Somebody listens where the server would; the server itself is one that would never end.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let launch = GuardedLaunch {
        guard: DEVNET.into(),
        flags: Vec::new(),
        command: vec!["sleep".into(), "1000".into()],
        log: folder.path().join("server.log"),
        port: listener.local_addr().unwrap().port(),
    };
    let server = expect(launch.start().await);
    let pid = server.pid;
    drop(server);
    all_gone(&[pid], TEN_SECONDS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn state_survives_a_restart_and_the_second_start_is_quick() {
    let (folder, _turn) = alone().await;
    let data = folder.path().join("data");
    let program = Program::start(&data, &[]).await;
    sends_a_real(&ana(&program).await).await;
    program.signal(Signal::SIGTERM, TEN_SECONDS).await;

    let began = Instant::now();
    let program = Program::start(&data, &[]).await;
    assert!(began.elapsed() < TEN_SECONDS, "the second start took {:?}", began.elapsed());
    assert_eq!(expect(ana(&program).await.balance().await), 99_900);
    program.signal(Signal::SIGTERM, TEN_SECONDS).await;

    let program = Program::start(&data, &["--fresh"]).await;
    assert_eq!(expect(ana(&program).await.balance().await), 100_000);
    program.signal(Signal::SIGTERM, TEN_SECONDS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_dies_is_started_again_and_network_json_says_so() {
    let (folder, _turn) = alone().await;
    let mut program = Program::start(&folder.path().join("data"), &[]).await;
    let ana = ana(&program).await;
    let before = program.network();
    let died =
        [before.pids.codepix.unwrap(), before.pids.broker.unwrap(), before.banks[1].pid.unwrap()];
    for pid in died {
        send(pid, Signal::SIGKILL);
        program.says("runs again", TEN_SECONDS).await;
    }
    program.is_ready(2 * TEN_SECONDS).await;
    sends_a_real(&ana).await;
    let after = program.network();
    assert_ne!(after.pids, before.pids);
    assert_ne!(after.kafka, before.kafka, "the embedded broker comes back at another address");
    assert_ne!(after.banks[1].pid, before.banks[1].pid);
    assert_eq!(program.signal(Signal::SIGTERM, TEN_SECONDS).await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_one_sentence_that_names_the_port_and_its_flag() {
    let (folder, _turn) = alone().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for flag in ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"] {
        let data = folder.path().join("data");
        let ports = ["--bbx-port", "--ctd-port", "--grpc-port", "--http-port", "--page-port"];
        let free = ports.into_iter().filter(|each| *each != flag).flat_map(|each| [each, "0"]);
        let output = Command::new(DEVNET)
            .arg("--data")
            .arg(data)
            .args(free)
            .args([flag, &port])
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(&port) && said.contains(flag) && !said.contains("panic"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_bank_has_customers_who_can_send_and_receive() {
    let (folder, _turn) = alone().await;
    let program =
        Program::start(&folder.path().join("data"), &["--bank", "003:NOVO:#7c3aed:0"]).await;
    let network = program.network();
    let um = expect(Visitor::signed_in(&network.banks[2].url, "um@003.example").await);
    sends_a_real(&um).await;
    let page = expect(um.open("/").await);
    assert!(page.says("NOVO"), "{}", page.html);
    assert_eq!(program.signal(Signal::SIGTERM, TEN_SECONDS).await, Some(0));
}
