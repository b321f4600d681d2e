//! What `audit --json` of each program says of its transfers in numbers, for `devnet audit` and
//! whoever watches.

use pix::{Tally, tally::Sum};
use serde_json::{Map, Value, json};

/// The counts of an audit, as fields of its JSON.
pub fn fields(tally: &Tally) -> Map<String, Value> {
    let sum = |sum: Sum| json!({ "count": sum.count, "cents": sum.cents });
    let mut fields = Map::new();
    let mut tell = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    tell("open", json!(tally.open.count));
    tell("open_by_age", counts(tally.by_age().map(|(age, count)| (age.code(), count))));
    tell("need_a_person", json!(tally.needing_a_person()));
    tell("parked", json!(tally.parked()));
    tell("parked_by_reason", json!(tally.parked));
    tell("refused_by_reason", counts(tally.by_refusal()));
    tell(
        "sums",
        json!({
            "completed": sum(tally.completed), "open": sum(tally.open), "refused": sum(tally.refused),
        }),
    );
    fields
}

fn counts<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Value {
    Value::Object(counts.map(|(name, count)| (name.to_owned(), json!(count))).collect())
}
