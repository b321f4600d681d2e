//! Compiles the .proto files (no protoc needed) and keeps their descriptors for reflection.

use prost::Message;
use std::error::Error;
use std::path::Path;

const FOLDER: &str = "proto";

const FILES: [&str; 5] = [
    "legacy/pixkey.proto",
    "codepix/v1/account.proto",
    "codepix/v1/claim.proto",
    "codepix/v1/key.proto",
    "codepix/v1/transfer.proto",
];

#[expect(
    clippy::disallowed_methods,
    reason = "cargo says by this variable where a build script may write"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={FOLDER}");
    let descriptors = protox::compile(FILES, [FOLDER])?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
