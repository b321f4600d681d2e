//! Passwords and the sessions that they open.

use crate::harness::{Bank, ana, bruno};
use bank::app::ports::SessionRow;
use bank::app::settings::PasswordError;
use bank::app::sign_in::SignIn;
use bank::app::views::Session;
use bank::domain::PasswordFault;
use futures::future::join_all;
use pix::{AccountId, demo};

fn signed_in(account: AccountId, session: Session) -> SessionRow {
    SessionRow {
        content: "{}".into(),
        expires_at: i64::from(u32::MAX),
        signed_in: Some((account, session)),
    }
}

#[tokio::test]
async fn another_password_signs_the_other_browsers_out() {
    let bank = Bank::seeded().await;
    let app = &bank.app;
    let [session, other] = [(); 2].map(|()| app.new_session("Firefox · Linux".into()));
    let here = session.handle;
    let login = demo::customers(app.bank_code())[0].login.clone();
    let SignIn::Known(before) = app.sign_in(&login, demo::PASSWORD).await.unwrap() else {
        panic!("Ana's password")
    };
    app.create_session("here", &signed_in(ana(), session)).await.unwrap();
    app.create_session("there", &signed_in(ana(), other.clone())).await.unwrap();
    app.create_session("bruno", &signed_in(bruno(), other)).await.unwrap();
    let change =
        async |current: &str, new: &str| app.change_password(ana(), here, current, new).await;
    assert_eq!(change("wrong", "outra senha").await, Err(PasswordError::WrongPassword));
    let short = Err(PasswordError::Unfit(PasswordFault::TooShort { least: 8 }));
    assert_eq!(change(demo::PASSWORD, "curta").await, short);
    assert_eq!(app.list_sessions(ana()).await.unwrap().len(), 2, "nothing was changed");
    assert_eq!(change(demo::PASSWORD, "outra senha").await, Ok(()));
    let left = app.list_sessions(ana()).await.unwrap();
    assert_eq!(left.iter().map(|session| session.handle).collect::<Vec<_>>(), [here]);
    assert_eq!(app.load_session("there").await.unwrap(), None);
    assert_eq!(app.list_sessions(bruno()).await.unwrap().len(), 1);
    assert_eq!(app.sign_in(&login, demo::PASSWORD).await.unwrap().account(), None);
    let SignIn::Known(known) = app.sign_in(&login, "outra senha").await.unwrap() else {
        panic!("the new password")
    };
    assert_eq!(known.account, ana());
    assert!(app.still_holds(&known).await.unwrap());
    assert!(!app.still_holds(&before).await.unwrap(), "a login that was on its way meanwhile");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn after_ten_wrong_passwords_not_even_the_right_one_is_compared() {
    let bank = Bank::seeded().await;
    let [ana, bruno] =
        [0, 1].map(|index| demo::customers(bank.app.bank_code())[index].login.clone());
    let wrong = (0..10).map(|_| bank.app.sign_in(&ana, "wrong"));
    let wrong = join_all(wrong).await.into_iter().map(Result::unwrap);
    assert!(wrong.into_iter().all(|tried| tried == SignIn::Wrong));
    assert!(bank.app.sign_in(&ana, demo::PASSWORD).await.unwrap() == SignIn::TooMany);
    assert!(bank.app.sign_in(&bruno, demo::PASSWORD).await.unwrap().account().is_some());
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_session_is_noted_as_seen_every_ten_minutes_at_most() {
    let bank = Bank::seeded().await;
    let session = bank.app.new_session("Firefox · Linux".into());
    assert_eq!(bank.app.seen(&session), None);
    let old = Session { seen_at: session.seen_at.plus_millis(-600_000), ..session };
    let seen = bank.app.seen(&old).unwrap();
    assert!(seen.seen_at > old.seen_at && seen.began_at == old.began_at, "{seen:?}");
    bank.ends_with_parked(0).await;
}
