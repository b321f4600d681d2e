#!/usr/bin/env bash
# `cargo leptos watch`: bank-app as a third bank (003, DEV) of the network that `make run` started
# in another terminal. Pages and styles are built anew, and the page reloads, whenever a file is
# saved.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/setup.sh" run
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"

network=$CODEPIX_ROOT/.codepix
export BANK_CODE=003 BANK_NAME=DEV BANK_THEME='#7c3aed' BANK_DEMO=1
export LEPTOS_SITE_ADDR=127.0.0.1:${PORT:-3003}
export PUBLIC_URL=http://$LEPTOS_SITE_ADDR
export DATABASE_URL=sqlite:$network/dev.db
export KAFKA_BOOTSTRAP=@$network/broker.addr
export CODEPIX_GRPC_URL=${CODEPIX_GRPC_URL:-http://127.0.0.1:50051}
# A folder of its own: a half-built page must not reach the banks of `make run`.
export LEPTOS_SITE_ROOT=$CARGO_TARGET_DIR/site-dev

if [ ! -s "$network/broker.addr" ]; then
  echo "make dev: no network is running; start one with 'make run' in another terminal" >&2
  exit 1
fi
cargo build --workspace --bins --features bank-app/ssr
DATABASE_URL=sqlite:$network/codepix.db \
  "$CARGO_TARGET_DIR/debug/codepix" bank enroll --code $BANK_CODE --name $BANK_NAME
"$CARGO_TARGET_DIR/debug/bank-app" seed
exec cargo leptos watch -- serve
