//! The statement over HTTP, and the files that it can be had as.

use super::people_tests::{Browser, Open, ana_sends, open, order};
use super::transfer_tests::credit;
use pix::demo;

async fn with_two_sent() -> (Open, Browser) {
    let bank = open(false).await;
    ana_sends(&bank, 1_050, "Almoço de sábado").await;
    ana_sends(&bank, 250, "=HYPERLINK(1)").await;
    let browser = Browser::ana(&bank).await;
    (bank, browser)
}

fn lines(page: &str) -> usize {
    page.matches("data-testid=\"movement\"").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_shows_what_each_movement_left_and_finds_some_of_them() {
    let (_bank, mut browser) = with_two_sent().await;
    let page = browser.get("/statement").await;
    for balance in ["data-balance=\"98700\"", "data-balance=\"98950\"", "data-balance=\"100000\""] {
        assert!(page.contains(balance), "{balance} is not in {page}");
    }
    assert!(page.contains("em andamento"), "{page}");
    for (query, found) in [
        ("q=almoco", 1),
        ("q=ALMO%C3%87O+DE+S%C3%A1", 1),
        ("q=carla", 2),
        ("q=carla&flow=in", 0),
        ("flow=in", 1),
        ("flow=out", 2),
        ("q=%25", 0),
        ("q=***", 0),
        ("to=2020-01-01", 0),
        ("from=2020-01-01&to=2100-01-01", 3),
    ] {
        let page = browser.get(&format!("/statement?{query}")).await;
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert_eq!(lines(&page), found, "{query}: {page}");
        assert_eq!(page.contains("Nada encontrado"), found == 0, "{query}: {page}");
        assert!(page.contains("Limpar filtros"), "{query}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_are_none_are_said_beside_their_field_and_what_was_typed_stays() {
    let (_bank, mut browser) = with_two_sent().await;
    let page = browser.get("/statement?q=almo%C3%A7o&from=31/02/2026&to=2026-01-01").await;
    assert!(page.contains("aria-describedby=\"from-fault\""), "{page}");
    assert!(page.contains("Escreva uma data como"), "{page}");
    assert!(page.contains("value=\"almoço\"") && page.contains("value=\"2026-01-01\""), "{page}");
    let page = browser.get("/statement?from=2026-01-02&to=2026-01-01").await;
    assert!(page.contains("aria-describedby=\"to-fault\""), "{page}");
    assert_eq!(lines(&page), 0);
    let file = browser.get("/statement.csv?from=2026-01-02&to=2026-01-01").await;
    assert!(file.contains("location: /statement?from=2026%2D01%2D02"), "{file}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_movements_are_had_as_files_by_their_customer_alone() {
    let (bank, mut browser) = with_two_sent().await;
    let csv = browser.get("/statement.csv?flow=out").await;
    assert!(csv.starts_with("HTTP/1.1 200"), "{csv}");
    assert!(csv.contains("attachment; filename=\"extrato-1111.csv\""), "{csv}");
    assert!(csv.contains("\u{feff}Data;Hora;"), "{csv}");
    assert!(csv.contains(";Carla Dias;Almoço de sábado;-10,50;989,50;"), "{csv}");
    assert!(csv.contains(";Carla Dias;'=HYPERLINK(1);-2,50;987,00;"), "{csv}");
    assert!(!csv.contains("Depósito"), "{csv}");
    let ofx = browser.get("/statement.ofx").await;
    assert!(ofx.contains("extrato-1111.ofx") && ofx.contains("OFXHEADER:100"), "{ofx}");
    assert_eq!(ofx.matches("<STMTTRN>").count(), 3, "{ofx}");
    assert!(ofx.contains("<BALAMT>987.00</BALAMT>"), "{ofx}");
    let deposit = ofx.find("<TRNAMT>1000.00").unwrap();
    assert!(deposit < ofx.find("<TRNAMT>-10.50").unwrap(), "the oldest first: {ofx}");
    let empty = browser.get("/statement.ofx?to=2020-01-01").await;
    assert!(empty.contains("<BALAMT>987.00</BALAMT>"), "{empty}");
    for file in ["/statement.csv", "/statement.ofx"] {
        let answer = Browser::at(&bank).get(file).await;
        assert!(answer.contains("location: /login"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_paid_is_named_on_the_statement_and_in_its_files() {
    let bank = open(false).await;
    let bruno = demo::customers(bank.app.bank_code())[1].account;
    let order = order(&bank, 1_050, "bruno@bbx.example", bruno);
    let (id, payer) = (order.id, order.account);
    bank.app.send_order(order, None).await.unwrap();
    credit(&bank, id, payer, (bruno, "bruno@bbx.example")).await;
    let mut browser = Browser::customer(&bank, 1).await;
    while lines(&browser.get("/statement?flow=in").await) < 2 {
        tokio::task::yield_now().await;
    }
    for path in ["/statement?flow=in", "/statement.csv", "/statement.ofx"] {
        let answer = browser.get(path).await;
        assert!(answer.contains("Ana Souza"), "{path}: {answer}");
    }
}
