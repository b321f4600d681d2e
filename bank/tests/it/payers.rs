//! Who paid: asked of CodePix once, and kept beside what was received.

use crate::harness::{Bank, ana, bruno, carla, order};
use pix::{EndToEndId, Order, Saying};
use proto::v1::account_service_server::{AccountService, AccountServiceServer};
use proto::v1::{Account, GetAccountRequest, RegisterAccountRequest};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

/// A CodePix that knows Carla, and counts how often it is asked.
#[derive(Clone, Default)]
struct KnowsCarla {
    asked: Arc<AtomicU32>,
}

#[tonic::async_trait]
impl AccountService for KnowsCarla {
    async fn register(
        &self,
        _: Request<RegisterAccountRequest>,
    ) -> Result<Response<Account>, Status> {
        Err(Status::unimplemented("not asked here"))
    }

    async fn get(&self, request: Request<GetAccountRequest>) -> Result<Response<Account>, Status> {
        let account_id = request.into_inner().account_id;
        if account_id != carla().to_string() {
            return Err(Status::not_found("nobody"));
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(Response::new(Account {
            account_id,
            owner_name: "Carla Dias".into(),
            bank_code: "002".into(),
            bank_name: "CTD".into(),
            masked_document: "***.411.347-**".into(),
            ..Account::default()
        }))
    }
}

async fn listening(codepix: KnowsCarla) -> (String, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Server::builder().add_service(AccountServiceServer::new(codepix));
    let mut server = JoinSet::new();
    server.spawn(async move {
        router.serve_with_incoming(TcpIncoming::from(listener)).await.unwrap();
    });
    (url, server)
}

/// Bruno was paid R$ 10,50.
async fn paid(bank: &Bank, from: pix::AccountId) -> Order {
    let order = order(from, bruno(), 1_050);
    bank.hears(&order, Saying::Credit).await;
    bank.until_balance(bruno(), 101_050).await;
    order
}

/// Who paid, by the statement.
async fn told(bank: &Bank) -> Option<String> {
    let mut movements = bank.app.statement(bruno(), None, 1).await.unwrap().movements;
    bank.app.name_payers(bruno(), &mut movements).await.unwrap();
    movements.remove(0).counterparty
}

#[tokio::test]
async fn a_payer_of_another_bank_is_asked_for_once_and_known_from_then_on() {
    let codepix = KnowsCarla::default();
    let (url, server) = listening(codepix.clone()).await;
    let bank = Bank::beside(&url).await;
    let order = paid(&bank, carla()).await;
    for _ in 0..2 {
        assert_eq!(told(&bank).await.as_deref(), Some("Carla Dias"));
    }
    assert_eq!(codepix.asked.load(Ordering::SeqCst), 1);
    drop(server);
    let payer = bank.app.find_payer(bruno(), order.id).await.unwrap().unwrap();
    assert_eq!((payer.account, payer.masked_document.as_str()), (carla(), "***.411.347-**"));
    // Whoever was paid is no payer, and nobody else is told.
    assert_eq!(bank.app.find_payer(ana(), order.id).await, Ok(None));
    let view = bank.app.transfer(bruno(), order.id).await.unwrap().unwrap();
    assert_eq!((view.recipient, view.end_to_end), (None, None));
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_payer_of_this_bank_is_known_with_codepix_away_and_another_later() {
    let bank = Bank::beside("http://127.0.0.1:1").await;
    paid(&bank, carla()).await;
    assert_eq!(told(&bank).await, None);
    let sent = order(ana(), bruno(), 1_050);
    bank.sends(&sent).await;
    bank.hears(&sent, Saying::Credit).await;
    bank.until_balance(bruno(), 102_100).await;
    assert_eq!(told(&bank).await.as_deref(), Some("Ana Souza"));
    let [payers, receivers] = [
        bank.app.transfer(ana(), sent.id).await.unwrap().unwrap().end_to_end,
        bank.app.transfer(bruno(), sent.id).await.unwrap().unwrap().end_to_end,
    ];
    assert!(payers.is_some() && payers == receivers, "{payers:?} {receivers:?}");
    bank.hears(&sent, Saying::Confirmed).await;
    bank.ends_with_parked(0).await;
}

#[tokio::test]
async fn a_payment_is_called_what_its_payers_bank_called_it() {
    let bank = Bank::beside("http://127.0.0.1:1").await;
    let called = async |account, order: &Order| {
        bank.app.transfer(account, order.id).await.unwrap().unwrap().end_to_end
    };
    let id = EndToEndId::parse("E00000002202611230130abcdefghij0");
    let received = Order { end_to_end: id, ..order(carla(), bruno(), 1_050) };
    bank.hears(&received, Saying::Credit).await;
    bank.until_balance(bruno(), 101_050).await;
    assert!(id.is_some());
    assert_eq!(called(bruno(), &received).await, id);
    // Told again by another name, it keeps the first.
    let another = EndToEndId::parse("E00000002202611230131abcdefghij1");
    bank.hears(&Order { end_to_end: another, ..received.clone() }, Saying::Credit).await;
    let sent = order(ana(), carla(), 5);
    bank.sends(&sent).await;
    let own = called(ana(), &sent).await.unwrap();
    assert!(own.as_str().starts_with("E00000001"), "{own}");
    assert_eq!(called(bruno(), &received).await, id);
    bank.hears(&sent, Saying::Confirmed).await;
    bank.ends_with_parked(0).await;
}
