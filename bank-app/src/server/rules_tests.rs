//! Limits and schedules, over HTTP: what a browser without JavaScript does.

use super::dates;
use super::people_tests::{Browser, Open, ana, hidden, open};
use crate::routes;
use bank::app::review_transfer::SendForm;
use pix::TransferId;

async fn says(browser: &mut Browser, path: &str, texts: &[&str]) -> String {
    let page = browser.get(path).await;
    for text in texts {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_lowered_at_once_and_raised_after_the_pin_and_a_day() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    assert_eq!(browser.post("/limits", "kind=night&night=100").await, "/limits");
    says(&mut browser, "/limits", &["Limite salvo", "R$\u{a0}100,00"]).await;
    browser.post("/limits", "kind=night&night=1.234").await;
    says(&mut browser, "/limits", &["value=\"1.234\"", "escreva 1234 ou 1.234,00"]).await;

    browser.post("/limits", "kind=night&night=200").await;
    let asked = ["value=\"200\"", "name=\"pin\"", "Nada mudou ainda"];
    let page = says(&mut browser, "/limits", &asked).await;
    assert!(!page.contains("Limite de"), "{page}");
    let form = |page: &str| format!("kind=night&night=200&attempt={}", hidden(page, "attempt"));
    browser.post("/limits", &format!("{}&pin=4321", form(&page))).await;
    let wrong = ["Você ainda tem 4 tentativas", "value=\"200\""];
    let page = says(&mut browser, "/limits", &wrong).await;
    browser.post("/limits", &format!("{}&pin=1234", form(&page))).await;
    let later = ["Limite de R$\u{a0}200,00 a partir de", "R$\u{a0}100,00"];
    says(&mut browser, "/limits", &later).await;
    browser.post("/limits/keep", "kind=night").await;
    let page = says(&mut browser, "/limits", &["o limite fica como está"]).await;
    assert!(!page.contains("Limite de R$"), "{page}");
}

async fn review(bank: &Open, amount: &str) -> TransferId {
    let form = SendForm {
        id: bank.app.new_transfer_id(),
        key: "carla@ctd.example".into(),
        amount: amount.into(),
        message: "almoço".into(),
    };
    bank.app.review_transfer(ana(&bank.app), form).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewed_transfer_is_scheduled_for_a_day_and_cancelled() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let id = review(&bank, "1000,01").await;
    let path = routes::review(id);
    let short = ["Saldo insuficiente: você tem R$\u{a0}1.000,00", "value=\"now\" disabled"];
    let page = says(&mut browser, &path, &short).await;
    let date = |days| dates::date_of(dates::days_ahead(days)).to_string();
    let form = |when: &str, date: &str| format!("id={id}&when={when}&date={date}");
    let attempt = hidden(&page, "attempt");
    for (date, said) in [("", "Escolha o dia"), ("amanha", "não é um dia do calendário")] {
        let posted = format!("{}&attempt={attempt}&pin=4321", form("later", date));
        assert_eq!(browser.post("/send/confirm", &posted).await, path);
        let page = says(&mut browser, &path, &[said]).await;
        assert!(!page.contains("tentativas"), "the PIN was not looked at: {page}");
    }
    let today = date(0);
    let posted = format!("{}&attempt={attempt}&pin=1234", form("later", &today));
    assert_eq!(browser.post("/send/confirm", &posted).await, path);
    let kept = format!("value=\"{today}\"");
    let wrong = ["Escolha um dia de amanhã até", &kept];
    says(&mut browser, &path, &wrong).await;

    for _ in 0..2 {
        let led = browser.post("/send/confirm", &form("later", &date(1))).await;
        assert_eq!(led, routes::SCHEDULES);
        let waits = ["Pix agendado para", "data-state=\"waiting\"", "Amanhã", "almoço"];
        says(&mut browser, routes::SCHEDULES, &waits).await;
    }
    assert!(browser.get(&path).await.contains("location: /schedules"));
    assert_eq!(browser.post("/send/confirm", &form("later", &date(2))).await, routes::SCHEDULES);
    says(&mut browser, routes::SCHEDULES, &["já estava agendado", "data-state=\"waiting\""]).await;
    let account = bank.app.account(ana(&bank.app)).await.unwrap().unwrap();
    assert_eq!(account.balance.cents(), 100_000);
    for _ in 0..2 {
        browser.post("/schedules/cancel", &format!("id={id}")).await;
        let over = ["Agendamento cancelado", "data-state=\"cancelled\"", "Nada agendado"];
        says(&mut browser, routes::SCHEDULES, &over).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_limit_the_form_leads_to_the_limits_and_to_another_day() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    for (kind, amount) in [("transfer", "7"), ("day", "10")] {
        browser.post("/limits", &format!("kind={kind}&{kind}={amount}")).await;
    }
    let form = |amount: &str| {
        let id = bank.app.new_transfer_id();
        format!("id={id}&key=carla%40ctd.example&amount={amount}&message=")
    };
    assert_eq!(browser.post("/send", &form("8")).await, "/send");
    let over = ["Acima do seu limite por Pix", "href=\"/limits\""];
    let page = says(&mut browser, "/send", &over).await;
    assert!(!page.contains("name=\"later\""), "nor on another day: {page}");

    let id = review(&bank, "5").await;
    bank.app.send_transfer(ana(&bank.app), id).await.unwrap();
    let day = form("6");
    assert_eq!(browser.post("/send", &day).await, "/send");
    let out = ["hoje você ainda pode enviar R$\u{a0}5,00", "name=\"later\"", "value=\"6\""];
    says(&mut browser, "/send", &out).await;
    let led = browser.post("/send", &format!("{day}&later=1")).await;
    assert!(led.starts_with("/send/review/"), "{led}");
    says(&mut browser, &led, &["hoje você ainda pode", "value=\"later\" checked"]).await;

    browser.post("/limits", "kind=night&night=5").await;
    assert_eq!(browser.post("/send", &format!("{}&later=1", form("6"))).await, "/send");
    let over = ["Pix agendados saem de madrugada", "R$\u{a0}5,00"];
    let page = says(&mut browser, "/send", &over).await;
    assert!(!page.contains("name=\"later\""), "it was for another day: {page}");
}
