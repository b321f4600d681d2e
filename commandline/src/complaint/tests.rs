use super::*;
use clap::builder::FalseyValueParser;
use clap::{Args, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "shop", version)]
struct Cli {
    #[command(subcommand)]
    command: Errand,
    /// How loud it is: 1 to 9
    #[arg(long, global = true, env = "SHOP_TEST_VOLUME", value_parser = crate::range(1, 9))]
    volume: Option<u32>,
}

#[derive(Debug, Subcommand)]
enum Errand {
    /// Sell
    Sell(Counter),
    /// Count
    #[command(subcommand)]
    Count(Count),
}

#[derive(Debug, Subcommand)]
enum Count {
    /// Count what is there
    Goods(Counter),
}

#[derive(Debug, Args)]
struct Counter {
    #[arg(
        long,
        help = "Where the till is: till://USER:PASSWORD@HOST",
        env = "SHOP_TEST_TILL",
        hide_env_values = true,
        value_parser = till
    )]
    till: String,
    /// Name over the door: 1 to 40 characters
    #[arg(long, env = "SHOP_TEST_NAME")]
    name: String,
    /// Whether it is open: 1 or nothing
    #[arg(long, env = "SHOP_TEST_OPEN", value_parser = FalseyValueParser::new())]
    open: bool,
}

fn till(text: &str) -> Result<String, &'static str> {
    if text.starts_with("till://") { Ok(text.to_owned()) } else { Err("is no till") }
}

fn told(arguments: &[&str]) -> Vec<String> {
    match read::<Cli>(arguments) {
        Err(Complaint::Settings { program, sentences }) => {
            assert_eq!(program, "shop");
            sentences
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_missing_is_a_sentence_each_that_names_the_variable() {
    assert_eq!(
        told(&["shop", "sell"]),
        [
            "SHOP_TEST_TILL or --till (where the till is) is missing; it may hold till://USER:PASSWORD@HOST",
            "SHOP_TEST_NAME or --name (name over the door) is missing; it may hold 1 to 40 characters",
        ]
    );
    assert_eq!(told(&["shop", "count", "goods", "--till", "till://x"]).len(), 1);
}

#[test]
fn what_is_wrong_is_told_without_its_password() {
    assert_eq!(
        told(&["shop", "count", "goods", "--till", "bank://me:secret@here", "--name", "Corner"]),
        [
            "SHOP_TEST_TILL or --till (where the till is) holds \"bank://***@here\"; it may hold till://USER:PASSWORD@HOST"
        ]
    );
}

#[test]
fn a_setting_of_every_command_is_named_in_each() {
    let sentence = "SHOP_TEST_VOLUME or --volume (how loud it is) holds \"10\"; it may hold 1 to 9";
    for command in [&["sell"][..], &["count", "goods"]] {
        let mut arguments = vec!["shop", "--volume", "10"];
        arguments.extend(command);
        arguments.extend(["--till", "till://x", "--name", "Corner"]);
        assert_eq!(told(&arguments), [sentence]);
    }
}

#[test]
fn help_version_and_commands_that_do_not_exist_are_claps_to_tell() {
    for argument in ["--help", "--version", "steal"] {
        let complaint = read::<Cli>(["shop", argument]).unwrap_err();
        assert!(matches!(complaint, Complaint::Usage(_)), "{complaint:?}");
    }
}

#[test]
fn a_password_is_told_wherever_a_scheme_is_or_is_not() {
    for (url, shown) in [
        ("a://me:secret@host/x", "a://***@host/x"),
        ("me:secret@host", "***@host"),
        ("host", "host"),
    ] {
        assert_eq!(without_password(url), shown);
    }
}
