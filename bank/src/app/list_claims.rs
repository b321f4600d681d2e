//! The claims of an account, as CodePix has them, with what the customer wants and CodePix has not
//! heard.

use super::ports::DirectoryError;
use super::views::{Claim, ClaimSide, ClaimView};
use super::{App, Unavailable};
use crate::domain::{Told, Wanted, Wish};
use pix::{AccountId, ClaimState};
use std::cmp::Reverse;

/// The most wishes that are looked at.
const WISHES: u32 = 100;

/// The claims of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimList {
    /// The newest first.
    pub claims: Vec<ClaimView>,
    /// Whether CodePix could not be asked: then there is only what it has not heard.
    pub codepix_away: bool,
    /// Whether this CodePix knows no claims: it is that of the course.
    pub no_claims: bool,
}

impl ClaimList {
    /// How many claims wait for this account's answer.
    pub fn to_answer(&self) -> usize {
        self.claims.iter().filter(|view| view.awaits_answer()).count()
    }

    /// How many keys this account may be given by claims that are open.
    pub fn claimed(&self) -> usize {
        let is_claimed = |view: &&ClaimView| {
            view.side == ClaimSide::Claimant && view.state == Some(ClaimState::Open)
        };
        self.claims.iter().filter(is_claimed).count()
    }
}

impl App {
    /// The claims that the account opened and those of its keys.
    ///
    /// # Errors
    /// The database is away, or CodePix gave an answer that cannot be used.
    pub async fn list_claims(&self, account: AccountId) -> Result<ClaimList, Unavailable> {
        if self.parts.identity.legacy_codepix {
            return Ok(ClaimList { no_claims: true, ..ClaimList::default() });
        }
        let question = self.heard.ask();
        let wishes = self.parts.reads.wishes_of(account, WISHES).await?;
        let (claims, codepix_away) = match self.parts.directory.list_claims(account).await {
            Ok(claims) => (claims, false),
            // Before CodePix is told of an account there is no claim of it.
            Err(DirectoryError::UnknownAccount) => (Vec::new(), false),
            Err(DirectoryError::Away) => (Vec::new(), true),
            Err(error) => return Err(Unavailable(error.to_string())),
        };
        let claims = merged(account, &claims, &wishes);
        let list = ClaimList { claims, codepix_away, no_claims: false };
        if !codepix_away {
            self.heard.note(account, list.to_answer(), question, self.parts.clock.now());
        }
        Ok(list)
    }
}

/// A wish that is done says nothing that the claim does not. `wishes` has the newest first.
fn merged(account: AccountId, claims: &[Claim], wishes: &[Wish]) -> Vec<ClaimView> {
    let mut views: Vec<ClaimView> = claims.iter().map(|claim| view(account, claim)).collect();
    for wish in wishes.iter().filter(|wish| wish.told != Told::Done) {
        let found = views.iter().position(|view| view.id == wish.claim);
        match found.and_then(|place| views.get_mut(place)) {
            Some(view) => {
                view.wish.get_or_insert((wish.wanted, wish.told));
                // A claim that CodePix has not heard of is named by the wish to open it.
                if view.key.is_none() {
                    view.key.clone_from(&wish.key);
                }
            }
            None => views.push(unheard(wish)),
        }
    }
    views.sort_by_key(|view| Reverse((view.opened_at, view.id)));
    views
}

fn view(account: AccountId, claim: &Claim) -> ClaimView {
    let is_claimant = claim.claimant == account;
    let side = if is_claimant { ClaimSide::Claimant } else { ClaimSide::Holder };
    ClaimView {
        id: claim.id,
        key: Some(claim.key.clone()),
        side,
        other_bank: Some(if is_claimant { claim.holder_bank } else { claim.claimant_bank }),
        state: Some(claim.state),
        opened_at: claim.opened_at,
        lapses_at: Some(claim.lapses_at),
        ended_at: claim.ended_at,
        wish: None,
    }
}

/// What only this bank knows of.
fn unheard(wish: &Wish) -> ClaimView {
    let is_answer = matches!(wish.wanted, Wanted::Accept | Wanted::Refuse);
    ClaimView {
        id: wish.claim,
        key: wish.key.clone(),
        side: if is_answer { ClaimSide::Holder } else { ClaimSide::Claimant },
        other_bank: None,
        state: None,
        opened_at: wish.wished_at,
        lapses_at: None,
        ended_at: None,
        wish: Some((wish.wanted, wish.told)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pix::{BankCode, ClaimId, ClaimRefusal, Key, KeyKind, Timestamp};

    const ANA: AccountId = AccountId::from_u128(0xa);
    const CARLA: AccountId = AccountId::from_u128(0xc);

    fn at(millis: i64) -> Timestamp {
        Timestamp::default().plus_millis(millis)
    }

    fn key() -> Key {
        Key::parse(KeyKind::Email, "carla@ctd.example").unwrap()
    }

    fn claim(number: u128, opened_at: Timestamp) -> Claim {
        let bank = |code| BankCode::parse(code).unwrap();
        Claim {
            id: ClaimId::from_u128(number),
            key: key(),
            claimant: ANA,
            claimant_bank: bank("001"),
            holder: CARLA,
            holder_bank: bank("002"),
            state: ClaimState::Open,
            opened_at,
            lapses_at: at(9_000),
            ended_at: None,
        }
    }

    fn wish(number: u128, wanted: Wanted, told: Told, wished_at: Timestamp) -> Wish {
        let key = (wanted == Wanted::Open).then(key);
        let (claim, account) = (ClaimId::from_u128(number), ANA);
        Wish { claim, account, wanted, key, told, ended: false, wished_at }
    }

    #[test]
    fn each_side_sees_the_bank_of_the_other() {
        let claims = [claim(1, at(0))];
        let seen = |account| {
            let view = merged(account, &claims, &[]).remove(0);
            (view.side, view.other_bank.unwrap().to_string())
        };
        assert_eq!(seen(ANA), (ClaimSide::Claimant, "002".to_owned()));
        assert_eq!(seen(CARLA), (ClaimSide::Holder, "001".to_owned()));
    }

    #[test]
    fn a_claim_waits_for_its_holders_answer_until_one_was_given() {
        let count = |account, wishes: &[Wish]| {
            let claims = merged(account, &[claim(1, at(0))], wishes);
            let list = ClaimList { claims, ..ClaimList::default() };
            (list.to_answer(), list.claimed())
        };
        let answer = |told| Wish { account: CARLA, ..wish(1, Wanted::Accept, told, at(5)) };
        assert_eq!((count(ANA, &[]), count(CARLA, &[])), ((0, 1), (1, 0)));
        assert_eq!(count(CARLA, &[answer(Told::Waiting)]), (0, 0));
        assert_eq!(count(CARLA, &[answer(Told::Refused(ClaimRefusal::Other))]), (1, 0));
        let ended = Claim { state: ClaimState::Lapsed, ..claim(1, at(0)) };
        let list = ClaimList { claims: merged(CARLA, &[ended], &[]), ..ClaimList::default() };
        assert_eq!(list.to_answer(), 0);
    }

    #[test]
    fn what_codepix_has_not_heard_stands_beside_what_it_has() {
        let wishes = [
            wish(3, Wanted::Cancel, Told::Waiting, at(35)),
            wish(3, Wanted::Open, Told::Waiting, at(30)),
            wish(1, Wanted::Cancel, Told::Waiting, at(20)),
            wish(2, Wanted::Open, Told::Refused(ClaimRefusal::UnderClaim), at(15)),
            wish(1, Wanted::Open, Told::Done, at(10)),
        ];
        let views = merged(ANA, &[claim(1, at(10))], &wishes);
        let brief: Vec<_> = views.iter().map(|view| (view.state, view.wish)).collect();
        assert_eq!(
            brief,
            [
                (None, Some((Wanted::Cancel, Told::Waiting))),
                (None, Some((Wanted::Open, Told::Refused(ClaimRefusal::UnderClaim)))),
                (Some(ClaimState::Open), Some((Wanted::Cancel, Told::Waiting))),
            ]
        );
        assert!(views.iter().all(|view| view.key == Some(key())));
    }
}
