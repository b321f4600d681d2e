//! Customers who come by themselves, over HTTP: what a browser without JavaScript does.

use super::busy_tests::{ask, options, post};
use super::router::router;
use super::web::Web;
use crate::config::ServeOptions;
use bank::app::App;
use bank::app::review_transfer::SendForm;
use bank::domain::Recipient;
use bank::setup;
use metrics_exporter_prometheus::PrometheusBuilder;
use pix::{AccountId, Amount, BankCode, Description, Key, KeyKind, Order, TransferId, demo};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// A bank with its pages. CodePix and the broker are away.
pub(super) struct Open {
    pub(super) app: App,
    pub(super) address: SocketAddr,
    _folder: tempfile::TempDir,
    _tasks: [JoinSet<()>; 2],
}

pub(super) async fn open(demo: bool) -> Open {
    let folder = tempfile::tempdir().unwrap();
    let ServeOptions { mut bank, mut web } = options(folder.path());
    bank.codepix_grpc_url = "http://127.0.0.1:1".into();
    web.demo = demo;
    setup::migrate(&bank).await.unwrap();
    let (app, desk) = setup::offline(&bank, CancellationToken::new()).await.unwrap();
    app.seed().await.unwrap();
    let figures = PrometheusBuilder::new().build_recorder().handle();
    let pages = Web::new(app.clone(), &web, CancellationToken::new());
    let router = router(&pages, &web, figures).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut server = JoinSet::new();
    server.spawn(async move { axum::serve(listener, router).await.unwrap() });
    Open { app, address, _folder: folder, _tasks: [desk, server] }
}

/// A browser: it keeps the cookie that it was given.
pub(super) struct Browser {
    bank: SocketAddr,
    pub(super) cookie: String,
}

impl Browser {
    pub(super) fn at(bank: &Open) -> Self {
        Self { bank: bank.address, cookie: String::new() }
    }

    pub(super) async fn ana(bank: &Open) -> Self {
        Self::customer(bank, 0).await
    }

    /// One of the two demo customers.
    pub(super) async fn customer(bank: &Open, index: usize) -> Self {
        let mut browser = Self::at(bank);
        browser.sign_in(bank, index).await;
        browser
    }

    /// Signs one of them in.
    pub(super) async fn sign_in(&mut self, bank: &Open, index: usize) {
        let login = &demo::customers(bank.app.bank_code())[index].login;
        self.post("/login", &format!("email={login}&password={}", demo::PASSWORD)).await;
    }

    /// Posts a form and gives the place to which the answer leads.
    pub(super) async fn post(&mut self, path: &str, form: &str) -> String {
        let answer = post(self.bank, path, &self.cookie, "text/html", form).await;
        self.keep_cookie(&answer);
        let place = answer.split("location: ").nth(1).and_then(|rest| rest.split("\r\n").next());
        place.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    pub(super) async fn get(&mut self, path: &str) -> String {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html\r\n\
             Cookie: {}\r\n\r\n",
            self.bank, self.cookie
        );
        let answer = ask(self.bank, &request).await;
        self.keep_cookie(&answer);
        answer
    }

    fn keep_cookie(&mut self, answer: &str) {
        let given = answer.split("set-cookie: session_").nth(1);
        if let Some(pair) = given.and_then(|rest| rest.split(';').next()) {
            self.cookie = format!("session_{pair}");
        }
    }
}

/// The value of a hidden field.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = field.and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("no {name} in {page}")).to_owned()
}

pub(super) fn ana(app: &App) -> AccountId {
    demo::customers(app.bank_code())[0].account
}

/// Ana of a demo bank orders so much for the holder of an e-mail key.
pub(super) fn order(bank: &Open, cents: i64, key: &str, to: AccountId) -> Order {
    Order {
        id: bank.app.new_transfer_id(),
        account: ana(&bank.app),
        amount: Amount::from_cents(cents),
        key: Key::parse(KeyKind::Email, key).unwrap(),
        description: Description::parse("Pix").unwrap(),
        account_to: Some(to),
        bank_to: None,
        return_of: None,
        end_to_end: None,
    }
}

/// Ana of a demo bank sends Carla so much.
pub(super) async fn ana_sends(bank: &Open, cents: i64, message: &str) {
    let carla = Recipient {
        account: AccountId::from_u128(3),
        bank: BankCode::parse("002").unwrap(),
        bank_name: "CTD".into(),
        owner: "Carla Dias".into(),
        masked_document: String::new(),
        legacy: false,
    };
    let order = Order {
        description: Description::parse(message).unwrap(),
        bank_to: Some(carla.bank),
        ..order(bank, cents, "carla@ctd.example", carla.account)
    };
    bank.app.send_order(order, Some(carla)).await.unwrap();
}

async fn review(app: &App) -> TransferId {
    let form = SendForm {
        id: app.new_transfer_id(),
        key: "carla@ctd.example".into(),
        amount: "10,50".into(),
        message: String::new(),
    };
    app.review_transfer(ana(app), form).await.unwrap()
}

const NEWCOMER: &str = "name=Cliente+Novo&document=123.456.789-09&email=cliente%40bbx.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_form_opens_one_account_and_signs_in_and_keeps_what_was_typed_but_for_secrets() {
    let bank = open(false).await;
    let mut browser = Browser::at(&bank);
    let page = browser.get("/accounts/new").await;
    let id = hidden(&page, "id");
    let wrong = format!("id={id}&{NEWCOMER}&password=curta&pin=0000");
    assert_eq!(browser.post("/accounts/new", &wrong).await, "/accounts/new");
    let page = browser.get("/accounts/new").await;
    for text in [
        "value=\"Cliente Novo\"",
        "value=\"123.456.789-09\"",
        "value=\"cliente@bbx.example\"",
        "pelo menos 8 caracteres",
        "quatro números iguais",
        &format!("value=\"{id}\""),
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    assert!(!page.contains("curta") && !page.contains("0000"), "{page}");
    let right = format!("id={id}&{NEWCOMER}&password=uma+frase+longa&pin=2580");
    assert_eq!(browser.post("/accounts/new", &right).await, "/");
    let home = browser.get("/").await;
    assert!(home.contains("Cliente") && home.contains("data-cents=\"0\""), "{home}");
    assert!(home.contains("A rede Pix ainda não foi avisada"), "{home}");
    let again = Browser::at(&bank).post("/accounts/new", &right).await;
    assert_eq!((again.as_str(), bank.app.accounts().await.unwrap().len()), ("/", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_leaves_after_the_right_pin_which_is_not_asked_for_again() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let id = review(&bank.app).await;
    let page = browser.get(&format!("/send/review/{id}")).await;
    let attempt = hidden(&page, "attempt");
    for pin in ["", "&pin=12", &format!("&attempt={attempt}&pin=4321")] {
        let led = browser.post("/send/confirm", &format!("id={id}{pin}")).await;
        assert_eq!(led, format!("/send/review/{id}"));
    }
    let page = browser.get(&format!("/send/review/{id}")).await;
    assert!(page.contains("Você ainda tem 4 tentativas"), "{page}");
    let attempt = hidden(&page, "attempt");
    let led = browser.post("/send/confirm", &format!("id={id}&attempt={attempt}&pin=1234")).await;
    assert_eq!(led, format!("/transfers/{id}"));
    let balance = bank.app.account(ana(&bank.app)).await.unwrap().unwrap().balance;
    assert_eq!(balance.cents(), 98_950);

    let id = review(&bank.app).await;
    let page = browser.get(&format!("/send/review/{id}")).await;
    assert!(!page.contains("name=\"pin\""), "{page}");
    assert_eq!(
        browser.post("/send/confirm", &format!("id={id}")).await,
        format!("/transfers/{id}")
    );
    let mut other = Browser::ana(&bank).await;
    let id = review(&bank.app).await;
    let led = other.post("/send/confirm", &format!("id={id}")).await;
    assert_eq!(led, format!("/send/review/{id}"), "a PIN holds for its session alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_fills_the_key_in_and_is_kept_at_hand() {
    let bank = open(false).await;
    ana_sends(&bank, 1, "Pix").await;
    let mut browser = Browser::ana(&bank).await;
    let page = browser.get("/send").await;
    assert!(page.contains("Favoritar Carla Dias"), "{page}");
    let typed = format!("id={}&key=&amount=10%2C5&message=almo%C3%A7o", hidden(&page, "id"));
    let picked = format!("{typed}&contact=email+carla%40ctd.example");
    assert_eq!(browser.post("/send/contact", &picked).await, "/send");
    let page = browser.get("/send").await;
    assert!(page.contains("name=\"key\" type=\"text\" value=\"carla@ctd.example\""), "{page}");
    assert!(page.contains("value=\"10,5\"") && page.contains("value=\"almoço\""), "{page}");
    assert_eq!(hidden(&page, "id"), typed[3..39], "it is the same transfer");
    let kept = format!("{typed}&favour=email+carla%40ctd.example");
    assert_eq!(browser.post("/send/favourite", &kept).await, "/send");
    let page = browser.get("/send").await;
    assert!(page.contains("Tirar Carla Dias dos favoritos"), "{page}");
    assert!(page.contains("value=\"10,5\"") && page.contains("value=\"almoço\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_listed_and_ended_from_another() {
    let bank = open(false).await;
    let (mut here, mut there) = (Browser::ana(&bank).await, Browser::ana(&bank).await);
    assert!(there.get("/settings").await.starts_with("HTTP/1.1 200"));
    let page = here.get("/settings").await;
    assert_eq!(page.matches("data-testid=\"session\"").count(), 2, "{page}");
    assert!(!page.contains(there.cookie.split('=').nth(1).unwrap()), "an id would sign in: {page}");
    let form = format!("handle={}", hidden(&page, "handle"));
    assert_eq!(here.post("/settings/sessions/end", &form).await, "/settings");
    let page = here.get("/settings").await;
    assert_eq!(page.matches("data-testid=\"session\"").count(), 1, "{page}");
    assert!(there.get("/settings").await.contains("location: /login"));
    let form = format!("password={}&new_password=uma+frase+longa", demo::PASSWORD);
    assert_eq!(here.post("/settings/password", &form).await, "/settings");
    assert!(here.get("/settings").await.contains("Senha trocada"));
    let renamed = here.post("/settings/name", "name=Conta+da+casa").await;
    assert_eq!(renamed, "/settings");
    assert!(here.get("/").await.contains("Conta da casa · 1111"));
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_customers_are_named_to_whoever_signs_in_at_a_demo_alone() {
    for is_demo in [true, false] {
        let bank = open(is_demo).await;
        let page = Browser::at(&bank).get("/login").await;
        assert_eq!(page.contains(demo::PASSWORD), is_demo, "{page}");
        assert!(page.contains("href=\"/accounts/new\""), "{page}");
    }
}
