#!/usr/bin/env bash
# Builds and starts the whole network. FRESH=1 forgets what an earlier run kept (FRESH=0 does not);
# ARGS goes to devnet.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/setup.sh" run
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"

"$here/front.sh"
cargo build --workspace --bins --features bank-app/ssr

export DEVNET_FRESH=${FRESH:-${DEVNET_FRESH:-}}
# In our place, so that Ctrl-C reaches it and nobody outlives it.
set -f
# shellcheck disable=SC2086 # several flags in one variable is what ARGS is for
exec "$CARGO_TARGET_DIR/debug/devnet" ${ARGS:-}
