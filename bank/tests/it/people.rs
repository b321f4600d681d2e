//! Customers who come by themselves: accounts, PINs, whom they pay.

use crate::harness::{Bank, ana, bruno, carla, order};
use bank::app::App;
use bank::app::check_pin::PinCheck;
use bank::app::open_account::{OpenError, OpenFaults, OpenForm, OwnFault};
use bank::app::recents::Kept;
use bank::app::settings::PinError;
use bank::domain::{NameFault, PasswordFault, PinFault, Recipient};
use bank::outbound::db::PAID;
use pix::{BankCode, Key, KeyKind, Order, TransferId};
use sea_orm::DbBackend;

fn form(app: &App) -> OpenForm {
    OpenForm {
        id: app.new_form_id(),
        name: " Cliente  Novo".into(),
        document: "123.456.789-09".into(),
        email: "Cliente@bbx.example".into(),
        password: "uma frase longa".into(),
        pin: "2580".into(),
    }
}

async fn faults(app: &App, form: &OpenForm) -> OpenFaults {
    match app.open_account(form).await {
        Err(OpenError::Fields(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_account_is_open_at_once_and_once_however_often_its_form_is_posted() {
    let bank = Bank::seeded().await;
    let form = form(&bank.app);
    let (first, second) = tokio::join!(bank.app.open_account(&form), bank.app.open_account(&form));
    let id = first.unwrap();
    assert_eq!(second.unwrap(), id);
    assert_eq!(bank.app.open_account(&form).await, Ok(id));
    assert!(TransferId::parse(&id.to_string()).is_ok(), "a UUID of version 4");
    let account = bank.app.account(id).await.unwrap().unwrap();
    assert_eq!(
        (account.owner.as_str(), account.login.as_str()),
        ("Cliente Novo", "cliente@bbx.example")
    );
    assert_eq!((account.document.as_str(), account.balance.cents()), ("12345678909", 0));
    assert!(account.number.len() == 8 && !account.registered && !account.closed, "{account:?}");
    assert_eq!(bank.app.accounts().await.unwrap().len(), 3);
    let login = bank.app.sign_in("cliente@bbx.example", "uma frase longa").await.unwrap();
    assert_eq!(login.account(), Some(id));
    let pin = bank.app.check_pin(id, bank.app.new_attempt_id(), "2580").await.unwrap();
    assert!(matches!(pin, PinCheck::Right(_)));
    bank.hears(&order(carla(), id, 700), pix::Saying::Credit).await;
    bank.until_balance(id, 700).await;
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_company_opens_an_account_with_its_cnpj_which_may_be_a_key_of_it() {
    let bank = Bank::seeded().await;
    let company = OpenForm { document: "12.abc.345/01de-35".into(), ..form(&bank.app) };
    let id = bank.app.open_account(&company).await.unwrap();
    let account = bank.app.account(id).await.unwrap().unwrap();
    assert_eq!(account.document, "12ABC34501DE35");
    let again = OpenForm {
        id: bank.app.new_form_id(),
        document: "12ABC34501DE35".into(),
        email: "outra@bbx.example".into(),
        ..company
    };
    let taken = OpenFaults { document: Some(OwnFault::Taken), ..OpenFaults::default() };
    assert_eq!(faults(&bank.app, &again).await, taken);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_form_is_said_at_once() {
    let bank = Bank::seeded().await;
    let wrong = OpenForm {
        name: "  ".into(),
        document: "123.456.789-00".into(),
        email: "loja".into(),
        password: "curta".into(),
        pin: "0000".into(),
        ..form(&bank.app)
    };
    let all = OpenFaults {
        name: Some(NameFault::Empty),
        document: Some(OwnFault::Invalid),
        email: Some(OwnFault::Invalid),
        password: Some(PasswordFault::TooShort { least: 8 }),
        pin: Some(PinFault::TooSimple),
    };
    assert_eq!(faults(&bank.app, &wrong).await, all);
    let taken =
        OpenForm { document: "529.982.247-25".into(), email: "bruno@bbx.example".into(), ..wrong };
    let own = Some(OwnFault::Taken);
    let taken = faults(&bank.app, &taken).await;
    assert_eq!(taken, OpenFaults { document: own, email: own, ..all });
    assert_eq!(bank.app.accounts().await.unwrap().len(), 2);
    bank.ends_with_parked(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_open_one_account_for_a_person() {
    let bank = Bank::seeded().await;
    let (replica, mut tasks) = bank.replica().await;
    let (here, there) = (form(&bank.app), form(&replica));
    let (here, there) = tokio::join!(bank.app.open_account(&here), replica.open_account(&there));
    let own = Some(OwnFault::Taken);
    let refused = [here, there].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    let [OpenError::Fields(faults)] = refused.as_slice() else { panic!("{refused:?}") };
    assert!(faults.document == own || faults.email == own, "{faults:?}");
    assert_eq!(bank.app.accounts().await.unwrap().len(), 3);
    bank.ends_with_parked(0).await;
    tasks.shutdown().await;
}

#[tokio::test]
async fn whoever_posts_a_form_does_not_choose_the_id_of_its_account() {
    let bank = Bank::seeded().await;
    // Another bank's: CodePix would take whoever had it for its customer.
    let theirs = OpenForm { id: carla().uuid(), ..form(&bank.app) };
    let opened = bank.app.open_account(&theirs).await.unwrap();
    assert_ne!(opened, carla());
    let stolen = OpenForm {
        id: ana().uuid(),
        document: "390.533.447-05".into(),
        email: "outro@bbx.example".into(),
        ..theirs
    };
    assert_ne!(bank.app.open_account(&stolen).await.unwrap(), ana());
    assert_eq!(bank.app.account(ana()).await.unwrap().unwrap().owner, "Ana Souza");
    let login = bank.app.sign_in("cliente@bbx.example", &stolen.password).await.unwrap();
    assert_eq!(login.account(), Some(opened));
    bank.ends_with_parked(0).await;
}

async fn tries(app: &App, pin: &str) -> PinCheck {
    app.check_pin(ana(), app.new_attempt_id(), pin).await.unwrap()
}

#[tokio::test]
async fn five_wrong_pins_in_a_row_lock_it_for_every_replica_and_a_right_one_forgets_them() {
    let bank = Bank::seeded().await;
    for left in [4, 3, 2, 1] {
        assert_eq!(tries(&bank.app, "4321").await, PinCheck::Wrong { left });
    }
    assert!(matches!(tries(&bank.app, "1234").await, PinCheck::Right(_)));
    assert_eq!(tries(&bank.app, "12a4").await, PinCheck::NotFourDigits);
    let (replica, mut tasks) = bank.replica().await;
    for (app, left) in [(&bank.app, 4), (&replica, 3), (&bank.app, 2), (&replica, 1)] {
        assert_eq!(tries(app, "4321").await, PinCheck::Wrong { left });
    }
    let PinCheck::Locked(until) = tries(&bank.app, "4321").await else { panic!("not locked") };
    assert_eq!(tries(&replica, "1234").await, PinCheck::Locked(until));
    let other = bank.app.check_pin(bruno(), bank.app.new_attempt_id(), "1234").await.unwrap();
    assert!(matches!(other, PinCheck::Right(_)), "nobody else's");
    bank.ends_with_parked(0).await;
    tasks.shutdown().await;
}

#[tokio::test]
async fn twenty_guesses_at_once_are_five() {
    let bank = Bank::seeded().await;
    let guesses: Vec<String> = (0..20).map(|guess| format!("{:04}", 9_000 + guess)).collect();
    let tried = guesses.iter().map(|guess| tries(&bank.app, guess));
    let tried = futures::future::join_all(tried).await;
    let counted = tried.iter().filter(|each| matches!(each, PinCheck::Wrong { .. })).count();
    assert_eq!(counted, 4, "the fifth locks");
    assert!(matches!(tries(&bank.app, "1234").await, PinCheck::Locked(_)));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn an_attempt_that_is_repeated_counts_once_and_is_no_way_to_guess() {
    let bank = Bank::seeded().await;
    let attempt = bank.app.new_attempt_id();
    for pin in ["4321", "4321", "1234"] {
        let answer = bank.app.check_pin(ana(), attempt, pin).await.unwrap();
        assert_eq!(answer, PinCheck::Wrong { left: 4 }, "{pin}");
    }
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_right_pin_lasts_for_five_minutes() {
    let bank = Bank::seeded().await;
    let PinCheck::Right(at) = tries(&bank.app, "1234").await else { panic!("not right") };
    assert!(bank.app.may_send(Some(at)) && !bank.app.may_send(None));
    assert!(bank.app.may_send(Some(at.plus_millis(-290_000))));
    assert!(!bank.app.may_send(Some(at.plus_millis(-300_000))));
    assert!(!bank.app.may_send(Some(at.plus_millis(60_000))), "a clock that was put back");
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn seeding_gives_a_pin_to_accounts_that_were_seeded_without_one_and_leaves_changed_ones() {
    let bank = Bank::seeded().await;
    bank.app.change_pin(bruno(), bank.app.new_attempt_id(), "1234", "2580").await.unwrap();
    let database = bank.database().await;
    let id = database::rows::id(database.backend(), ana().uuid());
    database.execute("DELETE FROM pins WHERE account = $1", vec![id]).await.unwrap();
    assert_eq!(tries(&bank.app, "1234").await, PinCheck::NotSet);
    bank.app.seed().await.unwrap();
    assert!(matches!(tries(&bank.app, "1234").await, PinCheck::Right(_)));
    let bruno = bank.app.check_pin(bruno(), bank.app.new_attempt_id(), "1234").await.unwrap();
    assert_eq!(bruno, PinCheck::Wrong { left: 4 });
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_pin_is_changed_by_whoever_knows_it() {
    let bank = Bank::seeded().await;
    let change = async |current: &str, new: &str| {
        bank.app.change_pin(ana(), bank.app.new_attempt_id(), current, new).await
    };
    assert_eq!(change("1234", "1111").await, Err(PinError::Unfit(PinFault::TooSimple)));
    let wrong = PinError::Refused(PinCheck::Wrong { left: 4 });
    assert_eq!(change("4321", "2580").await, Err(wrong));
    assert_eq!(change("1234", "2580").await, Ok(()));
    assert_eq!(tries(&bank.app, "1234").await, PinCheck::Wrong { left: 4 });
    assert!(matches!(tries(&bank.app, "2580").await, PinCheck::Right(_)));
    bank.ends_with_parked(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_changes_the_pin_does_so_once_however_often_it_is_sent() {
    let bank = Bank::seeded().await;
    let attempt = bank.app.new_attempt_id();
    let sends = async |new: &str| bank.app.change_pin(ana(), attempt, "1234", new).await;
    let (once, twice) = tokio::join!(sends("2580"), sends("2580"));
    assert_eq!((once, twice, sends("2580").await), (Ok(()), Ok(()), Ok(())));
    assert!(matches!(tries(&bank.app, "2580").await, PinCheck::Right(_)));
    // Something else in the form, which had done its work, is an attempt of its own.
    let wrong = |left| Err(PinError::Refused(PinCheck::Wrong { left }));
    assert_eq!(sends("3691").await, wrong(4));
    assert_eq!(tries(&bank.app, "1234").await, PinCheck::Wrong { left: 3 });
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_form_that_changed_the_pin_tells_no_guesser_what_it_is() {
    let bank = Bank::seeded().await;
    let attempt = bank.app.new_attempt_id();
    bank.app.change_pin(ana(), attempt, "1234", "2580").await.unwrap();
    let guess = async |new: &str| bank.app.change_pin(ana(), attempt, "", new).await;
    for left in [4, 3, 2, 1] {
        let wrong = PinError::Refused(PinCheck::Wrong { left });
        assert_eq!(guess("3691").await, Err(wrong));
    }
    for pin in ["3691", "2580"] {
        let told = guess(pin).await;
        assert!(matches!(told, Err(PinError::Refused(PinCheck::Locked(_)))), "{told:?}");
    }
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn an_account_is_called_as_its_owner_wishes_while_money_moves() {
    let bank = Bank::seeded().await;
    let credit = order(carla(), ana(), 500);
    let (renamed, ()) = tokio::join!(
        bank.app.rename_account(ana(), " Conta da   casa "),
        bank.hears(&credit, pix::Saying::Credit),
    );
    renamed.unwrap();
    bank.until_balance(ana(), 100_500).await;
    let name = async || bank.app.account(ana()).await.unwrap().unwrap().nickname;
    assert_eq!(name().await.as_deref(), Some("Conta da casa"));
    assert!(bank.app.rename_account(ana(), &"a".repeat(31)).await.is_err());
    bank.app.rename_account(ana(), " ").await.unwrap();
    assert_eq!(name().await, None);
    bank.ends_with_parked(0).await;
}

fn somebody(name: &str) -> (Key, Recipient) {
    let key = Key::parse(KeyKind::Email, &format!("{name}@ctd.example")).unwrap();
    let recipient = Recipient {
        account: carla(),
        bank: BankCode::parse("002").unwrap(),
        bank_name: "CTD".into(),
        owner: name.into(),
        masked_document: String::new(),
        legacy: false,
    };
    (key, recipient)
}

#[tokio::test]
async fn the_latest_receivers_come_first_each_once_and_favourites_before_them() {
    let bank = Bank::seeded().await;
    for name in ["diego", "carla", "loja", "carla", "padaria"] {
        let (key, recipient) = somebody(name);
        let order = Order { key, ..order(ana(), carla(), 1) };
        bank.app.send_order(order, Some(recipient)).await.unwrap();
    }
    bank.sends(&order(ana(), carla(), 1)).await;
    let names = async |account, limit| {
        let contacts = bank.app.contacts(account, limit).await.unwrap();
        contacts.into_iter().map(|each| (each.recipient.owner, each.favourite)).collect::<Vec<_>>()
    };
    let is = |name: &str, favourite| (name.to_owned(), favourite);
    let recent = ["padaria", "carla", "loja", "diego"].map(|name| is(name, false));
    assert_eq!(names(ana(), 9).await, recent);
    assert_eq!(names(ana(), 2).await, recent[..2]);
    assert_eq!(names(bruno(), 9).await, [], "nobody else's");

    let wish = async |account, name, favourite| {
        bank.app.set_favourite(account, &somebody(name).0, favourite).await.unwrap()
    };
    assert_eq!(wish(ana(), "loja", true).await, Kept::Done);
    assert_eq!(wish(ana(), "loja", true).await, Kept::Done);
    assert_eq!(wish(bruno(), "loja", true).await, Kept::NeverPaid);
    assert_eq!(names(ana(), 2).await, [is("loja", true), is("padaria", false), is("carla", false)]);
    assert_eq!(wish(ana(), "loja", false).await, Kept::Done);
    assert_eq!(names(ana(), 2).await, recent[..2]);
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn the_latest_receivers_are_found_by_an_index() {
    let bank = Bank::seeded().await;
    let database = bank.database().await;
    let (explain, column) = match database.backend() {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let sql = PAID.replace("$1", &format!("'{}'", ana())).replace("$2", "200");
    let rows = database.query_page(&format!("{explain} {sql}"), Vec::new()).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    let plan = lines.join("\n");
    assert!(plan.contains("payments_of_account"), "{plan}");
    assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
    bank.ends_with_parked(0).await;
}
