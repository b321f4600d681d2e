//! What must hold of claims at every commit of CodePix, said once more in other words.

use super::ClearingTables;
use crate::store::Conflict;
use crate::watch::Watch;
use codepix::domain::{Book, Claim, KeyRow};
use pix::{AccountId, ClaimId, ClaimState};

/// How many keys an account may hold, open claims counted: what the rules say by default.
const MOST_KEYS: usize = 5;

impl ClearingTables {
    /// What the unique indexes and the counted statements refuse: it is decided anew.
    pub(super) fn check_claims(&self, book: &Book) -> Result<(), Conflict> {
        let unique = |what: String| Err(Conflict::Unique(what));
        let is_open_here = |claim: &Claim| self.claims.get(&claim.id).is_some_and(Claim::is_open);
        if let Some((id, _)) = book.claims.changed().find(|(_, claim)| !is_open_here(claim)) {
            return unique(format!("claim {id} has ended meanwhile"));
        }
        for (id, claim) in book.claims.added() {
            let ends = |other: &Claim| book.claims.get(&other.id).is_some_and(|row| !row.is_open());
            let rivals = self.claims.values().filter(|other| {
                other.key == claim.key && other.is_open() && claim.is_open() && !ends(other)
            });
            if self.claims.contains_key(id) || rivals.count() > 0 {
                return unique(format!("claim {id}"));
            }
        }
        let is_known = |id: &ClaimId| self.refused_claims.contains_key(id);
        if let Some((id, _)) = book.refused_claims.added().find(|(id, _)| is_known(id)) {
            return unique(format!("refused claim {id}"));
        }
        let is_gone = |row: &KeyRow| !self.keys.values().any(|known| known.id == row.id);
        match book.keys.changed().find(|(_, row)| is_gone(row)) {
            Some((key, _)) => unique(format!("key {} is gone", key.as_str())),
            None => Ok(()),
        }
    }

    /// Writes keys and claims. A key goes from one account to another only in the commit that
    /// accepts the claim of the one against the other; a claim ends once.
    pub(super) fn write_keys_and_claims(&mut self, book: &Book, watch: &mut Watch) {
        self.keys.retain(|_, row| !book.removed_keys.contains(&row.id));
        for (key, row) in book.keys.changed() {
            let before = self.keys.insert(key.clone(), row.clone());
            let holder = before.map(|before| before.account);
            if holder != Some(row.account) && !self.is_let_go(book, row, holder) {
                let text = format!("key {} moved and nobody let it go", key.as_str());
                watch.violation(text);
            }
        }
        for (key, row) in book.keys.added() {
            if self.keys.insert(key.clone(), row.clone()).is_some() {
                watch.violation(format!("key {} has two holders", key.as_str()));
            }
        }
        for (id, claim) in book.claims.added().chain(book.claims.changed()) {
            let before = self.claims.insert(*id, claim.clone());
            if let Some(before) = before.filter(|before| before != claim && !before.is_open()) {
                let (was, is) = (before.state(), claim.state());
                watch.violation(format!("claim {id} ended as {was}, and then as {is}"));
            }
            if !claim.is_open() {
                watch.coverage.claim_ended(claim.state());
            }
            let stays = |row: &KeyRow| row.account == claim.holder;
            if claim.state() == ClaimState::Accepted && self.keys.get(&claim.key).is_some_and(stays)
            {
                watch.violation(format!("claim {id} was accepted and the key stays"));
            }
        }
        for (id, refused) in book.refused_claims.added() {
            self.refused_claims.insert(*id, refused.clone());
        }
        if book.claims.iter().next().is_some() || !book.removed_keys.is_empty() {
            self.check_open_claims(watch);
        }
    }

    fn is_let_go(&self, book: &Book, row: &KeyRow, holder: Option<AccountId>) -> bool {
        book.claims.changed().chain(book.claims.added()).any(|(id, claim)| {
            claim.key == row.key
                && claim.state() == ClaimState::Accepted
                && Some(claim.holder) == holder
                && claim.claimant == row.account
                && self.claims.get(id).is_none_or(Claim::is_open)
        })
    }

    /// While a claim is open its holder has the key; a key has one open claim; whoever claims has
    /// room.
    fn check_open_claims(&self, watch: &mut Watch) {
        let open: Vec<&Claim> = self.claims.values().filter(|claim| claim.is_open()).collect();
        for claim in &open {
            let Claim { id, key, holder, claimant, .. } = claim;
            if self.keys.get(key).is_none_or(|row| row.account != *holder) {
                watch.violation(format!("claim {id} is open, and its key is not its holder's"));
            }
            if open.iter().filter(|other| other.key == *key).count() > 1 {
                watch.violation(format!("key {} has two open claims", key.as_str()));
            }
            let keys = self.keys.values().filter(|row| row.account == *claimant).count();
            let claims = open.iter().filter(|other| other.claimant == *claimant).count();
            if keys + claims > MOST_KEYS {
                watch.violation(format!("{claimant} holds {keys} keys and claims {claims}"));
            }
        }
    }
}
