//! `devnet audit`: asks CodePix and every bank for their books, and checks them against each other.

pub mod book;
pub mod check;
mod lines;

use crate::child::Launch;
use crate::config::AuditOptions;
use crate::error::{Doing, Error, Result};
use crate::folder::books_file;
use crate::say::say;
use book::{Book, PartBook};
use check::{Report, check, each};
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How to ask every part of a network for its books.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Books {
    /// Each part by its name (`codepix`, `bank001`) and how to run its audit.
    pub parts: Vec<(String, Launch)>,
    /// Whether there are peers that cannot be asked: transfers with them have one side only.
    pub has_foreign_peers: bool,
}

/// Books are read one after the other while money moves: what disagrees only for a moment is no
/// fault.
const ROUNDS: u32 = 3;

impl Books {
    /// Asks everybody and checks the answers. A fault is what every round found.
    ///
    /// # Errors
    /// A part does not answer.
    pub async fn audit(&self) -> Result<Report> {
        self.audit_each(false).await
    }

    /// The same; with `every` it also tells every transfer at its three places.
    ///
    /// # Errors
    /// A part does not answer.
    pub async fn audit_each(&self, every: bool) -> Result<Report> {
        let mut report = self.read(every).await?;
        for _ in 1..ROUNDS {
            if report.ok {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
            report = self.read(every).await?.confirming(&report);
        }
        Ok(report)
    }

    async fn read(&self, every: bool) -> Result<Report> {
        let books = try_join_all(self.parts.iter().map(|(name, launch)| ask(name, launch))).await?;
        let mut report = check(&books, self.has_foreign_peers);
        if every {
            report.each = each(&books);
        }
        Ok(report)
    }
}

async fn ask(name: &str, launch: &Launch) -> Result<PartBook> {
    let answer = launch.output().await?;
    let line = answer.lines().rev().find(|line| line.starts_with('{')).unwrap_or(&answer);
    let book: Book = serde_json::from_str(line).or_else(|_| serde_json::from_str(&answer)).doing(
        format!("{} did not answer as expected (see {})", launch.name(), launch.log.display()),
    )?;
    Ok(PartBook { name: name.to_owned(), book })
}

/// Audits the network of a data folder and says what it found. Whether all is well.
///
/// # Errors
/// There is no network in that folder, or a part does not answer.
pub async fn run(options: &AuditOptions) -> Result<bool> {
    let file = books_file(&options.data);
    let text = std::fs::read_to_string(&file).map_err(|error| {
        let data = options.data.display();
        Error::Usage(format!(
            "no network was started in {data} ({error}); name its folder with --data"
        ))
    })?;
    let books: Books = serde_json::from_str(&text).doing(file.display())?;
    let report = books.audit_each(options.each).await?;
    if options.json {
        say(&serde_json::to_string(&report).doing("the report")?);
    } else {
        report.lines().iter().for_each(|line| say(line));
    }
    Ok(report.ok)
}
