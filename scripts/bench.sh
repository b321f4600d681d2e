#!/usr/bin/env bash
# Measures the network, and its pages in a browser (optimised build). ARGS goes to `devnet bench`, and
# leaves the browser out.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/setup.sh" bench
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"

cargo build --release --workspace --bins --features bank-app/ssr
# Points at which a program aborts are for tests, and in no program that serves.
for program in codepix bank-app; do
  if grep -q -a CODEPIX_FAULT "$CARGO_TARGET_DIR/release/$program"; then
    echo "make bench: $program was built with the feature faults" >&2
    exit 1
  fi
done
# shellcheck disable=SC2086 # several flags in one variable is what ARGS is for
set -f && "$CARGO_TARGET_DIR/release/devnet" bench ${ARGS:-}
if [ -z "${ARGS:-}" ]; then
  "$here/front.sh"
  DEVNET=$CARGO_TARGET_DIR/release/devnet npm run --silent speed --prefix end2end
fi
