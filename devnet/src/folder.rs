//! The data folder: databases, logs, where the broker is, which network runs.

use crate::error::{Doing, Error, Result};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Marks a folder as ours; whoever runs the network holds a lock on it.
const MARK: &str = "devnet.lock";

/// A data folder, locked for this process.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    lock: File,
}

impl Drop for Folder {
    /// A child that was just made holds the lock with us until it becomes its own program; what is
    /// let go of here is free at once.
    fn drop(&mut self) {
        // It ends with the process in any case.
        let _ = self.lock.unlock();
    }
}

impl Folder {
    /// Opens a data folder, makes it where it is missing, and empties it when `fresh`.
    ///
    /// # Errors
    /// [`Error::Usage`] when it holds other people's files or another devnet uses it.
    pub fn open(path: &Path, fresh: bool) -> Result<Self> {
        let name = path.display();
        if !path.join(MARK).exists() {
            refuse_strange(path)?;
        }
        fs::create_dir_all(path).doing(format!("the folder {name}"))?;
        // Children may run elsewhere, and what is printed must be found.
        let path = path.canonicalize().doing(format!("the folder {name}"))?;
        let lock = File::create(path.join(MARK)).doing(format!("the folder {name}"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::Usage(format!(
                "another devnet uses {name}: end it, or choose another folder with --data"
            )),
            TryLockError::Error(error) => Error::failed(format!("the folder {name}: {error}")),
        })?;
        let folder = Self { path, lock };
        folder.tidy(fresh).doing(format!("the folder {name}"))?;
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite file of a service.
    pub fn database(&self, service: &str) -> PathBuf {
        self.path.join(format!("{service}.db"))
    }

    /// The log of a program.
    pub fn log(&self, program: &str) -> PathBuf {
        self.path.join("logs").join(format!("{program}.log"))
    }

    /// Where the embedded broker writes its address.
    pub fn broker_address(&self) -> PathBuf {
        self.path.join("broker.addr")
    }

    /// What of the network others may know.
    pub fn network(&self) -> PathBuf {
        network_file(&self.path)
    }

    /// How to ask each part for its books; may hold a password.
    pub fn books(&self) -> PathBuf {
        books_file(&self.path)
    }

    fn tidy(&self, fresh: bool) -> io::Result<()> {
        for file in [self.broker_address(), self.network(), self.books()] {
            remove(&file)?;
        }
        fs::create_dir_all(self.path.join("logs"))?;
        for entry in fs::read_dir(self.path.join("logs"))? {
            let log = entry?.path();
            if fresh || log.to_string_lossy().ends_with(".old.log") {
                remove(&log)?;
            }
        }
        for entry in fs::read_dir(self.path.join("logs"))? {
            let log = entry?.path();
            fs::rename(&log, log.with_extension("old.log"))?;
        }
        if fresh {
            for entry in fs::read_dir(&self.path)? {
                let file = entry?.path();
                if is_database(&file) {
                    remove(&file)?;
                }
            }
        }
        Ok(())
    }
}

/// `network.json` of a data folder.
pub fn network_file(data: &Path) -> PathBuf {
    data.join("network.json")
}

/// `books.json` of a data folder.
pub fn books_file(data: &Path) -> PathBuf {
    data.join("books.json")
}

/// Writes a file so that whoever reads it sees the old one or the new one, and nobody else can read
/// it.
///
/// # Errors
/// The file system has something against it.
pub fn write_atomically(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let beside = path.with_extension("new");
    let mut file =
        fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    fs::rename(beside, path)
}

fn is_database(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    [".db", ".db-wal", ".db-shm", ".db-journal"].iter().any(|end| name.ends_with(end))
}

/// A folder that is not marked must be empty, logs aside: what calls us may log there.
fn refuse_strange(path: &Path) -> Result<()> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(Error::Usage(format!("the folder {}: {error}", path.display())));
        }
    };
    for entry in entries {
        let file = entry.doing(format!("the folder {}", path.display()))?.path();
        if file.extension().is_none_or(|end| end != "log") {
            return Err(Error::Usage(format!(
                "{} holds {}, which is not devnet's: choose an empty folder, or one of an earlier run, with --data",
                path.display(),
                file.file_name().unwrap_or_default().to_string_lossy(),
            )));
        }
    }
    Ok(())
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_strange_files_is_refused_and_left_alone() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("thesis.txt"), "years of work").unwrap();
        let error = Folder::open(data.path(), true).unwrap_err();
        assert!(error.to_string().contains("thesis.txt"), "{error}");
        assert_eq!(error.exit_status(), 2);
        assert!(data.path().join("thesis.txt").exists());
    }

    #[test]
    fn fresh_forgets_databases_and_logs_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::open(data.path(), false).unwrap();
        for file in [folder.database("codepix"), folder.log("codepix"), data.path().join("notes")] {
            fs::write(file, "x").unwrap();
        }
        let (database, log) = (folder.database("codepix"), folder.log("codepix"));
        drop(folder);
        drop(Folder::open(data.path(), false).unwrap());
        assert!(database.exists() && !log.exists() && log.with_extension("old.log").exists());
        drop(Folder::open(data.path(), true).unwrap());
        assert!(!database.exists() && !log.with_extension("old.log").exists());
        assert!(data.path().join("notes").exists());
    }

    #[test]
    fn a_folder_has_one_devnet_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let first = Folder::open(data.path(), false).unwrap();
        let error = Folder::open(data.path(), false).unwrap_err();
        assert!(error.to_string().contains("another devnet"), "{error}");
        drop(first);
        assert!(Folder::open(data.path(), false).is_ok());
    }
}
