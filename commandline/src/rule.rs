//! What holds for every flag of a program, so that its complaints and its help say everything.

use clap::{Arg, Command};
use std::collections::HashMap;
use std::ffi::OsStr;

/// What clap adds by itself.
const BUILT_IN: [&str; 2] = ["help", "version"];

/// The flags of a program that break the rule, with how. Each flag has a variable of its own, which
/// the help shows, and its help reads `what it is: what it may hold`. Commands may share a flag.
pub fn breaches(command: &Command) -> Vec<String> {
    let mut flags = Vec::new();
    collect(command, &mut flags);
    let mut told: HashMap<&OsStr, String> = HashMap::new();
    let mut breaches = Vec::new();
    for (command, long, flag) in flags {
        let help = flag.get_help().map(ToString::to_string).unwrap_or_default();
        let how = match flag.get_env() {
            None => Some("has no variable"),
            Some(_) if flag.is_hide_set() || flag.is_hide_env_set() => {
                Some("is not shown in the help")
            }
            Some(_) if !help.contains(": ") => Some("does not say what it may hold"),
            Some(variable) => (*told.entry(variable).or_insert_with(|| help.clone()) != help)
                .then_some("shares its variable with another flag"),
        };
        breaches.extend(how.map(|how| format!("{command} --{long} {how}")));
    }
    breaches
}

fn collect<'a>(command: &'a Command, into: &mut Vec<(&'a str, &'a str, &'a Arg)>) {
    for flag in command.get_arguments() {
        if let Some(long) = flag.get_long().filter(|long| !BUILT_IN.contains(long)) {
            into.push((command.get_name(), long, flag));
        }
    }
    for inner in command.get_subcommands() {
        collect(inner, into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag(name: &'static str, variable: &'static str, help: &'static str) -> Arg {
        Arg::new(name).long(name).env(variable).help(help)
    }

    #[test]
    fn every_breach_is_found_in_whichever_command_it_is() {
        let good = flag("good", "RULE_TEST_GOOD", "What is good: 1 to 9");
        let inner = Command::new("inner").args([
            good.clone(),
            flag("other", "RULE_TEST_GOOD", "Something else: 1 to 9"),
            flag("mute", "RULE_TEST_MUTE", "What is mute"),
            flag("shy", "RULE_TEST_SHY", "What is shy: 1 to 9").hide(true),
            Arg::new("bare").long("bare").help("What is bare: 1 to 9"),
        ]);
        let breaches = breaches(&Command::new("outer").arg(good).subcommand(inner));
        assert_eq!(
            breaches,
            [
                "inner --other shares its variable with another flag",
                "inner --mute does not say what it may hold",
                "inner --shy is not shown in the help",
                "inner --bare has no variable",
            ]
        );
    }
}
