use super::*;
use clap::CommandFactory;

fn told(arguments: &[&str]) -> String {
    match Cli::read(arguments) {
        Err(Complaint::Settings { program, sentences }) => {
            assert_eq!(program, "codepix");
            sentences.join("\n")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn every_flag_has_a_variable_of_its_own_and_says_what_it_may_hold() {
    assert_eq!(commandline::rule::breaches(&Cli::command()), [""; 0]);
}

#[test]
fn a_wrong_setting_is_named_with_what_it_holds_and_what_it_may_hold() {
    let url = ["--database-url", "sqlite:codepix.db"];
    for (flag, value, sentence) in [
        (
            "--kafka-partitions",
            "0",
            "KAFKA_PARTITIONS or --kafka-partitions (partitions of a topic that has to be made) holds \"0\"; it may hold 1 to 1000",
        ),
        (
            "--grpc-addr",
            "here",
            "CODEPIX_GRPC_ADDR or --grpc-addr (where gRPC listens) holds \"here\"; it may hold IP:PORT",
        ),
        (
            "--kafka-group",
            "",
            "KAFKA_GROUP or --kafka-group (consumer group, which replicas share) holds \"\"; it may hold 1 to 249 letters",
        ),
        (
            "--kafka-bootstrap",
            "@",
            "KAFKA_BOOTSTRAP or --kafka-bootstrap (where Kafka is) holds \"@\"; it may hold HOST:PORT",
        ),
        (
            "--auth",
            "closed",
            "CODEPIX_AUTH or --auth (who is served) holds \"closed\"; it may hold open",
        ),
        (
            "--log",
            "codepix=loud",
            "CODEPIX_LOG or --log (what is logged) holds \"codepix=loud\"; it may hold directives",
        ),
        (
            "--keys-per-account",
            "many",
            "KEYS_PER_ACCOUNT or --keys-per-account (keys that an account may hold) holds \"many\"; it may hold 1 to 1000",
        ),
    ] {
        let mut arguments = vec!["codepix", "serve", flag, value];
        arguments.extend(url);
        let said = told(&arguments);
        assert!(said.starts_with(sentence), "{said}");
    }
}

#[test]
fn a_wrong_database_is_told_without_its_password() {
    let said = told(&["codepix", "migrate", "--database-url", "mysql://root:secret@db/codepix"]);
    assert_eq!(
        said,
        "DATABASE_URL or --database-url (where the database is) holds \"mysql://***@db/codepix\"; \
         it may hold sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
    );
}

#[test]
fn the_port_replaces_that_of_the_address() {
    let arguments = [
        "codepix",
        "grpc",
        "--port",
        "6000",
        "--grpc-addr",
        "0.0.0.0:1",
        "--auth",
        "open",
        "--database-url",
        "sqlite:x",
    ];
    let Command::Grpc(options) = Cli::read(arguments).unwrap().command else {
        panic!("another command")
    };
    let plan = ServicePlan::from(options);
    assert_eq!(plan.grpc.unwrap().to_string(), "0.0.0.0:6000");
    assert!(plan.broker.is_none());
}

#[test]
fn an_operator_decides_one_way() {
    let settle = [
        "codepix",
        "transfer",
        "settle",
        "some-id",
        "--reason",
        "a letter",
        "--database-url",
        "sqlite:x",
    ];
    assert!(Cli::read(settle).is_err());
    assert!(Cli::read(settle.iter().chain(&["--confirmed", "--refused"])).is_err());
    assert!(Cli::read(settle.iter().chain(&["--confirmed"])).is_ok());
}

#[test]
fn a_command_asks_only_for_what_it_uses() {
    assert!(Cli::read(["codepix", "healthcheck"]).is_ok());
    assert!(Cli::read(["codepix", "bank", "list", "--database-url", "sqlite:x"]).is_ok());
    assert!(Cli::read(["codepix", "grpc", "--auth", "open", "--database-url", "sqlite:x"]).is_ok());
}
