//! Keys and claims over HTTP, while CodePix is away: what a browser without JavaScript does.

use super::people_tests::{Browser, Open, ana, hidden, open};

const EMAIL: &str = "kind=email&key=ana.souza%40bbx.example";

/// The code that was sent last, as the inbox of the demo shows it.
fn code(inbox: &str) -> String {
    let code = inbox.split("data-code=\"").nth(1).and_then(|rest| rest.split('"').next());
    code.unwrap_or_else(|| panic!("no code in {inbox}")).to_owned()
}

async fn asked(bank: &Open, browser: &mut Browser) -> (String, String) {
    let page = browser.post("/keys", EMAIL).await;
    assert!(page.starts_with("/keys/confirm?id="), "{page}");
    assert!(!page.contains("ana.souza"), "no text of a customer is in a URL");
    let letters = bank.app.inbox(ana(&bank.app)).await.unwrap();
    (page, letters[0].code.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_becomes_a_key_by_the_code_alone_and_a_wrong_one_is_said_beside_the_field() {
    let bank = open(true).await;
    let mut browser = Browser::ana(&bank).await;
    let (page, right) = asked(&bank, &mut browser).await;
    let shown = browser.get(&page).await;
    assert!(
        shown.contains("ana.souza@bbx.example") && shown.contains("href=\"/inbox\""),
        "{shown}"
    );
    assert!(!shown.contains(&right), "the page that asks for a code does not show it: {shown}");
    let id = hidden(&shown, "id");

    let wrong = if right == "000000" { "000001" } else { "000000" };
    assert_eq!(browser.post("/keys/confirm", &format!("id={id}&code={wrong}")).await, page);
    let shown = browser.get(&page).await;
    assert!(shown.contains("Você ainda tem 4 tentativas"), "{shown}");
    // Another customer is not led to the code, nor taken at his word with it.
    let mut other = Browser::customer(&bank, 1).await;
    assert!(other.get(&page).await.contains("location: /keys\r\n"));
    assert_eq!(other.post("/keys/confirm", &format!("id={id}&code={right}")).await, "/keys");
    assert!(other.get("/keys").await.contains("Este código não vale mais"));

    // CodePix is away: that is said, and the code stays good.
    assert_eq!(browser.post("/keys/confirm", &format!("id={id}&code={right}")).await, page);
    let shown = browser.get(&page).await;
    assert!(shown.contains("a chave não foi cadastrada") && shown.contains("name=\"code\""));

    // Asked for again at once, it is the same one.
    assert_eq!(asked(&bank, &mut browser).await, (page.clone(), right));
    assert!(browser.get(&page).await.contains("Acabamos de mandar um código"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_five_wrong_codes_another_has_to_be_asked_for() {
    let bank = open(true).await;
    let mut browser = Browser::ana(&bank).await;
    let (page, right) = asked(&bank, &mut browser).await;
    let id = hidden(&browser.get(&page).await, "id");
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        browser.post("/keys/confirm", &format!("id={id}&code={wrong}")).await;
    }
    assert_eq!(browser.post("/keys/confirm", &format!("id={id}&code={right}")).await, page);
    let shown = browser.get(&page).await;
    assert!(shown.contains("Este código não vale mais") && !shown.contains("name=\"code\""));
    let (another, _) = asked(&bank, &mut browser).await;
    assert_ne!(another, page);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_is_there_in_a_demo_alone_and_shows_each_customer_their_own() {
    let bank = open(true).await;
    let (mut ana, mut bruno) = (Browser::ana(&bank).await, Browser::customer(&bank, 1).await);
    let (_, right) = asked(&bank, &mut ana).await;
    assert_eq!(code(&ana.get("/inbox").await), right);
    assert!(bruno.get("/inbox").await.contains("Nenhuma mensagem"));
    let bank = open(false).await;
    let mut ana = Browser::ana(&bank).await;
    let (page, _) = asked(&bank, &mut ana).await;
    assert!(!ana.get(&page).await.contains("/inbox"), "nothing leads where nothing is");
    assert!(ana.get("/inbox").await.starts_with("HTTP/1.1 404"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wanted_of_a_claim_is_kept_while_codepix_is_away() {
    let bank = open(true).await;
    let mut browser = Browser::ana(&bank).await;
    let claim = "id=c1a1c1a1-0000-4000-8000-000000000001";
    let opened = browser.post("/claims", &format!("{claim}&{EMAIL}")).await;
    assert_eq!(opened, "/claims");
    let page = browser.get("/claims").await;
    assert!(page.contains("Confirme antes, por um código"), "{page}");
    assert!(!page.contains("data-testid=\"claim\""), "{page}");

    let own = "kind=cpf&key=529.982.247-25";
    assert_eq!(browser.post("/claims", &format!("{claim}&{own}")).await, "/claims");
    let page = browser.get("/claims").await;
    assert!(page.contains("Pedido guardado") && page.contains("529.982.247-25"), "{page}");
    assert!(page.contains("será entregue quando a rede Pix voltar"), "{page}");
    assert_eq!(browser.post("/claims/cancel", claim).await, "/claims");
    let page = browser.get("/claims").await;
    assert!(page.contains("A sua desistência está guardada"), "{page}");
    assert!(!page.contains("Desistir do pedido"), "it was said once: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_written_with_punctuation_and_removed_after_it_is_said_what_that_means() {
    let bank = open(true).await;
    let mut browser = Browser::ana(&bank).await;
    let page = browser.get("/keys").await;
    for text in ["ana@bbx.example", "<details", "não vai mais encontrar a sua conta", "/claims"] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let left = "Você ainda pode cadastrar 4 chaves.";
    assert!(page.contains(left), "{page}");
    assert_eq!(browser.post("/keys/remove", "kind=email&key=ana%40bbx.example").await, "/keys");
    let page = browser.get("/keys").await;
    assert!(page.contains("a chave não foi removida"), "{page}");
    assert_eq!(browser.post("/keys", "kind=cpf&key=529&random=").await, "/keys");
    let page = browser.get("/keys").await;
    assert!(page.contains("Este não é um CPF válido") && page.contains("value=\"529\""), "{page}");
}
