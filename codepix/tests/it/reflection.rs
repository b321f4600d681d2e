//! Clients without a .proto file: reflection in both versions, health, and grpcurl itself.

use crate::harness::codepix::Codepix;
use prost_types::FileDescriptorProto;
use std::process::Command;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

const SERVICES: [&str; 6] = [
    "codepix.v1.AccountService",
    "codepix.v1.ClaimService",
    "codepix.v1.KeyService",
    "codepix.v1.TransferService",
    "github.com.codeedu.codepix.PixService",
    "grpc.health.v1.Health",
];

/// Both versions have the same messages under other names.
macro_rules! reflection {
    ($name:ident, $version:ident) => {
        #[tokio::test]
        async fn $name() {
            use tonic_reflection::pb::$version::ServerReflectionRequest;
            use tonic_reflection::pb::$version::server_reflection_client::ServerReflectionClient;
            use tonic_reflection::pb::$version::server_reflection_request::MessageRequest;
            use tonic_reflection::pb::$version::server_reflection_response::MessageResponse;

            let (codepix, _database) = Codepix::grpc().await;
            let ask = async |question: MessageRequest| {
                let request = ServerReflectionRequest {
                    host: String::new(),
                    message_request: Some(question),
                };
                let mut client = ServerReflectionClient::new(codepix.channel.clone());
                let mut answers = client
                    .server_reflection_info(futures::stream::iter([request]))
                    .await
                    .unwrap()
                    .into_inner();
                answers.message().await.unwrap().unwrap().message_response.unwrap()
            };
            let listed = match ask(MessageRequest::ListServices(String::new())).await {
                MessageResponse::ListServicesResponse(list) => list.service,
                other => panic!("{other:?}"),
            };
            for service in SERVICES {
                assert!(
                    listed.iter().any(|listed| listed.name == service),
                    "{service} is not among {listed:?}"
                );
                let file = match ask(MessageRequest::FileContainingSymbol(service.into())).await {
                    MessageResponse::FileDescriptorResponse(file) => file.file_descriptor_proto,
                    other => panic!("{other:?}"),
                };
                let file: FileDescriptorProto = prost::Message::decode(&file[0][..]).unwrap();
                assert!(
                    file.service.iter().any(|listed| service.ends_with(listed.name())),
                    "{service}"
                );
            }
            let message =
                ask(MessageRequest::FileContainingSymbol("google.rpc.BadRequest".into())).await;
            assert!(
                matches!(message, MessageResponse::FileDescriptorResponse(_)),
                "details of errors can be shown"
            );
        }
    };
}

reflection!(reflection_v1_lists_and_describes_every_service, v1);
reflection!(reflection_v1alpha_lists_and_describes_every_service, v1alpha);

#[tokio::test]
async fn health_speaks_of_the_server_and_of_every_service() {
    let (codepix, _database) = Codepix::grpc().await;
    codepix.until_ready().await;
    let mut health = HealthClient::new(codepix.channel.clone());
    for service in ["", SERVICES[0], SERVICES[1], SERVICES[2], SERVICES[3], SERVICES[4]] {
        let answer = health
            .check(HealthCheckRequest { service: service.into() })
            .await
            .unwrap()
            .into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn grpcurl_lists_and_calls_both_services_without_a_proto_file() {
    let (codepix, _database) = Codepix::grpc().await;
    let grpcurl =
        |arguments: &[&str]| Command::new("grpcurl").arg("-plaintext").args(arguments).output();
    let listed = grpcurl(&[&codepix.grpc, "list"]);
    let listed = listed.expect("grpcurl is not on PATH; scripts/setup.sh installs it");
    let listed = String::from_utf8(listed.stdout).unwrap();
    for service in SERVICES {
        assert!(listed.lines().any(|line| line == service), "{service} is not in {listed}");
    }
    for (service, number) in [
        ("github.com.codeedu.codepix.PixService", "accountNumber"),
        ("codepix.v1.KeyService", "number"),
    ] {
        let key = r#"{"kind":"email","key":"carla@ctd.example"}"#;
        let found = grpcurl(&["-d", key, &codepix.grpc, &format!("{service}/Find")]).unwrap();
        let found: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
        assert_eq!(found["account"][number], "3333", "{found}");
    }
    let wrong = grpcurl(&[
        "-d",
        r#"{"kind":"cpf","key":"1"}"#,
        &codepix.grpc,
        "codepix.v1.KeyService/Find",
    ])
    .unwrap();
    let wrong = String::from_utf8(wrong.stderr).unwrap();
    assert!(wrong.contains("InvalidArgument") && wrong.contains("\"fieldViolations\""), "{wrong}");
}
