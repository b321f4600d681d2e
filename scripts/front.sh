#!/usr/bin/env bash
# Builds what the browser gets (WebAssembly, JavaScript, stylesheet), unless nothing changed:
# cargo-leptos shrinks and compresses it anew each time, which is most of a second start.
set -euo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$CODEPIX_ROOT"

stamp=$CARGO_TARGET_DIR/front/built
# What went into the last build, as cargo wrote it down: sources of every crate of the workspace.
sources=$CARGO_TARGET_DIR/front/wasm32-unknown-unknown/wasm-release/bank_app.d

is_current() {
  local inputs
  [ -f "$stamp" ] && [ -f "$sources" ] && [ -f "$LEPTOS_SITE_ROOT/pkg/bank-app.wasm" ] || return 1
  inputs=$(sed 's/^[^:]*://' "$sources")
  # A source that is gone makes find fail, and counts as a change.
  # shellcheck disable=SC2086 # the file lists paths, separated by spaces
  inputs=$(find Cargo.toml Cargo.lock bank-app style $inputs \
    -name node_modules -prune -o -newer "$stamp" -print 2>&1) && [ -z "$inputs" ]
}

if is_current; then exit 0; fi
mkdir -p "$(dirname "$stamp")"
# Taken before the build: what is edited meanwhile is newer than the stamp.
touch "$stamp.new"
cargo leptos build --release --precompress --frontend-only
mv "$stamp.new" "$stamp"
