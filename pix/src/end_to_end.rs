//! The id under which the whole network speaks of a payment, as people read it out to each other.

use crate::{BankCode, Timestamp, TransferId};
use std::fmt;

const MINUTE_MICROS: i64 = 60 * 1_000_000;
const MINUTES_OF_A_DAY: i64 = 24 * 60;
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `E`, eight digits of the payer's bank, the minute (UTC) in which the payment was accepted, and
/// eleven letters or digits: 32 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EndToEndId([u8; LENGTH]);

const LENGTH: usize = 32;

impl EndToEndId {
    /// The id of a transfer that a bank accepted at a moment: the same whenever it is asked for.
    pub fn of(transfer: TransferId, bank: BankCode, accepted_at: Timestamp) -> Self {
        let minutes = accepted_at.micros().div_euclid(MINUTE_MICROS);
        let (year, month, day) = civil(minutes.div_euclid(MINUTES_OF_A_DAY));
        let minute = minutes.rem_euclid(MINUTES_OF_A_DAY);
        let (hour, minute) = (minute / 60, minute % 60);
        let number = bank.number();
        let rest = letters(transfer);
        let text = format!("E{number:08}{year:04}{month:02}{day:02}{hour:02}{minute:02}{rest}");
        let mut letters = [b'0'; LENGTH];
        for (letter, told) in letters.iter_mut().zip(text.bytes()) {
            *letter = told;
        }
        Self(letters)
    }

    /// Reads one that somebody told: `E`, 20 digits, eleven letters or digits. Whether its day is
    /// in the calendar is for whoever minted it.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: [u8; LENGTH] = text.as_bytes().try_into().ok()?;
        let (head, rest) = letters.split_at(LENGTH - 11);
        let is_one = head[0] == b'E'
            && head[1..].iter().all(u8::is_ascii_digit)
            && rest.iter().all(u8::is_ascii_alphanumeric);
        is_one.then_some(Self(letters))
    }

    /// Whether it names this bank as the payer's.
    pub fn is_of(&self, bank: BankCode) -> bool {
        self.as_str().get(1..9).and_then(|digits| digits.parse().ok()) == Some(bank.number())
    }

    /// The 32 characters.
    pub fn as_str(&self) -> &str {
        // Letters and digits alone come in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for EndToEndId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar. Years are
/// counted from March, so that a leap day is the last of its year.
fn civil(day: i64) -> (i64, i64, i64) {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    // 0000-03-01 was so many days before 1970-01-01.
    let day = day.saturating_add(719_468);
    let (era, day) = (day.div_euclid(DAYS_OF_400_YEARS), day.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, after) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    // Four digits, whatever the clock of a machine says.
    ((era * 400 + year + after).rem_euclid(10_000), month, day)
}

/// The 64 bits that the halves of the id make together, in base 62. What is fixed in one half of a
/// UUID is random in the other.
fn letters(transfer: TransferId) -> String {
    let (high, low) = transfer.uuid().as_u64_pair();
    let mut rest = high ^ low;
    let mut letters = [b'0'; 11];
    for letter in letters.iter_mut().rev() {
        let digit = usize::try_from(rest % 62).unwrap_or_default();
        *letter = LETTERS[digit];
        rest /= 62;
    }
    letters.iter().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer() -> TransferId {
        TransferId::parse("7b1c3e5a-9d2f-4a6b-8c0d-1e2f3a4b5c6d").unwrap()
    }

    fn id(bank: &str, seconds: i64) -> String {
        let at = Timestamp::from_micros(seconds * 1_000_000);
        EndToEndId::of(transfer(), BankCode::parse(bank).unwrap(), at).to_string()
    }

    #[test]
    fn it_says_the_bank_and_the_minute_in_32_characters() {
        // 2026-11-23T01:30:59Z
        let id = id("001", 1_795_397_459);
        assert_eq!(&id[..21], "E00000001202611230130");
        assert_eq!(id.len(), 32);
        assert!(id.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{id}");
    }

    #[test]
    fn the_same_transfer_has_the_same_id_and_another_one_another() {
        let at = Timestamp::from_micros(1_795_397_400_000_000);
        let bank = BankCode::parse("002").unwrap();
        let of = |transfer| EndToEndId::of(transfer, bank, at);
        assert_eq!(of(transfer()), of(transfer()));
        let others = (0..64).map(|bit| TransferId::from_u128(1 << bit));
        let ids: std::collections::BTreeSet<_> = others.map(|id| of(id).to_string()).collect();
        assert_eq!(ids.len(), 64);
        assert_eq!(&id("001", 0)[21..], &of(transfer()).as_str()[21..]);
    }

    #[test]
    fn what_was_told_is_read_and_what_is_none_is_not() {
        let told = id("002", 1_795_397_459);
        let read = EndToEndId::parse(&told).unwrap();
        assert_eq!(read.to_string(), told);
        let [own, other] = ["002", "001"].map(|code| BankCode::parse(code).unwrap());
        assert!(read.is_of(own) && !read.is_of(other));
        let long = format!("{told}0");
        for text in ["", &told[1..], &long, &told.replace('E', "D"), &told.replace("2026", "20x6")]
        {
            assert_eq!(EndToEndId::parse(text), None, "{text}");
        }
        assert_eq!(EndToEndId::parse(&format!("{}-", &told[..31])), None);
        assert_eq!(EndToEndId::parse(&format!("{}é", &told[..30])), None);
    }

    #[test]
    fn a_minute_is_told_by_the_calendar() {
        for (seconds, told) in [
            (0, "197001010000"),
            (951_827_696, "200002291234"),
            (951_868_800, "200003010000"),
            (1_709_251_199, "202402292359"),
            (1_709_251_200, "202403010000"),
            (4_107_542_399, "210002282359"),
            (4_107_542_400, "210003010000"),
            (-1, "196912312359"),
        ] {
            assert_eq!(&id("999", seconds)[9..21], told, "{seconds}");
        }
    }

    #[test]
    fn no_moment_makes_it_longer() {
        for micros in [i64::MIN, i64::MAX] {
            let bank = BankCode::parse("001").unwrap();
            let id = EndToEndId::of(transfer(), bank, Timestamp::from_micros(micros));
            assert_eq!(id.as_str().len(), 32, "{id}");
        }
    }
}
