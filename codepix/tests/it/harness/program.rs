//! The program itself, in a process of its own.

use std::process::Stdio;
use tokio::process::{Child, Command};

/// What a run of the program came to.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub output: String,
    pub errors: String,
}

/// The program with nothing in its environment but `variables`.
pub fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codepix"));
    command.env_clear().args(arguments).envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

pub async fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    finish(command(arguments, variables).spawn().unwrap()).await
}

pub async fn finish(child: Child) -> Run {
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { code: output.status.code(), output: text(&output.stdout), errors: text(&output.stderr) }
}
