//! gRPC as somebody without our .proto files sees it.

use crate::support::{Harness, with_network};
use tokio::process::Command;

/// Runs grpcurl; what it says, good or bad.
async fn grpcurl(net: &Harness, data: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("grpcurl");
    command.arg("-plaintext");
    if !data.is_empty() {
        command.args(["-d", data]);
    }
    let output = command.arg(net.grpc()).args(arguments).output().await;
    let output = output.expect("grpcurl is not on PATH; scripts/setup.sh installs it");
    let [out, errors] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    format!("{out}{errors}")
}

#[tokio::test(flavor = "multi_thread")]
async fn grpcurl_lists_describes_and_calls_both_services() {
    with_network(async |net| {
        let services = grpcurl(net, "", &["list"]).await;
        for service in [
            "github.com.codeedu.codepix.PixService",
            "codepix.v1.KeyService",
            "codepix.v1.AccountService",
            "codepix.v1.ClaimService",
            "codepix.v1.TransferService",
        ] {
            assert!(services.contains(service), "{services}");
            let described = grpcurl(net, "", &["describe", service]).await;
            assert!(described.contains("rpc "), "{described}");
        }
        let carla = r#"{"kind": "email", "key": "carla@ctd.example"}"#;
        for method in ["github.com.codeedu.codepix.PixService/Find", "codepix.v1.KeyService/Find"] {
            let found = grpcurl(net, carla, &[method]).await;
            assert!(found.contains("Carla Dias"), "{method}: {found}");
        }
        let nobody = r#"{"kind": "email", "key": "ninguem@ctd.example"}"#;
        let missing = grpcurl(net, nobody, &["github.com.codeedu.codepix.PixService/Find"]).await;
        assert!(
            missing.contains("Code: NotFound") && missing.contains("Message: no key was found"),
            "{missing}"
        );
    })
    .await;
}
