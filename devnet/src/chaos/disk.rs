//! A disk that can be filled: a small tmpfs for a PostgreSQL database where we may mount one, a
//! quota on what a bank may write for SQLite.
//!
//! `SQLite`'s own `max_page_count` holds for one connection, so nobody outside can set it.

use crate::error::{Doing, Error, Result};
use crate::keeper::Part;
use crate::plan::{PartName, PartPlan, Plan};
use crate::postgres::{database_url, make_databases};
use crate::servers::PostgresCluster;
use crate::servers::guarded::make_folder;
use pix::BankCode;
use sea_orm::{ConnectionTrait, Database};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The disk of one program's database.
#[derive(Debug)]
pub enum Disk {
    /// A file system of its own, which another file can fill.
    Small(Mount),
    /// The program ignores the signal that comes with a quota, so a write beyond it fails.
    Quota,
    /// It cannot be filled here; says why.
    None(String),
}

/// A file system that is unmounted when this is dropped.
#[derive(Debug)]
pub struct Mount(PathBuf);

const SIZE: &str = "size=96m";
/// More than fits.
const BALLAST: u64 = 256 * 1024 * 1024;
/// Bytes that a file may have under the quota: not even a page of a database more.
const QUOTA: &str = "--fsize=4096:unlimited";
const NO_QUOTA: &str = "--fsize=unlimited:unlimited";

fn whose() -> Option<PartName> {
    BankCode::parse("002").ok().map(PartName::Bank)
}

impl Disk {
    /// Makes the database of bank 002 on a file system of its own.
    ///
    /// # Errors
    /// PostgreSQL refuses.
    pub async fn of_postgres(server: &PostgresCluster, folder: &Path) -> Result<Self> {
        let place = folder.join("small");
        std::fs::create_dir_all(&place).doing("the small disk")?;
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(&place)
            .stderr(Stdio::null())
            .status();
        if !mount.is_ok_and(|status| status.success()) {
            return Ok(Self::None("no file system may be mounted here".into()));
        }
        let mount = Mount(place);
        let data = std::fs::metadata(folder.join("postgres")).doing("PostgreSQL's folder")?;
        let space = mount.0.join("space");
        make_folder(&space, Some((data.uid(), data.gid())))?;
        make_databases(&server.url, &["bank002".into()], false).await?;
        let pool = Database::connect(database_url(&server.url, "postgres")).await;
        let pool = pool.doing("PostgreSQL")?;
        for statement in [
            format!("CREATE TABLESPACE small LOCATION '{}'", space.display()),
            "ALTER DATABASE bank002 SET TABLESPACE small".to_owned(),
        ] {
            pool.execute_unprepared(&statement).await.doing("a tablespace")?;
        }
        pool.close().await.doing("PostgreSQL")?;
        Ok(Self::Small(mount))
    }

    /// Prepares bank 002 for a quota.
    pub fn of_sqlite(plan: &mut Plan) -> Self {
        let can = Command::new("prlimit").arg("--version").stdout(Stdio::null()).status();
        if !can.is_ok_and(|status| status.success()) {
            return Self::None("there is no prlimit here".into());
        }
        let is_it = |part: &&mut PartPlan| Some(part.name) == whose();
        if let Some(part) = plan.parts.iter_mut().find(is_it) {
            let program = part.serve.program.to_string_lossy().into_owned();
            let before = ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", &program].map(str::to_owned);
            part.serve.arguments.splice(0..0, before);
            part.serve.program = "/bin/sh".into();
        }
        Self::Quota
    }

    /// Whose database it is, where the disk can be filled.
    pub fn whose(&self) -> Option<PartName> {
        if matches!(self, Self::None(_)) { None } else { whose() }
    }

    /// Fills it.
    ///
    /// # Errors
    /// It cannot be filled.
    pub fn fill(&self, part: &Part) -> Result<()> {
        match self {
            Self::Small(mount) => mount.fill(),
            Self::Quota => limit(part, QUOTA),
            Self::None(why) => Err(Error::failed(why.clone())),
        }
    }

    /// Makes room again.
    ///
    /// # Errors
    /// The quota cannot be lifted.
    pub fn heal(&self, part: &Part) -> Result<()> {
        self.empty();
        if matches!(self, Self::Quota) { limit(part, NO_QUOTA) } else { Ok(()) }
    }

    /// Removes what fills it.
    pub fn empty(&self) {
        if let Self::Small(mount) = self {
            let _ = std::fs::remove_file(mount.ballast());
        }
    }
}

/// A program that was started since has no quota, and one that is down needs none.
fn limit(part: &Part, limit: &str) -> Result<()> {
    let Some(pid) = part.pid() else { return Ok(()) };
    let done = Command::new("prlimit").args(["--pid", &pid.to_string(), limit]).status();
    let done = done.doing("prlimit")?;
    if done.success() { Ok(()) } else { Err(Error::failed(format!("prlimit: {done}"))) }
}

impl Mount {
    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    fn fill(&self) -> Result<()> {
        use std::io::{ErrorKind, Read, Write};
        let mut file = std::fs::File::create(self.ballast()).doing("the ballast")?;
        let filled = std::io::copy(&mut std::io::repeat(0).take(BALLAST), &mut file);
        let _ = file.flush();
        match filled {
            Err(error) if error.kind() == ErrorKind::StorageFull => Ok(()),
            Err(error) => Err(error).doing("the ballast"),
            Ok(_) => Err(Error::failed("the small disk is not small")),
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
