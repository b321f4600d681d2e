//! An account's movements, page by page, the newest first.

use super::ports::Place;
use super::views::StatementPage;
use super::{App, Unavailable};
use crate::domain::Purpose;
use pix::{AccountId, CauseId, Timestamp};
use uuid::Uuid;

impl App {
    /// A page of at most `limit` movements; `before` is the `next` of the page before. What is no
    /// such text begins anew.
    ///
    /// # Errors
    /// The database is away.
    pub async fn statement(
        &self,
        account: AccountId,
        before: Option<&str>,
        limit: u32,
    ) -> Result<StatementPage, Unavailable> {
        let before = before.and_then(parse);
        let mut placed = self.parts.reads.movements(account, before, limit + 1).await?;
        let more = placed.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        if more {
            placed.pop();
        }
        let next = placed.last().filter(|_| more).map(|(place, _)| write(place));
        Ok(StatementPage {
            movements: placed.into_iter().map(|(_, movement)| movement).collect(),
            next,
        })
    }
}

fn write((booked_at, cause, purpose): &Place) -> String {
    format!("{}_{cause}_{}", booked_at.micros(), purpose.as_str())
}

fn parse(text: &str) -> Option<Place> {
    let (booked_at, rest) = text.split_once('_')?;
    let (cause, purpose) = rest.split_once('_')?;
    Some((
        Timestamp::from_micros(booked_at.parse().ok()?),
        CauseId::from_uuid(Uuid::try_parse(cause).ok()?),
        Purpose::parse(purpose)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back() {
        let place = (Timestamp::from_micros(-5), CauseId::from_u128(7), Purpose::Refund);
        assert_eq!(parse(&write(&place)), Some(place));
        assert_eq!(parse("1_2"), None);
    }
}
