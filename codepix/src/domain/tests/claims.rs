//! Claims: a key that is held elsewhere moves when its holder says so, and only then.

use super::*;
use pix::{ClaimId, ClaimRefusal, ClaimState};

/// Carla's at 002.
fn carlas() -> Key {
    email("carla@ctd.example")
}

const CLAIM: ClaimId = ClaimId::from_u128(0xc1);

fn open_as(id: ClaimId, key: Key, account: AccountId, code: &str) -> ClaimWish {
    ClaimWish::Open { id, key, account, bank: bank(code) }
}

fn open() -> ClaimWish {
    open_as(CLAIM, carlas(), ANA, "001")
}

fn answer(accepted: bool) -> ClaimWish {
    ClaimWish::Answer { id: CLAIM, account: CARLA, bank: bank("002"), accepted }
}

fn cancel() -> ClaimWish {
    ClaimWish::Cancel { id: CLAIM, account: ANA, bank: bank("001") }
}

impl World {
    fn wishes(&mut self, wish: ClaimWish) -> Result<ClaimState, ClaimRefusal> {
        match self.expect(Command::Claim(wish)) {
            Answer::Claim(claim) => {
                assert_eq!(self.rows.claims.get(&claim.id), Some(&*claim));
                Ok(claim.state())
            }
            Answer::ClaimRefused(ClaimRefused(refusal)) => Err(refusal),
            other => panic!("{other:?}"),
        }
    }

    fn holder(&self) -> AccountId {
        self.rows.keys.get(&carlas()).unwrap().account
    }

    fn claim(&self) -> &Claim {
        self.rows.claims.get(&CLAIM).unwrap()
    }

    fn wait_ms(&mut self, millis: i64) {
        self.now = self.now.plus_millis(millis);
    }
}

#[test]
fn while_a_claim_is_open_the_key_is_its_holders_and_accepting_moves_it_at_once() {
    let mut world = World::new();
    assert_eq!(world.wishes(open()), Ok(ClaimState::Open));
    assert_eq!((world.holder(), world.claim().ended_at()), (CARLA, None));
    let id = world.rows.keys.get(&carlas()).unwrap().id;

    world.wait_ms(1000);
    assert_eq!(world.wishes(answer(true)), Ok(ClaimState::Accepted));
    let row = world.rows.keys.get(&carlas()).unwrap();
    assert_eq!((row.id, row.account, row.created_at), (id, ANA, world.now));
    assert_eq!(world.claim().ended_at(), Some(world.now));
    assert_eq!(world.rows.keys.changed().count(), 1, "in the commit that accepts");
}

#[test]
fn a_refused_a_cancelled_and_a_lapsed_claim_leave_the_key_where_it_is() {
    for (wish, state) in [(answer(false), ClaimState::Refused), (cancel(), ClaimState::Cancelled)] {
        let mut world = World::new();
        world.wishes(open()).unwrap();
        assert_eq!(world.wishes(wish), Ok(state));
        assert_eq!(world.holder(), CARLA);
    }
    let mut world = World::new();
    world.wishes(open()).unwrap();
    world.wait_ms(i64::from(pix::claim::PERIOD_MS) - 1);
    world.expect(Command::LapseClaim(CLAIM));
    assert_eq!(world.claim().state(), ClaimState::Open, "the holder has a moment left");
    world.wait_ms(1);
    world.expect(Command::LapseClaim(CLAIM));
    assert_eq!((world.claim().state(), world.holder()), (ClaimState::Lapsed, CARLA));
}

#[test]
fn a_claim_ends_once() {
    let wishes = [answer(true), answer(false), cancel()];
    for first in &wishes {
        for second in &wishes {
            let mut world = World::new();
            world.wishes(open()).unwrap();
            let ended = world.wishes(first.clone());
            let holder = world.holder();
            let expected = if first == second { ended } else { Err(ClaimRefusal::Ended) };
            assert_eq!(world.wishes(second.clone()), expected, "{first:?} {second:?}");
            world.wait_ms(i64::from(pix::claim::PERIOD_MS));
            world.expect(Command::LapseClaim(CLAIM));
            assert_eq!((Ok(world.claim().state()), world.holder()), (ended, holder));
        }
    }
}

#[test]
fn an_answer_that_comes_too_late_ends_nothing_even_where_the_clock_was_not_there_yet() {
    for wish in [answer(true), answer(false), cancel()] {
        let mut world = World::new();
        world.wishes(open()).unwrap();
        world.wait_ms(i64::from(pix::claim::PERIOD_MS));
        assert_eq!(world.wishes(wish), Err(ClaimRefusal::Ended));
        assert_eq!((world.claim().state(), world.holder()), (ClaimState::Lapsed, CARLA));
    }
}

#[test]
fn the_same_claim_again_answers_how_it_stands_and_other_content_is_refused() {
    let mut world = World::new();
    world.wishes(open()).unwrap();
    assert_eq!(world.wishes(open()), Ok(ClaimState::Open));
    world.wishes(answer(true)).unwrap();
    assert_eq!(world.wishes(open()), Ok(ClaimState::Accepted), "though it holds the key now");
    assert_eq!(
        world.wishes(open_as(CLAIM, email("b@c.example"), ANA, "001")),
        Err(ClaimRefusal::IdTaken)
    );
    assert_eq!(world.wishes(open_as(CLAIM, carlas(), BRUNO, "001")), Err(ClaimRefusal::IdTaken));
}

#[test]
fn only_the_bank_of_an_account_speaks_for_it_and_only_the_parties_have_a_say() {
    let mut world = World::new();
    assert_eq!(
        world.wishes(open_as(CLAIM, carlas(), ANA, "002")),
        Err(ClaimRefusal::ForeignAccount)
    );
    world.wishes(open()).unwrap();
    for (wish, refusal) in [
        (
            ClaimWish::Answer { id: CLAIM, account: CARLA, bank: bank("001"), accepted: true },
            ClaimRefusal::ForeignAccount,
        ),
        (
            ClaimWish::Answer { id: CLAIM, account: ANA, bank: bank("001"), accepted: true },
            ClaimRefusal::NoSay,
        ),
        (
            ClaimWish::Answer { id: CLAIM, account: DIEGO, bank: bank("002"), accepted: true },
            ClaimRefusal::NoSay,
        ),
        (ClaimWish::Cancel { id: CLAIM, account: CARLA, bank: bank("002") }, ClaimRefusal::NoSay),
        (
            ClaimWish::Cancel { id: CLAIM, account: STRANGER, bank: bank("001") },
            ClaimRefusal::UnknownAccount,
        ),
        (
            ClaimWish::Cancel { id: ClaimId::from_u128(9), account: ANA, bank: bank("001") },
            ClaimRefusal::UnknownClaim,
        ),
    ] {
        assert_eq!(world.wishes(wish.clone()), Err(refusal), "{wish:?}");
    }
    assert_eq!((world.claim().state(), world.holder()), (ClaimState::Open, CARLA));
}

#[test]
fn what_cannot_be_claimed_is_refused_with_its_reason() {
    let mut world = World::new();
    world.register("olga@course.example", OLGA);
    let brunos = key(KeyKind::Cpf, "11144477735");
    let text = "111.444.777-35".into();
    let lent = Command::RegisterKey {
        id: KeyId::from_u128(77),
        key: brunos.clone(),
        text,
        account: CARLA,
        owner_only: false,
    };
    world.expect(lent);
    let id = ClaimId::from_u128;
    for (wish, refusal) in [
        (open_as(id(1), email("nobody@ctd.example"), ANA, "001"), ClaimRefusal::UnknownKey),
        (open_as(id(2), carlas(), CARLA, "002"), ClaimRefusal::AlreadyHeld),
        (open_as(CLAIM, carlas(), STRANGER, "001"), ClaimRefusal::UnknownAccount),
        (open_as(id(3), email("olga@course.example"), ANA, "001"), ClaimRefusal::HolderIsLegacy),
        (open_as(id(4), brunos.clone(), ANA, "001"), ClaimRefusal::NotTheOwners),
    ] {
        assert_eq!(world.wishes(wish.clone()), Err(refusal), "{wish:?}");
    }
    assert_eq!(world.rows.claims.iter().count(), 0);
    assert_eq!(world.wishes(open_as(CLAIM, brunos, BRUNO, "001")), Ok(ClaimState::Open));
}

#[test]
fn a_key_has_one_open_claim_and_another_once_that_has_ended_or_is_overdue() {
    let other = |number| open_as(ClaimId::from_u128(number), carlas(), BRUNO, "001");
    let mut world = World::new();
    world.wishes(open()).unwrap();
    assert_eq!(world.wishes(other(2)), Err(ClaimRefusal::UnderClaim));
    world.wishes(answer(false)).unwrap();
    assert_eq!(world.wishes(other(3)), Ok(ClaimState::Open));
    world.wait_ms(i64::from(pix::claim::PERIOD_MS));
    assert_eq!(world.wishes(other(4)), Ok(ClaimState::Open), "the clock was not there yet");
    let state = |number| world.rows.claims.get(&ClaimId::from_u128(number)).unwrap().state();
    assert_eq!((state(3), state(4)), (ClaimState::Lapsed, ClaimState::Open));
}

#[test]
fn an_open_claim_counts_as_a_key_of_its_claimant_so_that_a_yes_finds_room() {
    let mut world = World::new();
    for number in 0..4 {
        world.register(&format!("ana{number}@bbx.example"), ANA);
    }
    world.wishes(open()).unwrap();
    let maximum = Answer::KeyRefused(KeyRefused::Maximum(5));
    assert_eq!(world.register("ana5@bbx.example", ANA), maximum);
    world.register("diego@ctd.example", DIEGO);
    let diegos =
        |number| open_as(ClaimId::from_u128(number), email("diego@ctd.example"), ANA, "001");
    assert_eq!(world.wishes(diegos(2)), Err(ClaimRefusal::Maximum));
    world.wishes(answer(true)).unwrap();
    assert_eq!(world.register("ana5@bbx.example", ANA), maximum, "the key is there instead");
    world.expect(Command::RemoveKey { key: carlas(), account: ANA });
    assert_eq!(world.wishes(diegos(3)), Ok(ClaimState::Open));
}

#[test]
fn a_key_that_somebody_claims_is_not_removed_before_the_claim_has_ended() {
    let mut world = World::new();
    world.wishes(open()).unwrap();
    let remove = Command::RemoveKey { key: carlas(), account: CARLA };
    let refused = Answer::RemovalRefused(RemovalRefused::UnderClaim);
    assert_eq!(world.expect(remove.clone()), refused);
    assert_eq!(world.holder(), CARLA);
    world.wishes(answer(false)).unwrap();
    assert_eq!(world.expect(remove), Answer::Done);
}

#[test]
fn a_claim_whose_time_is_over_stands_in_nobodys_way_though_the_clock_was_not_there_yet() {
    let mut world = World::new();
    for number in 0..4 {
        world.register(&format!("ana{number}@bbx.example"), ANA);
    }
    world.wishes(open()).unwrap();
    world.wait_ms(i64::from(pix::claim::PERIOD_MS));
    assert!(matches!(world.register("ana5@bbx.example", ANA), Answer::Key(_)), "there is room");
    let remove = Command::RemoveKey { key: carlas(), account: CARLA };
    assert_eq!(world.expect(remove), Answer::Done);
}

#[test]
fn a_transfer_under_way_reaches_whom_the_payer_saw_though_the_key_moves() {
    let mut world = World::new();
    world.wishes(open_as(CLAIM, carlas(), BRUNO, "001")).unwrap();
    world.hears(from("001"), Saying::Order, order());
    world.wishes(answer(true)).unwrap();
    assert_eq!(world.holder(), BRUNO);
    assert_eq!(world.asks_again(), to("002", Saying::Credit));
    assert_eq!(world.transfer().account_to, Some(CARLA));
}

#[test]
fn what_was_refused_is_refused_whatever_has_changed_since() {
    let other = |key| open_as(ClaimId::from_u128(2), key, BRUNO, "001");
    let mut world = World::new();
    world.wishes(open()).unwrap();
    assert_eq!(world.wishes(other(carlas())), Err(ClaimRefusal::UnderClaim));
    world.wishes(cancel()).unwrap();
    assert_eq!(world.wishes(other(carlas())), Err(ClaimRefusal::UnderClaim), "it was told so");
    assert_eq!(world.wishes(other(email("b@c.example"))), Err(ClaimRefusal::IdTaken));
    assert_eq!(
        world.wishes(open_as(ClaimId::from_u128(3), carlas(), BRUNO, "001")),
        Ok(ClaimState::Open)
    );
}

#[test]
fn an_account_that_codepix_is_told_of_later_may_claim_then() {
    let mut world = World::new();
    let wish = open_as(CLAIM, carlas(), STRANGER, "001");
    assert_eq!(world.wishes(wish.clone()), Err(ClaimRefusal::UnknownAccount));
    world.expect(Command::RegisterAccount(account_row(STRANGER, "001", "")));
    assert_eq!(world.wishes(wish), Ok(ClaimState::Open));
}
