//! What the tests ask the environment for.

use clap::Parser;
use std::path::PathBuf;

#[derive(Debug, Parser)]
pub struct Options {
    /// `embedded` or `real`
    #[arg(long, env = "CODEPIX_TEST_PROFILE", default_value = "embedded")]
    pub profile: String,
    /// Folder of initdb and postgres
    #[arg(long, env = "CODEPIX_POSTGRES_BIN", default_value = "")]
    pub postgres_bin: PathBuf,
}

pub fn options() -> Options {
    Options::parse_from(["test"])
}
