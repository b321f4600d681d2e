//! Where the programs of the network are.

use crate::config::RunOptions;
use crate::error::{Doing, Error, Result};
use std::path::{Path, PathBuf};

/// Where the programs are.
pub(super) struct Programs {
    pub devnet: PathBuf,
    pub codepix: PathBuf,
    pub bank_app: PathBuf,
    pub site_root: Option<PathBuf>,
}

impl Programs {
    pub fn find(options: &RunOptions) -> Result<Self> {
        let folder = bin_dir(options.bin_dir.as_deref())?;
        let program = |name: &str| {
            let path = folder.join(name);
            if path.is_file() {
                return Ok(path);
            }
            Err(Error::Usage(format!(
                "{} is missing: build it (`make run` does), or name the folder of the programs with --bin-dir",
                path.display()
            )))
        };
        let beside = folder.join("../site");
        Ok(Self {
            devnet: program("devnet")?,
            codepix: program("codepix")?,
            bank_app: program("bank-app")?,
            site_root: options.site_root.clone().or_else(|| beside.is_dir().then_some(beside)),
        })
    }
}

/// The folder of the programs.
///
/// # Errors
/// The system does not say which program runs here.
pub fn bin_dir(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = given {
        return Ok(folder.to_owned());
    }
    let own = std::env::current_exe().doing("the folder of this program")?;
    Ok(own.parent().map(Path::to_owned).unwrap_or_default())
}
