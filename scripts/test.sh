#!/usr/bin/env bash
# Everything that must hold, quick things first, stopping at the first stage that fails. The last
# line is always `N passed, M failed`. test.sh STAGE.. runs only those stages.
#
# N and M count tests; a stage that has none of its own (a build, a lint) counts as one. A test that
# was skipped, ignored or only passed when tried again counts as failed: a missing piece is a
# failure.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"

# One set for all stages, so that nothing is built twice. The points at which a program aborts are in
# no default and in no build that serves: scripts/bench.sh looks.
features=bank-app/ssr,codepix/faults,bank-app/faults

passed=0
failed=0
logs=$CARGO_TARGET_DIR/stages
mkdir -p "$logs"

finish() {
  local code=$?
  # Ended by a signal or a mistake of ours rather than by a stage.
  if [ $code -ne 0 ] && [ $failed -eq 0 ]; then failed=1; fi
  printf '%d passed, %d failed\n' $passed $failed
  exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

# Reads a log, prints "PASSED FAILED". Understands cargo test, Playwright and node --test.
count() {
  sed $'s/\033\\[[0-9;]*m//g' "$1" | awk '
    /^test result: / {
      for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed/) good += $(i - 1)
        if ($i ~ /^(failed|ignored)/) bad += $(i - 1)
      }
    }
    /^ *[0-9]+ passed( \([0-9.]+[a-z]+\))?$/ { good += $1 }
    /^ *[0-9]+ (failed|flaky|skipped|interrupted|did not run)$/ { bad += $1 }
    /^[^ ]+ pass [0-9]+$/ { good += $3 }
    /^[^ ]+ (fail|cancelled|skipped|todo) [0-9]+$/ { bad += $3 }
    END { print good + 0, bad + 0 }'
}

# run_stage tests|check NAME: runs stage_NAME.
run_stage() {
  local kind=$1 name=$2 began=$SECONDS code good=0 bad=0
  printf '\n==> %s\n' "$name"
  set +e
  (
    set -e
    "stage_$name"
  ) </dev/null 2>&1 | tee "$logs/$name.log"
  code=${PIPESTATUS[0]}
  set -e
  if [ "$kind" = tests ]; then
    read -r good bad < <(count "$logs/$name.log")
    # A filter that matches nothing must not look like success.
    if [ $((good + bad)) -eq 0 ]; then code=1; fi
  elif [ "$code" -eq 0 ]; then
    good=1
  fi
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  if [ "$bad" -gt 0 ]; then
    printf '<== %s failed after %d s (%d passed, %d failed)\n' \
      "$name" $((SECONDS - began)) "$good" "$bad"
    exit 1
  fi
  printf '<== %s: %d s\n' "$name" $((SECONDS - began))
  # Set-up may have found a browser, a database or another toolchain.
  if [ "$name" = setup ]; then
    # shellcheck source=scripts/env.sh
    source "$here/env.sh"
  fi
}

stage_setup() { "$here/setup.sh" "$goal"; }

stage_format() {
  cargo fmt --all --check
  npm run --silent lint --prefix end2end
}

stage_compose() { npm run --silent check --prefix scripts/compose; }

stage_deny() { cargo deny check bans licenses sources; }

stage_clippy() {
  cargo clippy --workspace --all-targets --features "$features" -- -D warnings
  # What runs in the browser is other code behind the same names.
  cargo clippy --lib -p pix --target wasm32-unknown-unknown -- -D warnings
  cargo clippy --lib -p bank-app --no-default-features --features hydrate \
    --target wasm32-unknown-unknown -- -D warnings
}

# Tests start programs of other crates, which `cargo test` alone would not build. Every stage that
# starts programs builds them itself: run alone, it must not find those of yesterday.
stage_build() { cargo build --workspace --bins --features "$features"; }

stage_tests() {
  stage_build
  cargo test --workspace --features "$features" --no-fail-fast
}

stage_front() { "$here/front.sh"; }

stage_browser() {
  stage_build
  stage_front
  npm test --silent --prefix end2end
}

stage_legacy() {
  stage_build
  npm run --silent legacy --prefix end2end
}

# The commands and health checks that docker-compose.yml names, as plain processes.
stage_composed() {
  stage_build
  stage_front
  npm run --silent run --prefix scripts/compose
}

# The promise in a thousand histories that follow from seeds: optimised, or it would take an hour.
stage_simulation() { cargo run --quiet --release -p simulation -- --seeds 1000; }

# The same tests once more, on PostgreSQL and Apache Kafka. What devnet does at a terminal has nothing
# to do with either.
stage_real() {
  stage_build
  CODEPIX_TEST_PROFILE=real \
    cargo test --workspace --features "$features" --no-fail-fast --test it -- --skip processes::
}

goal="test"
if [ "${1:-}" = --lint ]; then
  goal=lint
  shift
  set -- setup format compose deny clippy
elif [ $# -eq 0 ]; then
  set -- setup format compose deny clippy build tests simulation front browser legacy composed real
fi
for stage in "$@"; do
  case $stage in
  tests | browser | legacy | real) run_stage tests "$stage" ;;
  *) run_stage check "$stage" ;;
  esac
done
