#!/usr/bin/env bash
# Takes a picture of each page, phone and desk, light and dark, into docs/screens (or SCREENS).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/setup.sh" test
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"

cargo build --workspace --bins --features bank-app/ssr,codepix/faults,bank-app/faults
"$here/front.sh"
SCREENS=${SCREENS:-$CODEPIX_ROOT/docs/screens} npm run --silent screens --prefix end2end
