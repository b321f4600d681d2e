//! Wishes about claims. Who may have what is for `CodePix` to say; here a wish is written once.

use super::accounts::know_key;
use super::book::Book;
use super::command::Answer;
use super::decide::Rules;
use super::wish::{Told, Wanted, Wish, WishName};
use pix::{AccountId, ClaimId, Key, Timestamp};

/// The row answers first. The course's `CodePix` knows no claims, so nothing is written for it.
pub(super) fn wish(
    book: &mut Book,
    rules: &Rules,
    name: WishName,
    key: Option<&Key>,
    now: Timestamp,
) -> Answer {
    let (claim, account, wanted) = name;
    if rules.legacy_codepix {
        return Answer::NoClaims;
    }
    if let Some(known) = book.wishes.get(&name) {
        let is_same = known.key.as_ref() == key;
        return if is_same { Answer::Wish(Box::new(known.clone())) } else { Answer::IdTaken };
    }
    match book.accounts.get(&account) {
        None => return Answer::NoAccount,
        Some(row) if row.closed && wanted == Wanted::Open => return Answer::AccountClosed,
        Some(_) => {}
    }
    let contrary = wanted.contrary().and_then(|wanted| book.wishes.get(&(claim, account, wanted)));
    if contrary.is_some_and(|other| !matches!(other.told, Told::Refused(_))) {
        return Answer::WishedOtherwise;
    }
    // What is told is told in this order, whichever replica's clock is ahead.
    let opened = book.wishes.get(&(claim, account, Wanted::Open));
    let wished_at = opened.map_or(now, |open| now.max(open.wished_at.next()));
    let (key, told) = (key.cloned(), Told::Waiting);
    let wish = Wish { claim, account, wanted, key, told, ended: false, wished_at };
    book.wishes.add(name, wish.clone());
    Answer::Wish(Box::new(wish))
}

/// `CodePix` answered. What was heard first stays.
pub(super) fn hear(book: &mut Book, name: WishName, told: Told) -> Answer {
    let waits = book.wishes.get(&name).is_some_and(|wish| wish.told == Told::Waiting);
    if waits && let Some(wish) = book.wishes.change(&name) {
        wish.told = told;
    }
    Answer::Done
}

/// A claim that this customer opened has ended. A key that moved is known here from now on: an
/// order that names no account finds its receiver by it.
pub(super) fn end(
    book: &mut Book,
    (claim, account): (ClaimId, AccountId),
    key: &Key,
    is_moved: bool,
    now: Timestamp,
) -> Answer {
    let name = (claim, account, Wanted::Open);
    let is_its =
        |wish: &Wish| wish.told == Told::Done && !wish.ended && wish.key.as_ref() == Some(key);
    if !book.wishes.get(&name).is_some_and(is_its) {
        return Answer::Done;
    }
    if let Some(wish) = book.wishes.change(&name) {
        wish.ended = true;
    }
    if is_moved { know_key(book, key, account, now) } else { Answer::Done }
}

#[cfg(test)]
mod tests {
    use crate::domain::{
        Account, Answer, Book, Command, Limits, Rules, Spent, Told, Wanted, Wish, decide,
    };
    use pix::{AccountId, Amount, ClaimId, ClaimRefusal, Key, KeyKind, Timestamp};

    const ANA: AccountId = AccountId::from_u128(0xa);
    const CLAIM: ClaimId = ClaimId::from_u128(1);
    const NOW: Timestamp = Timestamp::from_micros(1);

    fn book() -> Book {
        let mut book = Book::default();
        let account = Account {
            id: ANA,
            number: "1".into(),
            owner: "Ana Souza".into(),
            document: "52998224725".into(),
            login: "ana@bbx.example".into(),
            password_hash: String::new(),
            nickname: None,
            balance: Amount::ZERO,
            booked_until: Timestamp::default(),
            limits: Limits::default(),
            spent: Spent::default(),
            closed: false,
            registered: true,
            created_at: NOW,
        };
        book.accounts.load(ANA, account);
        book
    }

    fn key(text: &str) -> Key {
        Key::parse(KeyKind::Email, text).unwrap()
    }

    fn wish(wanted: Wanted, key: Option<Key>) -> Command {
        Command::WishClaim { name: (CLAIM, ANA, wanted), key }
    }

    fn expect(book: &mut Book, command: &Command) -> Answer {
        decide(book, &Rules::default(), command, NOW).unwrap()
    }

    fn hear(told: Told) -> Command {
        Command::HearWish { name: (CLAIM, ANA, Wanted::Accept), told }
    }

    #[test]
    fn a_wish_is_written_once_and_waits_until_codepix_has_answered() {
        let mut book = book();
        let open = wish(Wanted::Open, Some(key("carla@ctd.example")));
        let Answer::Wish(first) = expect(&mut book, &open) else { panic!("no wish") };
        assert_eq!((first.told, first.wished_at), (Told::Waiting, NOW));
        assert_eq!(expect(&mut book, &open), Answer::Wish(first));
        let other = wish(Wanted::Open, Some(key("diego@ctd.example")));
        assert_eq!(expect(&mut book, &other), Answer::IdTaken);
        assert_eq!(book.wishes.added().count(), 1);
    }

    #[test]
    fn what_was_heard_first_stays() {
        let mut book = book();
        expect(&mut book, &wish(Wanted::Accept, None));
        expect(&mut book, &hear(Told::Done));
        expect(&mut book, &hear(Told::Refused(ClaimRefusal::Ended)));
        let told = |row: &Wish| row.told;
        assert_eq!(book.wishes.get(&(CLAIM, ANA, Wanted::Accept)).map(told), Some(Told::Done));
        assert_eq!(expect(&mut Book::default(), &hear(Told::Done)), Answer::Done);
    }

    #[test]
    fn a_key_got_by_a_claim_is_known_once_it_moved_and_no_other_is() {
        let mut book = book();
        let email = key("carla@ctd.example");
        let name = (CLAIM, ANA, Wanted::Open);
        let end = |key: &Key, is_moved| {
            let key = key.clone();
            Command::EndClaim { claim: CLAIM, account: ANA, key, is_moved }
        };
        expect(&mut book, &wish(Wanted::Open, Some(email.clone())));
        expect(&mut book, &end(&email, true));
        assert_eq!(book.keys.get(&email), None, "CodePix has not opened it yet");
        expect(&mut book, &Command::HearWish { name, told: Told::Done });
        expect(&mut book, &end(&key("diego@ctd.example"), true));
        assert_eq!(book.keys.iter().count(), 0, "another key than the one that was claimed");
        expect(&mut book, &end(&email, true));
        assert_eq!(book.keys.get(&email).map(|known| known.account), Some(ANA));
        assert_eq!(book.wishes.get(&name).map(|wish| wish.ended), Some(true));
        // Given away since: an answer that comes twice does not bring it back.
        let forget = Command::ForgetKey { key: email.clone(), account: ANA };
        expect(&mut book, &forget);
        expect(&mut book, &end(&email, true));
        assert_eq!(book.keys.get(&email), None);
    }

    #[test]
    fn a_claim_that_came_to_nothing_moves_no_key() {
        let mut book = book();
        let email = key("carla@ctd.example");
        let name = (CLAIM, ANA, Wanted::Open);
        expect(&mut book, &wish(Wanted::Open, Some(email.clone())));
        expect(&mut book, &Command::HearWish { name, told: Told::Done });
        let end = Command::EndClaim { claim: CLAIM, account: ANA, key: email, is_moved: false };
        expect(&mut book, &end);
        assert_eq!(book.keys.iter().count(), 0);
        assert_eq!(book.wishes.get(&name).map(|wish| wish.ended), Some(true));
    }

    #[test]
    fn a_claim_is_given_up_after_it_was_opened_whatever_the_clock_says() {
        let mut book = book();
        expect(&mut book, &wish(Wanted::Open, Some(key("carla@ctd.example"))));
        let earlier = NOW.plus_millis(-2_000);
        let given_up = decide(&mut book, &Rules::default(), &wish(Wanted::Cancel, None), earlier);
        let Ok(Answer::Wish(given_up)) = given_up else { panic!("{given_up:?}") };
        assert_eq!(given_up.wished_at, NOW.next());
    }

    #[test]
    fn yes_and_no_are_not_both_wanted_unless_the_first_came_to_nothing() {
        let mut book = book();
        expect(&mut book, &wish(Wanted::Accept, None));
        assert_eq!(expect(&mut book, &wish(Wanted::Refuse, None)), Answer::WishedOtherwise);
        expect(&mut book, &hear(Told::Refused(ClaimRefusal::NoSay)));
        assert!(matches!(expect(&mut book, &wish(Wanted::Refuse, None)), Answer::Wish(_)));
    }

    #[test]
    fn nothing_is_wished_of_the_courses_codepix_nor_by_a_closed_or_unknown_account() {
        let mut book = book();
        let open = wish(Wanted::Open, Some(key("carla@ctd.example")));
        let legacy = Rules { legacy_codepix: true, ..Rules::default() };
        assert_eq!(decide(&mut book, &legacy, &open, NOW), Ok(Answer::NoClaims));
        book.accounts.change(&ANA).unwrap().closed = true;
        assert_eq!(expect(&mut book, &open), Answer::AccountClosed);
        assert_eq!(expect(&mut Book::default(), &open), Answer::NoAccount);
        assert_eq!(book.wishes.iter().count(), 0);
        let refuse = wish(Wanted::Refuse, None);
        assert!(matches!(expect(&mut book, &refuse), Answer::Wish(_)), "a key may still be kept");
    }
}
