//! What is said of keys and of claims.

use super::{key_error, key_not_registered, tr};
use crate::server::dates;
use bank::app::ask_code::AskCodeError;
use bank::app::confirm_key::ConfirmKeyError;
use bank::app::remove_key::RemoveKeyError;
use bank::app::views::{ClaimSide, ClaimView, Told, Wanted};
use bank::app::wish_claim::{WishError, Wished};
use pix::{BankCode, ClaimRefusal, ClaimState, Key, KeyKind, Timestamp};

/// A key with its punctuation.
pub fn key_as_written(key: &Key) -> String {
    let text = key.as_str();
    let digits = match key.kind() {
        KeyKind::Phone => text.strip_prefix("+55").unwrap_or(text),
        _ => text,
    };
    let part = |start: usize, end: usize| digits.get(start..end).unwrap_or_default();
    match (key.kind(), digits.len()) {
        (KeyKind::Cpf, 11) => {
            format!("{}.{}.{}-{}", part(0, 3), part(3, 6), part(6, 9), part(9, 11))
        }
        (KeyKind::Cnpj, 14) => {
            format!("{}.{}.{}/{}-{}", part(0, 2), part(2, 5), part(5, 8), part(8, 12), part(12, 14))
        }
        (KeyKind::Phone, 11) => format!("({}) {}-{}", part(0, 2), part(2, 7), part(7, 11)),
        _ => text.to_owned(),
    }
}

/// How many keys may still be registered; none where there is no room.
pub fn keys_left(left: usize) -> Option<String> {
    match left {
        0 => None,
        1 => Some(tr!(keys.left_last).to_owned()),
        left => Some(tr!(keys.left, left)),
    }
}

/// Why no code was sent; none when the bank could not say.
pub fn code_not_sent(error: &AskCodeError) -> Option<&'static str> {
    match error {
        AskCodeError::Invalid(error) => Some(key_error(*error)),
        AskCodeError::NeedsNone => Some(tr!(keys.bad_kind)),
        AskCodeError::TooMany => Some(tr!(keys.too_many_codes)),
        AskCodeError::Unavailable(_) => None,
    }
}

/// Why a code that was typed registered nothing; none when the bank could not say.
pub fn key_not_confirmed(error: &ConfirmKeyError) -> Option<String> {
    match error {
        ConfirmKeyError::NoCode | ConfirmKeyError::Wrong(0) => {
            Some(tr!(confirm_key.unknown).to_owned())
        }
        ConfirmKeyError::Wrong(1) => Some(tr!(confirm_key.wrong_last).to_owned()),
        ConfirmKeyError::Wrong(left) => Some(tr!(confirm_key.wrong, left)),
        ConfirmKeyError::Register(error) => key_not_registered(error),
        ConfirmKeyError::Unavailable(_) => None,
    }
}

/// Why a key was not removed; none when the bank could not say.
pub fn key_not_removed(error: &RemoveKeyError) -> Option<&'static str> {
    match error {
        RemoveKeyError::Invalid(error) => Some(key_error(*error)),
        RemoveKeyError::NotHeld => Some(tr!(keys.not_held)),
        RemoveKeyError::UnderClaim => Some(tr!(keys.under_claim)),
        RemoveKeyError::NotPossible => Some(tr!(keys.not_removable)),
        RemoveKeyError::CodepixAway => Some(tr!(keys.not_removed)),
        RemoveKeyError::Unavailable(_) => None,
    }
}

/// What came of a wish about a claim; `Err` where nothing came of it.
pub fn wished(wanted: Wanted, wished: Wished) -> Result<&'static str, &'static str> {
    match (wished, wanted) {
        (Wished::Refused(refusal), _) => Err(claim_refusal(refusal)),
        (Wished::Done, Wanted::Open) => Ok(tr!(claims.opened)),
        (Wished::Done, Wanted::Accept) => Ok(tr!(claims.accepted)),
        (Wished::Done, Wanted::Refuse) => Ok(tr!(claims.refused)),
        (Wished::Done, Wanted::Cancel) => Ok(tr!(claims.cancelled)),
        (Wished::Waiting, Wanted::Open) => Ok(tr!(claims.opened_waiting)),
        (Wished::Waiting, Wanted::Accept | Wanted::Refuse) => Ok(tr!(claims.answered_waiting)),
        (Wished::Waiting, Wanted::Cancel) => Ok(tr!(claims.cancelled_waiting)),
    }
}

/// Why a wish was not taken; none when the bank could not say, or no page of ours asks so.
pub fn not_wished(error: &WishError) -> Option<&'static str> {
    match error {
        WishError::Invalid(error) => Some(key_error(*error)),
        WishError::NotYours => Some(tr!(keys.not_yours)),
        WishError::NeedsCode => Some(tr!(claims.needs_code)),
        WishError::AccountClosed => Some(tr!(claims.closed)),
        WishError::SaidOtherwise => Some(tr!(claims.said_otherwise)),
        WishError::NoClaims => Some(tr!(claims.not_possible)),
        WishError::BadId | WishError::Unavailable(_) => None,
    }
}

/// Why CodePix refuses what was wanted of a claim.
pub fn claim_refusal(refusal: ClaimRefusal) -> &'static str {
    match refusal {
        ClaimRefusal::UnknownAccount => tr!(keys.account_unknown),
        ClaimRefusal::UnknownKey => tr!(claims.free),
        ClaimRefusal::AlreadyHeld => tr!(claims.held),
        ClaimRefusal::HolderIsLegacy => tr!(claims.holder_is_legacy),
        ClaimRefusal::UnderClaim => tr!(claims.under_claim),
        ClaimRefusal::Maximum => tr!(keys.full),
        ClaimRefusal::NotTheOwners => tr!(keys.not_yours),
        ClaimRefusal::Ended => tr!(claims.over),
        ClaimRefusal::ForeignAccount
        | ClaimRefusal::IdTaken
        | ClaimRefusal::UnknownClaim
        | ClaimRefusal::NoSay
        | ClaimRefusal::Other => tr!(claims.not_possible),
    }
}

/// Where a claim stands that can still come out in more than one way: a sentence or two.
pub fn open_claim(claim: &ClaimView) -> Vec<String> {
    let date = dates::date(claim.opened_at);
    let until = claim.lapses_at.map(at);
    let mut sentences = Vec::new();
    if let (Some(bank), Some(moment)) = (claim.other_bank, until) {
        let bank = bank.to_string();
        sentences.extend(match claim.side {
            ClaimSide::Holder => {
                [tr!(claims.asked_about, date, bank), tr!(claims.asked_until, moment)]
            }
            ClaimSide::Claimant => {
                [tr!(claims.mine_about, date, bank), tr!(claims.mine_until, moment)]
            }
        });
    }
    sentences.extend(claim.wish.map(|(wanted, told)| match told {
        Told::Refused(refusal) => tr!(claims.not_done, reason = claim_refusal(refusal)),
        Told::Waiting | Told::Done => waiting(wanted).to_owned(),
    }));
    sentences
}

/// What CodePix has not heard.
fn waiting(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Open => tr!(claims.mine_waiting),
        Wanted::Accept => tr!(claims.accept_waiting),
        Wanted::Refuse => tr!(claims.refuse_waiting),
        Wanted::Cancel => tr!(claims.cancel_waiting),
    }
}

/// How a claim came out.
pub fn ended_claim(claim: &ClaimView) -> String {
    let date = dates::date(claim.ended_at.unwrap_or(claim.opened_at));
    match (claim.state, claim.wish) {
        (Some(state), _) => outcome(claim.side, state, claim.other_bank, date),
        (None, Some((_, Told::Refused(refusal)))) => {
            tr!(claims.not_done, reason = claim_refusal(refusal))
        }
        (None, _) => tr!(claims.not_possible).to_owned(),
    }
}

fn outcome(side: ClaimSide, state: ClaimState, other: Option<BankCode>, date: String) -> String {
    let bank = other.map(|bank| bank.to_string()).unwrap_or_default();
    match (side, state) {
        (ClaimSide::Claimant, ClaimState::Accepted) => tr!(claims.got, date),
        (ClaimSide::Holder, ClaimState::Accepted) => tr!(claims.given, date, bank),
        (ClaimSide::Claimant, ClaimState::Refused) => tr!(claims.got_refused, date),
        (ClaimSide::Holder, ClaimState::Refused) => tr!(claims.given_refused, date),
        (ClaimSide::Claimant, ClaimState::Cancelled) => tr!(claims.got_cancelled, date),
        (ClaimSide::Holder, ClaimState::Cancelled) => tr!(claims.given_cancelled, date),
        (ClaimSide::Claimant, ClaimState::Lapsed | ClaimState::Open) => {
            tr!(claims.got_lapsed, date)
        }
        (ClaimSide::Holder, ClaimState::Lapsed | ClaimState::Open) => {
            tr!(claims.given_lapsed, date)
        }
    }
}

/// `Para (11) 98765-4321 · enviado em 20/11/2026 14:05 · vale até 14:35`
pub fn letter(key: &Key, sent_at: Timestamp, expires_at: Timestamp) -> String {
    let (sent, until) = (at(sent_at), dates::clock(expires_at));
    tr!(inbox.about, key = key_as_written(key), sent, until)
}

/// `20/11/2026 14:05`
fn at(moment: Timestamp) -> String {
    format!("{} {}", dates::date(moment), dates::clock(moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::language::speaking;
    use crate::texts::Locale;
    use pix::ClaimId;

    fn key(kind: KeyKind, text: &str) -> Key {
        Key::parse(kind, text).unwrap()
    }

    #[test]
    fn a_key_is_written_with_its_punctuation_and_found_as_it_is_written() {
        for (kind, text, written) in [
            (KeyKind::Cpf, "52998224725", "529.982.247-25"),
            (KeyKind::Cnpj, "12abc34501de35", "12.ABC.345/01DE-35"),
            (KeyKind::Phone, "+55 11 987654321", "(11) 98765-4321"),
            (KeyKind::Email, "Ana@bbx.example", "ana@bbx.example"),
        ] {
            let key = key(kind, text);
            assert_eq!(key_as_written(&key), written);
            assert_eq!(Key::detect(written), Some(key), "whoever copies it can pay by it");
        }
    }

    fn claim(side: ClaimSide, state: Option<ClaimState>) -> ClaimView {
        ClaimView {
            id: ClaimId::from_u128(1),
            key: Some(key(KeyKind::Email, "carla@ctd.example")),
            side,
            other_bank: Some(BankCode::parse("002").unwrap()),
            state,
            opened_at: Timestamp::default(),
            lapses_at: Some(Timestamp::default()),
            ended_at: None,
            wish: None,
        }
    }

    #[test]
    fn every_end_of_a_claim_is_told_to_either_side_in_words_of_its_own() {
        for locale in [Locale::pt_BR, Locale::en] {
            let ends = ClaimState::ALL.into_iter().filter(|state| *state != ClaimState::Open);
            let sides = |state| {
                [ClaimSide::Claimant, ClaimSide::Holder].map(|side| claim(side, Some(state)))
            };
            let told: std::collections::BTreeSet<String> = ends
                .flat_map(sides)
                .map(|claim| speaking(locale, || ended_claim(&claim)))
                .collect();
            assert_eq!(told.len(), 8, "{told:?}");
        }
    }

    #[test]
    fn what_was_wanted_and_not_heard_is_said_after_where_the_claim_stands() {
        let wish = Some((Wanted::Accept, Told::Waiting));
        let open = ClaimView { wish, ..claim(ClaimSide::Holder, Some(ClaimState::Open)) };
        let said = open_claim(&open);
        assert!(said.len() == 3 && said[2].contains("será entregue quando a rede Pix voltar"));
        let unheard = ClaimView {
            other_bank: None,
            lapses_at: None,
            wish: Some((Wanted::Open, Told::Waiting)),
            ..claim(ClaimSide::Claimant, None)
        };
        assert_eq!(open_claim(&unheard), [tr!(claims.mine_waiting)]);
    }
}
