#!/usr/bin/env bash
# Torments a network of its own (optimised build) for MINUTES, with what SEED draws; ends with what was
# lost, doubled or left open. ARGS goes to `devnet chaos`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/setup.sh" bench
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"

cargo build --release --workspace --bins --features bank-app/ssr
export DEVNET_MINUTES=${MINUTES:-5}
if [ -n "${SEED:-}" ]; then export DEVNET_SEED=$SEED; fi
# shellcheck disable=SC2086 # several flags in one variable is what ARGS is for
set -f && exec "$CARGO_TARGET_DIR/release/devnet" chaos ${ARGS:-}
