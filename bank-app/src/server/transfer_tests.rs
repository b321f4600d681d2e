//! What a customer does with a transfer after it was sent or received, over HTTP.

use super::people_tests::{Browser, Open, hidden, open, order};
use crate::texts::tr;
use courier::{Receipt, Record};
use pix::{AccountId, BankCode, TransferId, demo};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn account(bank: &str) -> AccountId {
    demo::customers(BankCode::parse(bank).unwrap())[0].account
}

/// Ana sends R$ 10,50 to Carla of another bank.
async fn sent(bank: &Open) -> TransferId {
    let order = order(bank, 1_050, "carla@ctd.example", account("002"));
    let id = order.id;
    bank.app.send_order(order, None).await.unwrap();
    id
}

/// Ana receives R$ 10,50 from Carla of another bank.
async fn received(bank: &Open) -> TransferId {
    let (id, before) = (bank.app.new_transfer_id(), balance(bank).await);
    credit(bank, id, account("002"), (account("001"), "ana@bbx.example")).await;
    while balance(bank).await < before + 1_050 {
        tokio::task::yield_now().await;
    }
    id
}

/// CodePix tells the bank to credit R$ 10,50.
pub(super) async fn credit(
    bank: &Open,
    id: TransferId,
    payer: AccountId,
    (receiver, key): (AccountId, &str),
) {
    let order = format!(
        r#"{{"id":"{id}","accountId":"{payer}","amount":10.50,"pixKeyTo":"{key}",
            "pixKeyKindTo":"email","description":"Pix","status":"pending","accountIdTo":"{receiver}"}}"#
    );
    let receipt = Receipt { topic: "bank001".into(), partition: 0, offset: 0, generation: 1 };
    let record = Record { receipt, key: None, headers: Vec::new(), payload: order.into_bytes() };
    bank.app.take_record(record).await.unwrap();
}

async fn balance(bank: &Open) -> i64 {
    bank.app.account(account("001")).await.unwrap().unwrap().balance.cents()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_arrived_has_no_receipt_and_what_was_sent_is_not_returned() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let id = sent(&bank).await;
    for page in ["receipt", "return"] {
        let answer = browser.get(&format!("/transfers/{id}/{page}")).await;
        assert!(answer.contains(&format!("location: /transfers/{id}\r\n")), "{answer}");
    }
    let page = browser.get(&format!("/transfers/{id}")).await;
    assert!(page.contains(">E00000001") && page.contains("once-completed"), "{page}");
    let id = received(&bank).await;
    let page = browser.get(&format!("/transfers/{id}/receipt")).await;
    for text in ["Ana Souza", "***.982.247-**", "ana@bbx.example", tr!(receipt.unknown)] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_is_given_back_once_after_the_right_pin() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let of = received(&bank).await;
    let path = format!("/transfers/{of}/return");
    assert!(browser.get(&format!("/transfers/{of}")).await.contains(&path));
    let page = browser.get(&path).await;
    assert!(page.contains("value=\"10,50\""), "{page}");
    let form = format!("id={}&of={of}&message=engano", hidden(&page, "id"));
    let with_pin = |page: &str, amount: &str, pin: &str| {
        let attempt = hidden(page, "attempt");
        format!("{form}&amount={amount}&attempt={attempt}&pin={pin}")
    };
    let led = browser.post("/transfers/return", &with_pin(&page, "10%2C5", "4321")).await;
    assert_eq!(led, path);
    let page = browser.get(&path).await;
    for text in ["Você ainda tem 4 tentativas", "value=\"10,5\"", "value=\"engano\""] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let led = browser.post("/transfers/return", &with_pin(&page, "10%2C51", demo::PIN)).await;
    assert_eq!(led, path);
    let page = browser.get(&path).await;
    assert!(page.contains("no máximo R$\u{a0}10,50") && page.contains("value=\"10,51\""), "{page}");
    assert!(!page.contains("name=\"pin\""), "it was right: {page}");
    assert_eq!(balance(&bank).await, 101_050);
    for _ in 0..2 {
        let led = browser.post("/transfers/return", &format!("{form}&amount=10%2C50")).await;
        assert_eq!(format!("id={}&of={of}&message=engano", &led["/transfers/".len()..]), form);
    }
    assert_eq!(balance(&bank).await, 100_000);
    let page = browser.get(&format!("/transfers/{of}")).await;
    assert!(page.contains(tr!(transfer.all_returned)) && !page.contains(&path), "{page}");
    assert_eq!(page.matches("data-testid=\"return\"").count(), 1, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_hides_the_balance_is_not_told_it() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    assert!(browser.get("/").await.contains("data-cents=\"100000\""));
    assert_eq!(browser.post("/balance", "hidden=true").await, "/");
    browser.cookie.push_str("; balance_001=hidden");
    let page = browser.get("/").await;
    assert!(
        page.contains(tr!(home.hidden)) && !page.contains("data-testid=\"balance\" data-cents")
    );
    assert!(page.contains(tr!(home.show)), "{page}");
    assert!(page.contains(tr!(home.network_away)), "there is no broker: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_page_that_is_open_hears_that_money_came() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let page = browser.get("/").await;
    let mark = page.split("/events?seen=").nth(1).unwrap();
    let mark = mark.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
    let mut stream = TcpStream::connect(bank.address).await.unwrap();
    let request = format!(
        "GET /events?seen={mark} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\nCookie: {}\r\n\r\n",
        bank.address, browser.cookie
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    received(&bank).await;
    let mut heard = Vec::new();
    let wait = async {
        while !String::from_utf8_lossy(&heard).contains("\"events\"") {
            assert!(stream.read_buf(&mut heard).await.unwrap() > 0, "it ended");
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("Você recebeu R$\u{a0}10,50."), "{heard}");
    assert!(heard.contains("data-cents=\\\"101050\\\""), "{heard}");
    assert!(!heard.contains(mark), "it is another page now: {heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_has_a_number_of_its_own_and_its_page_speaks_another_language_too() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let mut numbers = Vec::new();
    for path in ["/no-such-page", "/transfers/none"] {
        let page = browser.get(path).await;
        assert!(page.starts_with("HTTP/1.1 404"), "{page}");
        assert!(page.contains(">English<") && page.contains(tr!(problem.number_hint)), "{page}");
        let number = page.split("Número do erro: ").nth(1).and_then(|rest| rest.get(..9));
        numbers.push(number.unwrap().to_owned());
    }
    assert_ne!(numbers[0], numbers[1]);
}
