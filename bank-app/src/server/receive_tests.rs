//! Codes that are shown and pasted, over HTTP: what a browser without JavaScript does.

use super::people_tests::{Browser, hidden, open};
use pix::{Amount, BrCode, Key};

/// Carla asks for R$ 10,50, percent-encoded for a form.
fn lunch() -> String {
    let code = BrCode::new(Key::detect("carla@ctd.example").unwrap(), "Carla Dias");
    code.with_amount(Amount::from_cents(1050)).unwrap().to_text().replace(' ', "+")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_code_leads_to_its_review_and_a_mistyped_one_back_to_the_form() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let id = hidden(&browser.get("/send").await, "id");
    let mistyped = lunch().replace("Carla", "Karla");
    let led = browser.post("/send", &format!("id={id}&key={mistyped}&amount=&message=x")).await;
    assert_eq!(led, "/send");
    let page = browser.get("/send").await;
    assert!(page.contains("a soma de verificação não confere"), "{page}");
    assert!(page.contains("Karla Dias") && page.contains("value=\"x\""), "{page}");
    assert!(!page.contains("Escreva o valor"), "the code may have one: {page}");
    assert_ne!(hidden(&page, "id"), id, "two tabs may ask for it at once");

    let other = format!("id={id}&key={}&amount=1&message=", lunch());
    assert_eq!(browser.post("/send", &other).await, "/send");
    let page = browser.get("/send").await;
    assert!(page.contains("O código pede R$\u{a0}10,50"), "{page}");

    let right = format!("id={id}&key={}&amount=&message=", lunch());
    assert_eq!(browser.post("/send", &right).await, format!("/send/review/{id}"));
    let page = browser.get(&format!("/send/review/{id}")).await;
    assert!(page.contains("10,50") && page.contains("carla@ctd.example"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_codepix_no_code_is_shown_and_that_is_said() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let asked = browser.post("/receive", "key=ana%40bbx.example&amount=10&message=").await;
    assert_eq!(asked, "/receive");
    let page = browser.get("/receive").await;
    assert!(page.contains("não sabemos quais são as suas chaves"), "{page}");
    assert!(!page.contains("class=\"qr\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_camera_is_offered_to_the_form_to_send_alone() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    for (path, policy) in [("/send", "camera=(self),"), ("/receive", "camera=(),")] {
        let page = browser.get(path).await;
        assert!(page.contains(&format!("permissions-policy: {policy}")), "{path}: {page}");
    }
}
