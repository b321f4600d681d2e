//! Claims: who may open one, who may end it, and that a key moves in the commit that accepts.

use super::book::Book;
use super::claim::{Claim, Parties, RefusedClaim};
use super::command::{Answer, ClaimRefused, ClaimWish};
use super::decide::Rules;
use pix::{AccountId, BankCode, ClaimId, ClaimRefusal, Ended, Ending, Key, Timestamp};

/// An open claim counts as a key of its claimant: so the holder's yes always finds room. One whose
/// time is over moves no key any more.
pub(super) fn has_room(book: &Book, rules: &Rules, account: AccountId, now: Timestamp) -> bool {
    let may_move = |row: &Claim| row.is_open() && !row.is_overdue(now);
    let claimed = book.claims.iter().filter(|(_, row)| may_move(row) && row.claimant == account);
    let taken = book.keys_of(account).saturating_add(claimed.count());
    u32::try_from(taken).unwrap_or(u32::MAX) < rules.keys_per_account
}

/// The claim of a key that the holder may still answer, if there is one.
pub(super) fn open_of(book: &Book, key: &Key) -> Option<ClaimId> {
    let mut all = book.claims.iter();
    all.find(|(_, row)| row.is_open() && row.key == *key).map(|(id, _)| *id)
}

pub(super) fn wish(book: &mut Book, rules: &Rules, wish: &ClaimWish, now: Timestamp) -> Answer {
    let decided = match wish {
        ClaimWish::Open { id, key, account, bank } => {
            open(book, rules, *id, key, (*account, *bank), now)
        }
        ClaimWish::Answer { id, account, bank, accepted } => {
            let ending = if *accepted { Ending::Accept } else { Ending::Refuse };
            end(book, *id, (*account, *bank), ending, now)
        }
        ClaimWish::Cancel { id, account, bank } => {
            end(book, *id, (*account, *bank), Ending::Cancel, now)
        }
    };
    match decided {
        Ok(claim) => Answer::Claim(Box::new(claim)),
        Err(refusal) => Answer::ClaimRefused(ClaimRefused(refusal)),
    }
}

/// The row answers first, as with a transfer: what was opened is opened, and what was refused is
/// refused, whatever changed since. Only an account that is not known yet may be asked about again.
fn open(
    book: &mut Book,
    rules: &Rules,
    id: ClaimId,
    key: &Key,
    claimant: (AccountId, BankCode),
    now: Timestamp,
) -> Result<Claim, ClaimRefusal> {
    if let Some(known) = book.claims.get(&id) {
        let is_same = known.key == *key && (known.claimant, known.claimant_bank) == claimant;
        return if is_same { Ok(known.clone()) } else { Err(ClaimRefusal::IdTaken) };
    }
    if let Some(known) = book.refused_claims.get(&id) {
        let is_same = known.key == *key && known.claimant == claimant.0;
        return Err(if is_same { known.refusal } else { ClaimRefusal::IdTaken });
    }
    may_speak(book, claimant)?;
    match find_holder(book, rules, key, claimant.0, now) {
        Ok(holder) => {
            let parties = Parties { claimant, holder };
            let claim = Claim::new(id, key.clone(), parties, now, rules.claim_period_ms);
            book.claims.add(id, claim.clone());
            Ok(claim)
        }
        Err(refusal) => {
            let (key, claimant) = (key.clone(), claimant.0);
            let refused = RefusedClaim { key, claimant, refusal, refused_at: now };
            book.refused_claims.add(id, refused);
            Err(refusal)
        }
    }
}

/// Who is asked for a key, with the bank; or why this account may not ask.
fn find_holder(
    book: &mut Book,
    rules: &Rules,
    key: &Key,
    claimant: AccountId,
    now: Timestamp,
) -> Result<(AccountId, BankCode), ClaimRefusal> {
    let row = book.keys.get(key).ok_or(ClaimRefusal::UnknownKey)?;
    let holder = book.accounts.get(&row.account).ok_or(ClaimRefusal::UnknownKey)?;
    let holder = (holder.id, holder.bank);
    if holder.0 == claimant {
        return Err(ClaimRefusal::AlreadyHeld);
    }
    if book.is_legacy(holder.1) {
        return Err(ClaimRefusal::HolderIsLegacy);
    }
    let is_own =
        |text: &str| book.accounts.get(&claimant).is_some_and(|account| account.document == text);
    if key.kind().is_document() && !is_own(key.as_str()) {
        return Err(ClaimRefusal::NotTheOwners);
    }
    if let Some(other) = open_of(book, key)
        && !lapse_if_overdue(book, other, now)
    {
        return Err(ClaimRefusal::UnderClaim);
    }
    if !has_room(book, rules, claimant, now) {
        return Err(ClaimRefusal::Maximum);
    }
    Ok(holder)
}

/// Only the bank that holds an account speaks for it.
fn may_speak(book: &Book, (account, bank): (AccountId, BankCode)) -> Result<(), ClaimRefusal> {
    match book.accounts.get(&account) {
        None => Err(ClaimRefusal::UnknownAccount),
        Some(known) if known.bank != bank => Err(ClaimRefusal::ForeignAccount),
        Some(_) => Ok(()),
    }
}

/// The holder accepts or refuses, the claimant cancels. What comes after the period comes too late,
/// whether or not the clock was there first.
fn end(
    book: &mut Book,
    id: ClaimId,
    speaker: (AccountId, BankCode),
    ending: Ending,
    now: Timestamp,
) -> Result<Claim, ClaimRefusal> {
    may_speak(book, speaker)?;
    let claim = book.claims.get(&id).ok_or(ClaimRefusal::UnknownClaim)?;
    let expected = if ending == Ending::Cancel { claim.claimant } else { claim.holder };
    if speaker.0 != expected {
        return Err(ClaimRefusal::NoSay);
    }
    lapse_if_overdue(book, id, now);
    let ended = book.claims.get(&id).map(|claim| claim.state().end(ending));
    if let Some(Ended::Now(_)) = ended {
        if ending == Ending::Accept {
            move_key(book, id, now)?;
        }
        if let Some(claim) = book.claims.change(&id) {
            claim.end(ending, now);
        }
    }
    match ended {
        None | Some(Ended::Contrary) => Err(ClaimRefusal::Ended),
        Some(_) => book.claims.get(&id).cloned().ok_or(ClaimRefusal::UnknownClaim),
    }
}

/// The key is the claimant's, under its id, in this commit. A key under an open claim is not
/// removed, so it is its holder's; were it not, nothing would move.
fn move_key(book: &mut Book, id: ClaimId, now: Timestamp) -> Result<(), ClaimRefusal> {
    let claim = book.claims.get(&id).ok_or(ClaimRefusal::UnknownClaim)?;
    let (key, holder, claimant) = (claim.key.clone(), claim.holder, claim.claimant);
    if book.keys.get(&key).is_none_or(|row| row.account != holder) {
        return Err(ClaimRefusal::UnknownKey);
    }
    if let Some(row) = book.keys.change(&key) {
        row.account = claimant;
        key.as_str().clone_into(&mut row.text);
        row.created_at = now;
    }
    Ok(())
}

/// The clock: silence ends a claim, and the key stays.
pub(super) fn lapse(book: &mut Book, id: ClaimId, now: Timestamp) -> Answer {
    lapse_if_overdue(book, id, now);
    Answer::Done
}

/// Whether it was overdue, and is lapsed now.
pub(super) fn lapse_if_overdue(book: &mut Book, id: ClaimId, now: Timestamp) -> bool {
    if !book.claims.get(&id).is_some_and(|claim| claim.is_overdue(now)) {
        return false;
    }
    let ended = book.claims.change(&id).map(|claim| claim.end(Ending::Lapse, now));
    matches!(ended, Some(Ended::Now(_)))
}
