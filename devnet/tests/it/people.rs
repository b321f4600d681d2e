//! Customers who come by themselves.

use crate::support::{AFTER_AN_OUTAGE, CARLA_KEY, SOON, expect, with_network};
use devnet::plan::PartName;
use devnet::visitor::Sent;
use pix::{Amount, demo};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const CPF: &str = "123.456.789-09";

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_opened_while_codepix_was_away_is_paid_once_it_is_back() {
    with_network(async |net| {
        net.kill(PartName::CodePix).await;
        let newcomer = net.stranger();
        let form = expect(newcomer.open("/accounts/new").await);
        let fields = [
            ("Nome completo", "Cliente Novo"),
            ("CPF", CPF),
            ("E-mail", "cliente@bbx.example"),
            ("Senha", "uma frase longa"),
            ("PIN", demo::PIN),
        ];
        let home = expect(newcomer.submit(&form, "Abrir conta", &fields).await);
        assert!(home.path == "/" && home.says("A rede Pix ainda não foi avisada"), "{home:?}");
        net.restart(PartName::CodePix).await;

        let deadline = Instant::now() + AFTER_AN_OUTAGE;
        loop {
            let page = expect(newcomer.register_key("cpf", CPF).await);
            if page.says("Chave cadastrada") {
                break;
            }
            assert!(Instant::now() < deadline, "{}", page.alerts());
            sleep(Duration::from_millis(50)).await;
        }
        let carla = net.visitor("carla").await;
        let sent = expect(carla.send(CPF, Amount::from_cents(700), "boas-vindas").await);
        let Sent::Accepted(id) = sent else { panic!("refused: {sent:?}") };
        expect(carla.sees(&id, "completed", SOON).await);
        assert_eq!(expect(newcomer.balance().await), 700);
        assert!(!expect(newcomer.open("/").await).says("ainda não foi avisada"));
        // Back to where the harness counts it.
        let sent = expect(newcomer.send(CARLA_KEY, Amount::from_cents(700), "de volta").await);
        let Sent::Accepted(id) = sent else { panic!("refused: {sent:?}") };
        expect(newcomer.sees(&id, "completed", SOON).await);
    })
    .await;
}
