//! What a customer meets while the desk is full or the database is away: an answer in time, and
//! nothing typed twice.

use super::router::router;
use super::web::Web;
use crate::config::{Cli, Command, ServeOptions};
use crate::texts::{self, tr};
use bank::app::office::BankOffice;
use bank::app::review_transfer::SendForm;
use bank::app::{App, Identity, Parts};
use bank::domain::Rules;
use bank::outbound::codepix::Codepix;
use bank::outbound::inbox::Inbox;
use bank::outbound::passwords::Argon2Passwords;
use bank::setup;
use courier::desk::{Limits, NoMail, Sweep};
use courier::{Desk, SystemClock};
use metrics_exporter_prometheus::PrometheusBuilder;
use pix::demo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A bank with its pages, whose desk is not worked: as while its database hangs.
pub(super) struct Stuck {
    app: App,
    store: bank::outbound::db::BankStore,
    pub(super) address: SocketAddr,
    pub(super) session: String,
    _folder: tempfile::TempDir,
    _server: JoinSet<()>,
    _desk: Box<dyn Send>,
}

const PATIENCE: Duration = Duration::from_millis(300);

pub(super) fn options(folder: &std::path::Path) -> ServeOptions {
    let url = format!("sqlite:{}", folder.join("bank.db").display());
    let words = ["bank-app", "serve", "--bank-code", "001", "--bank-name", "BBX", "--database-url"];
    match Cli::read(words.into_iter().chain([url.as_str()])).unwrap().command {
        Command::Serve(options) => options,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn stuck() -> Stuck {
    let folder = tempfile::tempdir().unwrap();
    let ServeOptions { bank: config, web: pages } = options(folder.path());
    setup::migrate(&config).await.unwrap();
    let stop = CancellationToken::new();
    let (seeding, mut desk) = setup::offline(&config, stop.clone()).await.unwrap();
    seeding.seed().await.unwrap();
    stop.cancel();
    while desk.join_next().await.is_some() {}

    let store = setup::open(&config).await.unwrap();
    let (notices, _) = broadcast::channel(1);
    let office = BankOffice {
        rules: Rules { pauses: pix::Pauses::default(), legacy_codepix: false },
        code: config.bank_code,
        topic_of_orders: "orders".into(),
        topic_of_answers: "answers".into(),
        notices: notices.clone(),
    };
    let desk = Desk { office, store: store.clone(), clock: SystemClock };
    let limits = Limits { queue: 1, patience: PATIENCE, ..Limits::default() };
    let (handle, idle) =
        desk.run(Arc::new(NoMail), limits, Sweep::default(), CancellationToken::new());
    let app = App::from(Parts {
        identity: Identity { code: config.bank_code, name: "BBX".into(), legacy_codepix: false },
        desk: handle,
        reads: Arc::new(store.clone()),
        directory: Arc::new(Codepix::new("http://127.0.0.1:1", config.bank_code).unwrap()),
        codes: Arc::new(Inbox::new(store.clone(), bank::inbound::worker::mint)),
        passwords: Arc::new(Argon2Passwords::new()),
        broker_is_up: Box::new(|| false),
        notices,
        clock: Arc::new(SystemClock),
        mint: bank::inbound::worker::mint,
    });
    let web = Web::new(app.clone(), &pages, CancellationToken::new());
    let figures = PrometheusBuilder::new().build_recorder().handle();
    let router = router(&web, &pages, figures).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut server = JoinSet::new();
    server.spawn(async move { axum::serve(listener, router).await.unwrap() });
    let customer = &demo::customers(config.bank_code)[0];
    let form = format!("email={}&password={}", customer.login, demo::PASSWORD);
    let answer = post(address, "/login", "", "text/html", &form).await;
    let cookie = answer.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next());
    let session = cookie.unwrap_or_else(|| panic!("{answer}")).to_owned();
    Stuck { app, store, address, session, _folder: folder, _server: server, _desk: Box::new(idle) }
}

/// Posts a form; the answer with its headers.
pub(super) async fn post(
    to: SocketAddr,
    path: &str,
    cookie: &str,
    accept: &str,
    form: &str,
) -> String {
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Accept: {accept}\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    ask(to, &request).await
}

/// Sends a request as it is; the answer with its headers.
pub(super) async fn ask(to: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

impl Stuck {
    pub(super) async fn post(&self, path: &str, form: &str) -> String {
        post(self.address, path, &self.session, "text/html", form).await
    }
}

fn is_busy(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("retry-after: 3\r\n"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_finds_the_desk_full_is_answered_in_time_and_can_be_posted_again() {
    let bank = stuck().await;
    let account = demo::customers(bank.app.bank_code())[0].account;
    let id = bank.app.new_transfer_id();
    let form = SendForm {
        id,
        key: "carla@ctd.example".into(),
        amount: "10,50".into(),
        message: String::new(),
    };
    let id = bank.app.review_transfer(account, form).await.unwrap();
    let attempt = bank.app.new_attempt_id();
    let form = format!("id={id}&attempt={attempt}&pin={}&when=later&date=2026-12-01", demo::PIN);
    let began = Instant::now();
    let late = bank.post("/send/confirm", &form).await;
    is_busy(&late);
    let waited = began.elapsed();
    assert!(waited >= PATIENCE && waited < Duration::from_secs(5), "{waited:?}");
    // The one before still fills the queue.
    let busy = bank.post("/send/confirm", &form).await;
    is_busy(&busy);
    for text in [
        texts::problem(503).0,
        tr!(problem.typed_hint),
        tr!(problem.try_again),
        tr!(problem.number_hint),
        "action=\"/send/confirm\"",
        "name=\"when\" value=\"later\"",
        "name=\"date\" value=\"2026-12-01\"",
        &format!("name=\"id\" value=\"{id}\""),
    ] {
        assert!(busy.contains(text), "{text} is not in {busy}");
    }
    let asked =
        busy.contains("name=\"pin\"") && !busy.contains(&format!("value=\"{}\"", demo::PIN));
    assert!(asked, "a PIN is never put into a page, but asked for again: {busy}");
    let program =
        post(bank.address, "/send/confirm", &bank.session, "application/json", &form).await;
    is_busy(&program);
    assert!(!program.contains("<html"), "{program}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_kept_while_the_bank_cannot_answer() {
    let bank = stuck().await;
    bank.store.database().execute("DROP TABLE drafts", Vec::new()).await.unwrap();
    let id = bank.app.new_transfer_id();
    let form = format!("id={id}&key=carla%40ctd.example&amount=10%2C50&message=%3Cb%3Eol%C3%A1");
    let answer = bank.post("/send", &form).await;
    is_busy(&answer);
    for text in [
        tr!(problem.typed),
        "action=\"/send\"",
        "name=\"key\" value=\"carla@ctd.example\"",
        "name=\"amount\" value=\"10,50\"",
        "name=\"message\" value=\"&lt;b&gt;olá\"",
        &format!("name=\"id\" value=\"{id}\""),
        "<dd>&lt;b&gt;olá</dd>",
    ] {
        assert!(answer.contains(text), "{text} is not in {answer}");
    }
    let scheduled = bank.post("/send", &format!("{form}&later=1")).await;
    assert!(scheduled.contains("name=\"later\" value=\"1\""), "{scheduled}");
    // A click on a contact posts the form beside it.
    bank.store.database().execute("ALTER TABLE sessions RENAME TO gone", Vec::new()).await.unwrap();
    let picked = format!("{form}&contact=email+carla%40ctd.example");
    let picked = bank.post("/send/contact", &picked).await;
    for text in ["action=\"/send/contact\"", "name=\"contact\"", "name=\"amount\" value=\"10,50\""]
    {
        assert!(picked.contains(text), "{text} is not in {picked}");
    }
    bank.store.database().execute("ALTER TABLE gone RENAME TO sessions", Vec::new()).await.unwrap();
    // A password is never put into a page.
    bank.store.database().execute("ALTER TABLE accounts RENAME TO away", Vec::new()).await.unwrap();
    let login = bank.post("/login", "email=ana%40bbx.example&password=secret-word").await;
    is_busy(&login);
    assert!(!login.contains("secret-word") && !login.contains(tr!(problem.try_again)), "{login}");
}
