//! What the tests ask the environment for.

use clap::Parser;
use clap::builder::FalseyValueParser;
use std::path::PathBuf;

#[derive(Debug, Parser)]
pub struct Options {
    /// `embedded` or `real`
    #[arg(long, env = "CODEPIX_TEST_PROFILE", default_value = "embedded")]
    pub profile: String,
    /// Whether this is a build machine, where nothing may be missing
    #[arg(long, env = "CI", value_parser = FalseyValueParser::new())]
    pub ci: bool,
    /// Folder of initdb and postgres
    #[arg(long, env = "CODEPIX_POSTGRES_BIN", default_value = "")]
    pub postgres_bin: PathBuf,
}

pub fn options() -> Options {
    Options::parse_from(["test"])
}
