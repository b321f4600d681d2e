//! The language of whole pages, as a browser asks for them.

use super::busy_tests::{Stuck, ask, stuck};
use super::people_tests::{Browser, hidden, open};

/// A page as a browser with these headers gets it.
async fn page(bank: &Stuck, path: &str, headers: &str) -> String {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html\r\n{headers}\r\n",
        bank.address
    );
    ask(bank.address, &request).await
}

fn is_in(language: &str, page: &str, words: &[&str]) {
    let tag = format!("<html lang=\"{language}\"");
    for text in words.iter().copied().chain([tag.as_str()]) {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_in_the_language_that_was_chosen_else_that_the_browser_prefers_else_portuguese() {
    let bank = stuck().await;
    let english = "Accept-Language: en-GB,en;q=0.9\r\n";
    is_in("pt-BR", &page(&bank, "/login", "").await, &["Entre na sua conta", ">English<"]);
    is_in("en", &page(&bank, "/login", english).await, &["Sign in to your account", ">Português<"]);
    let chosen = format!("{english}Cookie: lang_001=pt-BR\r\n");
    is_in("pt-BR", &page(&bank, "/login", &chosen).await, &["Entre na sua conta"]);
    let other_bank = format!("{english}Cookie: lang_002=pt-BR\r\n");
    is_in("en", &page(&bank, "/login", &other_bank).await, &["Sign in to your account"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_customer_is_in_one_language_to_its_last_word() {
    let bank = stuck().await;
    let headers = format!("Cookie: {}; lang_001=en\r\n", bank.session);
    for (path, title) in [
        ("/", "Home"),
        ("/keys", "My keys"),
        ("/claims", "Key portability"),
        ("/send", "Send Pix"),
        ("/statement", "Statement"),
        ("/settings", "Settings"),
        ("/transfers/none", "Page not found"),
        ("/no-such-page", "Page not found"),
    ] {
        let page = page(&bank, path, &headers).await;
        is_in("en", &page, &[&format!("<title>{title} · BBX</title>")]);
        // The language's own name, and no other word.
        let body = page.replace(">Português<", "><");
        let rest: String = body.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).collect();
        assert_eq!(rest, "", "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_language_leads_back_and_is_remembered() {
    let bank = stuck().await;
    for (back, location) in [("%2Fsend%3Fdraft%3D1", "/send?draft=1"), ("%2F%2Fx.example", "/")] {
        let answer = bank.post("/language", &format!("locale=en&back={back}")).await;
        assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
        assert!(answer.contains(&format!("location: {location}\r\n")), "{answer}");
        let cookie = "set-cookie: lang_001=en; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000";
        assert!(answer.contains(cookie), "{answer}");
    }
    let unknown = bank.post("/language", "locale=klingon&back=%2F").await;
    assert!(unknown.starts_with("HTTP/1.1 400") && !unknown.contains("lang_001="), "{unknown}");
}

fn shows(page: &str, typed: &[&str]) {
    for text in typed {
        assert!(page.contains(&format!("value=\"{text}\"")), "{text} is not in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_comes_along_into_another_language_for_its_customer_alone() {
    let bank = open(false).await;
    let mut browser = Browser::ana(&bank).await;
    let page = browser.get("/send").await;
    let [id, whose, form] = ["id", "whose", "form"].map(|name| hidden(&page, name));
    let typed = "key=carla%40ctd.example&amount=10%2C5&message=almo%C3%A7o";
    let form = format!("locale=en&back=%2Fsend&form={form}&whose={whose}&id={id}&{typed}");
    assert_eq!(browser.post("/language", &form).await, "/send");
    let page = browser.get("/send").await;
    shows(&page, &["carla@ctd.example", "10,5", "almoço"]);
    assert_eq!(hidden(&page, "id"), id);
    let another = form.replace(&whose, &id);
    assert_eq!(browser.post("/language", &another).await, "/send");
    let page = browser.get("/send").await;
    assert!(!page.contains("almoço"), "{page}");

    let mut stranger = Browser::at(&bank);
    stranger.get("/login").await;
    for nobodys in [form.clone(), form.replace(&whose, "")] {
        assert_eq!(stranger.post("/language", &nobodys).await, "/send");
    }
    stranger.sign_in(&bank, 0).await;
    let page = stranger.get("/send").await;
    assert!(!page.contains("almoço"), "who was not signed in typed it: {page}");

    let page = browser.get("/keys").await;
    assert_eq!(hidden(&page, "whose"), whose);
    let form = format!("locale=en&back=%2Fkeys&form=keys&whose={whose}&kind=email&key=me%40x.y");
    assert_eq!(browser.post("/language", &form).await, "/keys");
    let page = browser.get("/keys").await;
    shows(&page, &["me@x.y"]);
    assert!(page.contains("<option value=\"email\" selected"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_an_account_may_change_the_language_and_no_secret_is_kept() {
    let bank = open(false).await;
    let mut browser = Browser::at(&bank);
    let id = hidden(&browser.get("/accounts/new").await, "id");
    let typed = "name=Eva+Luz&document=529&email=e%40x.y&password=hunter22&pin=4321";
    let form = format!("locale=en&back=%2Faccounts%2Fnew&form=open_account&whose=&id={id}&{typed}");
    assert_eq!(browser.post("/language", &form).await, "/accounts/new");
    let page = browser.get("/accounts/new").await;
    shows(&page, &["Eva Luz", "529", "e@x.y"]);
    assert_eq!(hidden(&page, "id"), id);
    assert!(!page.contains("hunter22") && !page.contains("value=\"4321\""), "{page}");
}
