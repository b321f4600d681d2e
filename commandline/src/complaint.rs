//! What is wrong with a command line or the environment, in sentences.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Parser};
use std::ffi::OsString;
use std::process::ExitCode;

/// What to tell whoever started the program.
#[derive(Debug)]
pub enum Complaint {
    /// Settings that are wrong or missing.
    Settings {
        /// The program's name.
        program: String,
        /// A sentence for each.
        sentences: Vec<String>,
    },
    /// What clap says: help, version, or a command that does not exist.
    Usage(Box<clap::Error>),
}

/// Reads a command line, the program's name first, and the environment.
///
/// # Errors
/// What to tell whoever started the program; help and version too.
pub fn read<C: Parser>(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
) -> Result<C, Complaint> {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    C::try_parse_from(&arguments).map_err(|error| Complaint::new(&C::command(), &arguments, error))
}

impl Complaint {
    /// What to tell of an error that `command` had with these arguments.
    pub fn new(command: &Command, arguments: &[OsString], error: clap::Error) -> Self {
        match sentences(command.clone(), arguments, &error) {
            Some(sentences) => Self::Settings { program: command.get_name().to_owned(), sentences },
            None => Self::Usage(Box::new(error)),
        }
    }

    /// Tells it, and answers the status to end with.
    pub fn tell(&self) -> ExitCode {
        match self {
            Self::Settings { program, sentences } => {
                for sentence in sentences {
                    eprintln!("{program}: {sentence}");
                }
                ExitCode::from(2)
            }
            Self::Usage(error) => {
                // A closed output is no reason to say more.
                let _ = error.print();
                u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
            }
        }
    }
}

fn sentences(
    mut command: Command,
    arguments: &[OsString],
    error: &clap::Error,
) -> Option<Vec<String>> {
    command.build();
    let command = chosen(&command, arguments);
    let find = |shown: &str| command.get_arguments().find(|argument| argument.to_string() == shown);
    match (error.kind(), error.get(ContextKind::InvalidArg)?) {
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, ContextValue::String(shown)) => {
            let value = match error.get(ContextKind::InvalidValue) {
                Some(ContextValue::String(value)) => value.as_str(),
                _ => "",
            };
            Some(vec![wrong(find(shown)?, value)?])
        }
        (ErrorKind::MissingRequiredArgument, ContextValue::Strings(shown)) => {
            // What has no variable is told by clap, once the rest is there.
            let sentences: Vec<String> =
                shown.iter().filter_map(|shown| missing(find(shown)?)).collect();
            (!sentences.is_empty()).then_some(sentences)
        }
        _ => None,
    }
}

/// The innermost command that the arguments name.
fn chosen<'a>(mut command: &'a Command, arguments: &[OsString]) -> &'a Command {
    for argument in arguments.iter().skip(1) {
        if let Some(inner) = command.find_subcommand(argument) {
            command = inner;
        }
    }
    command
}

fn wrong(argument: &Arg, value: &str) -> Option<String> {
    let (name, what, allowed) = said(argument)?;
    let value =
        if argument.is_hide_env_values_set() { without_password(value) } else { value.to_owned() };
    Some(format!("{name} ({what}) holds {value:?}; it may hold {allowed}"))
}

fn missing(argument: &Arg) -> Option<String> {
    let (name, what, allowed) = said(argument)?;
    Some(format!("{name} ({what}) is missing; it may hold {allowed}"))
}

/// Variable and flag, what the setting is, what it may hold.
fn said(argument: &Arg) -> Option<(String, String, String)> {
    let help = argument.get_help()?.to_string();
    let (what, allowed) = help.split_once(": ")?;
    let name = format!("{} or --{}", argument.get_env()?.to_str()?, argument.get_long()?);
    let mut letters = what.chars();
    let what = letters.next()?.to_lowercase().chain(letters).collect();
    Some((name, what, allowed.to_owned()))
}

fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://***@{place}"),
        (None, Some((_, place))) => format!("***@{place}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
