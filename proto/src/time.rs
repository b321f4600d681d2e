//! Moments on the wire: `google.protobuf.Timestamp` in `codepix.v1`, RFC 3339 text in the legacy
//! service.

use pix::Timestamp;

const MICROS: i64 = 1_000_000;

/// A moment as `codepix.v1` carries it.
pub fn to_wire(moment: Timestamp) -> prost_types::Timestamp {
    let micros = moment.micros();
    prost_types::Timestamp {
        seconds: micros.div_euclid(MICROS),
        nanos: i32::try_from(micros.rem_euclid(MICROS)).unwrap_or_default() * 1000,
    }
}

/// A moment of `codepix.v1`, cut to microseconds; `None` beyond the years that a [`Timestamp`] can
/// name.
pub fn from_wire(moment: &prost_types::Timestamp) -> Option<Timestamp> {
    let micros = i128::from(moment.seconds) * i128::from(MICROS) + i128::from(moment.nanos / 1000);
    i64::try_from(micros).ok().map(Timestamp::from_micros)
}

/// A moment as the legacy service carries it: RFC 3339, UTC, such as `2026-11-22T10:15:00Z`.
pub fn to_rfc_3339(moment: Timestamp) -> String {
    to_wire(moment).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_written_as_rfc_3339() {
        assert_eq!(to_rfc_3339(Timestamp::from_micros(0)), "1970-01-01T00:00:00Z");
        assert_eq!(
            to_rfc_3339(Timestamp::from_micros(1_795_342_500_123_456)),
            "2026-11-22T10:15:00.123456Z"
        );
        assert_eq!(to_rfc_3339(Timestamp::from_micros(-1)), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn a_moment_too_far_away_is_none() {
        assert_eq!(from_wire(&prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }), None);
        for micros in [i64::MIN, i64::MAX] {
            let moment = Timestamp::from_micros(micros);
            assert_eq!(from_wire(&to_wire(moment)), Some(moment));
        }
    }

    proptest! {
        #[test]
        fn moments_are_read_back(micros: i64) {
            let moment = Timestamp::from_micros(micros);
            prop_assert_eq!(from_wire(&to_wire(moment)), Some(moment));
            let _ = to_rfc_3339(moment);
        }
    }
}
