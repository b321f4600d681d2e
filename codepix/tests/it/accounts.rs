//! Accounts over gRPC.

use crate::harness::codepix::Codepix;
use proto::v1::{GetAccountRequest, RegisterAccountRequest};
use tonic::Code;
use tonic_types::StatusExt;

fn account() -> RegisterAccountRequest {
    RegisterAccountRequest {
        account_id: "0b8b4a1c-6d9f-4e0a-9a55-3a1f6f0c7d11".into(),
        number: "5555".into(),
        bank_code: "001".into(),
        owner_name: "Eva Reis".into(),
        document: "52998224725".into(),
    }
}

#[tokio::test]
async fn a_bank_tells_of_an_account_as_often_as_it_likes() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut accounts = codepix.accounts();
    let first = accounts.register(account()).await.unwrap().into_inner();
    assert_eq!(
        (first.bank_name.as_str(), first.masked_document.as_str()),
        ("BBX", "***.982.247-**")
    );
    assert_eq!(accounts.register(account()).await.unwrap().into_inner(), first);
    let shown = accounts
        .get(GetAccountRequest { account_id: account().account_id })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(shown, first);
}

#[tokio::test]
async fn an_account_that_cannot_be_registered_names_its_field() {
    let (codepix, _database) = Codepix::grpc().await;
    let mut accounts = codepix.accounts();
    accounts.register(account()).await.unwrap();
    for (request, code, field) in [
        (
            RegisterAccountRequest { account_id: "x".into(), ..account() },
            Code::InvalidArgument,
            "account_id",
        ),
        (
            RegisterAccountRequest { number: String::new(), ..account() },
            Code::InvalidArgument,
            "number",
        ),
        (
            RegisterAccountRequest { bank_code: "1".into(), ..account() },
            Code::InvalidArgument,
            "bank_code",
        ),
        (
            RegisterAccountRequest { owner_name: "é".repeat(101), ..account() },
            Code::InvalidArgument,
            "owner_name",
        ),
        (
            RegisterAccountRequest { document: "11111111111".into(), ..account() },
            Code::InvalidArgument,
            "document",
        ),
        (
            RegisterAccountRequest { bank_code: "009".into(), ..account() },
            Code::NotFound,
            "bank_code",
        ),
        (
            RegisterAccountRequest { bank_code: "002".into(), ..account() },
            Code::AlreadyExists,
            "account_id",
        ),
    ] {
        let status = accounts.register(request).await.unwrap_err();
        let info = status.get_details_error_info().unwrap();
        assert_eq!((status.code(), info.metadata["field"].as_str()), (code, field), "{status:?}");
    }
    let status = accounts
        .get(GetAccountRequest { account_id: "00000000-0000-4000-8000-000000000000".into() })
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}
