//! The limits of an account as one cell: nothing is ever looked up by their parts. Where nobody
//! asked for others there is nothing in it, so that those are the program's.

use crate::domain::{Limit, LimitKind, Limits, Raise};
use pix::{Amount, Timestamp};
use serde_json::{Map, Value as Json, json};

pub(super) fn write(limits: &Limits) -> Option<String> {
    if *limits == Limits::default() {
        return None;
    }
    // No moment is before this one: what is written is what was set.
    let always = Timestamp::from_micros(i64::MIN);
    let limit = |limit: Limit| {
        let raise = limit.raise(always);
        json!({
            "cents": limit.at(always).cents(),
            "raise": raise.map(|raise| json!({ "cents": raise.amount.cents(), "from": raise.from.micros() })),
        })
    };
    let cells: Map<String, Json> = LimitKind::ALL
        .map(|kind| (kind.as_str().to_owned(), limit(limits.of(kind))))
        .into_iter()
        .collect();
    Some(Json::Object(cells).to_string())
}

pub(super) fn read(text: &str) -> Option<Limits> {
    let cells: Json = serde_json::from_str(text).ok()?;
    let mut limits = Limits::default();
    for kind in LimitKind::ALL {
        let cell = cells.get(kind.as_str())?;
        let cents = |cell: &Json| cell.get("cents")?.as_i64().map(Amount::from_cents);
        let raise = match cell.get("raise")? {
            Json::Null => None,
            raise => Some(Raise {
                amount: cents(raise)?,
                from: Timestamp::from_micros(raise.get("from")?.as_i64()?),
            }),
        };
        *limits.of_mut(kind) = Limit::new(cents(cell)?, raise);
    }
    Some(limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_read_back_and_what_was_not_is_not_written() {
        assert_eq!(write(&Limits::default()), None);
        let now = Timestamp::from_micros(7);
        let mut limits = Limits::default();
        limits.day = limits.day.wanted(Amount::from_cents(5), now);
        limits.night = limits.night.wanted(Amount::MAX, now);
        assert_eq!(write(&limits).as_deref().and_then(read), Some(limits));
        assert_eq!(read("{}"), None);
    }
}
