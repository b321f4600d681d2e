//! Lists transfers, page by page, the newest first.

use super::find_key::ReadError;
use super::get_transfer::parse_id;
use super::ports::Filter;
use super::{App, Invalid, Unavailable};
use crate::domain::Transfer;
use pix::{BankCode, State, Timestamp};

/// A page of transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferPage {
    /// At most as many as were asked for.
    pub transfers: Vec<Transfer>,
    /// What to pass for the next page; empty at the end.
    pub next_page_token: String,
}

/// The most transfers of one page.
const MOST: u32 = 200;

impl App {
    /// A page of transfers: `size` 0 means 50, 200 is the most; an empty token means the first
    /// page, an empty bank any.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn list_transfers(
        &self,
        size: u32,
        token: &str,
        state: Option<State>,
        bank: &str,
    ) -> Result<TransferPage, ReadError> {
        let bank = match bank {
            "" => None,
            code => Some(BankCode::parse(code).map_err(|error| Invalid::new("bank", error))?),
        };
        let filter = Filter { state, bank, before: parse_token(token)? };
        let size = if size == 0 { 50 } else { size.min(MOST) };
        let mut transfers =
            self.reads.list_transfers(&filter, size + 1).await.map_err(Unavailable::from)?;
        let more = transfers.len() > usize::try_from(size).unwrap_or(usize::MAX);
        if more {
            transfers.pop();
        }
        let last = transfers.last().filter(|_| more);
        let next_page_token = last
            .map_or_else(String::new, |last| format!("{}_{}", last.created_at.micros(), last.id));
        Ok(TransferPage { transfers, next_page_token })
    }
}

fn parse_token(token: &str) -> Result<Option<(Timestamp, pix::TransferId)>, Invalid> {
    if token.is_empty() {
        return Ok(None);
    }
    let wrong = || Invalid::new("page_token", "not a token that an earlier page gave");
    let (moment, id) = token.split_once('_').ok_or_else(wrong)?;
    let moment = Timestamp::from_micros(moment.parse().map_err(|_| wrong())?);
    Ok(Some((moment, parse_id(id).map_err(|_| wrong())?)))
}
