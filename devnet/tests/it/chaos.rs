//! Crashes at every step. Each program aborts before a commit, after it and after sending, with
//! each kind of command in its batch; what was under way is finished, once, when it is back. Then
//! half a minute of whatever a seed draws.
//!
//! Needs programs with the feature `faults`, as `scripts/test.sh` builds them.

use crate::acts::{PATIENCE, Person, pays, registers, schedules, sets_limit};
use crate::refusals::operator;
use crate::support::program::{DEVNET, alone};
use crate::support::{CARLA_KEY, Harness, bank, expect, with_networks};
use devnet::child::{Child, Launch, send};
use devnet::config::TestOptions;
use devnet::health::{self, Health};
use devnet::keeper::Status;
use devnet::plan::{PartName, PartPlan, Plan};
use devnet::visitor::Visitor;
use futures::future::join_all;
use nix::sys::signal::Signal;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::{Instant, sleep, timeout};

/// What a customer does, and who dies over it, each with one command.
struct Case {
    does: Does,
    deaths: &'static [(&'static str, &'static str)],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    /// Pays somebody.
    Pays,
    /// Pays an account that is closed.
    PaysInVain,
    /// Pays while the receiver's bank is down, so that everybody has to ask again.
    PaysUnheard,
    /// Signs in anew and pays, so that the PIN is asked for.
    PaysWithPin,
    /// Registers a key.
    RegistersKey,
    /// Registers a key and removes it.
    RemovesKey,
    /// Claims a key that is held at the other bank, where it is let go.
    MovesKey,
    /// Opens an account.
    OpensAccount,
    /// Changes a PIN.
    ChangesPin,
    /// Lowers a limit.
    SetsLimit,
    /// Schedules a transfer and cancels it.
    Schedules,
}

const POINTS: [&str; 3] = ["before-commit", "after-commit", "after-send"];

const CASES: [Case; 17] = [
    Case {
        does: Does::Pays,
        deaths: &[("bank001", "send"), ("codepix", "order"), ("bank002", "order")],
    },
    Case { does: Does::Pays, deaths: &[("codepix", "confirmed"), ("bank001", "confirmed")] },
    Case { does: Does::Pays, deaths: &[("codepix", "completed")] },
    Case {
        does: Does::PaysInVain,
        deaths: &[("bank002", "order"), ("codepix", "error"), ("bank001", "error")],
    },
    Case { does: Does::PaysUnheard, deaths: &[("codepix", "ask-again"), ("bank001", "ask-again")] },
    Case {
        does: Does::RegistersKey,
        deaths: &[("codepix", "register-key"), ("bank001", "know-key")],
    },
    Case { does: Does::PaysWithPin, deaths: &[("bank001", "try-pin")] },
    Case {
        does: Does::OpensAccount,
        deaths: &[("bank001", "open-account"), ("codepix", "register-account")],
    },
    Case { does: Does::OpensAccount, deaths: &[("bank001", "mark-registered")] },
    Case { does: Does::ChangesPin, deaths: &[("bank001", "change-pin")] },
    Case { does: Does::SetsLimit, deaths: &[("bank001", "set-limit")] },
    Case { does: Does::Schedules, deaths: &[("bank001", "schedule")] },
    Case { does: Does::Schedules, deaths: &[("bank001", "cancel-schedule")] },
    Case {
        does: Does::RemovesKey,
        deaths: &[("codepix", "remove-key"), ("bank001", "forget-key")],
    },
    Case { does: Does::MovesKey, deaths: &[("bank001", "wish-claim"), ("codepix", "claim")] },
    Case { does: Does::MovesKey, deaths: &[("bank001", "hear-wish")] },
    Case { does: Does::MovesKey, deaths: &[("bank002", "wish-claim"), ("bank001", "end-claim")] },
];

const DIEGO_KEY: &str = "diego@ctd.example";
const PAUSE: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dies_at_any_step_of_any_command_loses_and_doubles_nothing() {
    // The embedded broker waits some seconds for a member that died without a word: several
    // networks wait at the same time. Apache Kafka knows members by name.
    let is_real = TestOptions::from_environment().profile == "real";
    let count = if is_real { 1 } else { 2 * POINTS.len() };
    let all = POINTS.into_iter().flat_map(|point| CASES.chunks(3).map(move |few| (point, few)));
    let all: Vec<_> = all.collect();
    with_networks(count, ask_soon, async |net, number| {
        registers(&net.visitor("diego").await, "email", DIEGO_KEY).await;
        for (point, cases) in all.iter().skip(number).step_by(count) {
            every_command(net, point, cases).await;
        }
    })
    .await;
}

/// What is not answered is asked again at once.
fn ask_soon(plan: &mut Plan) {
    for part in &mut plan.parts {
        part.serve.environment.push(("ASK_AGAIN_FIRST_MS".into(), "200".into()));
    }
}

async fn every_command(net: &Harness, point: &str, cases: &[Case]) {
    let bruno = net.visitor("bruno").await;
    operator(net, "bank002", &["account", "close", "4444"]).await;
    let carla = net.visitor("carla").await;
    let (bruno_had, carla_had) = (expect(bruno.balance().await), expect(carla.balance().await));
    let mut paid = 0;
    for case in cases {
        let began = Instant::now();
        case.play(net, point, &bruno).await;
        let has_paid = matches!(case.does, Does::Pays | Does::PaysUnheard | Does::PaysWithPin);
        paid += i64::from(has_paid);
        assert_eq!(expect(bruno.balance().await), bruno_had - paid, "{point} {:?}", case.deaths);
        assert_eq!(expect(carla.balance().await), carla_had + paid, "{point} {:?}", case.deaths);
        println!("{point} {:?}: {} ms", case.deaths, began.elapsed().as_millis());
    }
    operator(net, "bank002", &["account", "reopen", "4444"]).await;
}

impl Case {
    async fn play(&self, net: &Harness, point: &str, bruno: &Visitor) {
        let deaths = self.deaths.iter().map(|(who, kind)| (who, format!("{point}:{kind}")));
        let armed = join_all(deaths.map(|(who, fault)| Armed::start(net, who, fault))).await;
        let is_unheard = self.does == Does::PaysUnheard;
        if is_unheard {
            end(net, bank("002")).await;
        }
        let deaths = async {
            join_all(armed.into_iter().map(|armed| armed.dies(net))).await;
            if is_unheard {
                expect(net.network().restart(bank("002")).await);
            }
        };
        let act = async {
            match self.does {
                Does::Pays | Does::PaysUnheard => pays(bruno, CARLA_KEY, "completed").await,
                Does::PaysInVain => pays(bruno, DIEGO_KEY, "refused").await,
                Does::PaysWithPin => {
                    pays(&net.visitor("bruno").await, CARLA_KEY, "completed").await;
                }
                Does::RegistersKey => {
                    registers(bruno, "email", &format!("{point}@bbx.example")).await;
                }
                Does::RemovesKey => Person::new().removes_key(net).await,
                Does::MovesKey => Person::new().moves_key(net).await,
                Does::OpensAccount => {
                    Person::new().opens_account(net, bank("001")).await;
                }
                Does::ChangesPin => Person::new().changes_pin(net).await,
                Does::SetsLimit => sets_limit(bruno).await,
                Does::Schedules => schedules(bruno, CARLA_KEY).await,
            }
        };
        tokio::join!(deaths, act);
        expect(net.network().view.until_ready().await);
    }
}

/// A program that will abort.
struct Armed<'a> {
    plan: &'a PartPlan,
    fault: String,
    child: Child,
}

impl<'a> Armed<'a> {
    /// Starts a program of the network anew with a fault in its way.
    async fn start(net: &'a Harness, who: &str, fault: String) -> Self {
        let mut parts = net.network().view.plan().parts.iter();
        let plan = parts.find(|part| part.name.to_string() == who).unwrap();
        end(net, plan.name).await;
        let mut launch: Launch = plan.serve.clone();
        launch.environment.push(("CODEPIX_FAULT".into(), fault.clone()));
        let deadline = Instant::now() + PATIENCE;
        loop {
            let mut child = expect(launch.start());
            tokio::select! {
                () = is_ready(plan, deadline) => return Self { plan, fault, child },
                // Something was said twice in the case before, and it died of that.
                _ = child.wait() => {}
            }
        }
    }

    /// Waits until it has aborted, and starts it again without the fault.
    async fn dies(mut self, net: &Harness) {
        let (name, fault) = (self.plan.name, &self.fault);
        let status = timeout(PATIENCE, self.child.wait()).await;
        let status = status.unwrap_or_else(|_| panic!("{name} did not come to {fault}"));
        assert_eq!(expect(status).signal(), Some(6), "{name} {fault}");
        expect(net.network().restart(name).await);
    }
}

async fn is_ready(plan: &PartPlan, deadline: Instant) {
    let (client, url) = (reqwest::Client::new(), plan.readyz.as_ref().unwrap());
    while health::ask(&client, url).await != Health::Ready {
        assert!(Instant::now() < deadline, "{} is not ready", plan.name);
        sleep(PAUSE).await;
    }
}

/// Ends a program in order; the broker need not wait for it.
async fn end(net: &Harness, name: PartName) {
    let part = expect(net.network().view.part(name));
    let mut status = part.status.clone();
    part.pid().into_iter().for_each(|pid| send(pid, Signal::SIGTERM));
    let down = status.wait_for(|status| matches!(status, Status::Down(_)));
    timeout(PATIENCE, down).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_minute_of_seeded_faults_loses_and_doubles_nothing() {
    let (_folder, _turn) = alone().await;
    // Seeds that begin with much in half a minute: commits cut off, a wiped log folder, a frozen
    // PostgreSQL; kills, a broker that forgets, a full disk.
    let chosen: &[&str] = match TestOptions::from_environment().profile.as_str() {
        "real" => &["--seed", "480"],
        _ => &["--seed", "1277", "--embedded"],
    };
    let mut command = Command::new(DEVNET);
    command.args(["chaos", "--quick"]).args(chosen);
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = timeout(4 * PATIENCE, command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
    let last = said.lines().last().unwrap_or_default();
    assert!(last.ends_with("lost 0, doubled 0, open 0"), "{last}");
}
