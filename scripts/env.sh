# shellcheck shell=bash
# Where the tools are. Sourced by every script here, and by hand: `source scripts/env.sh`.
# Nothing is run or installed; what a variable names may still be missing (setup.sh sees to it).
# Works with bash 3.2, which is what macOS ships.

CODEPIX_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CODEPIX_CACHE=${CODEPIX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/codepix}
export CODEPIX_ROOT CODEPIX_CACHE

# First on PATH: cargo-leptos takes its tools from there, whatever their version. Node is there when
# the machine's own was too old, Java where Homebrew keeps it to itself.
PATH="$CODEPIX_CACHE/bin:$CODEPIX_ROOT/style/node_modules/.bin:$PATH"
PATH="$CODEPIX_CACHE/node/node_modules/node/bin:$PATH"
for codepix_dir in /usr/local/opt/openjdk/bin /opt/homebrew/opt/openjdk/bin; do
  [ ! -x "$codepix_dir/java" ] || PATH="$codepix_dir:$PATH"
done
unset codepix_dir
# A rustup that is there but not on PATH yet: just installed, or a shell that reads no profile.
if ! command -v rustup >/dev/null && [ -x "$HOME/.cargo/bin/rustup" ]; then
  PATH="$HOME/.cargo/bin:$PATH"
fi
export PATH

# Set-up leaves a name here when it had to take another toolchain to get at WebAssembly. Then every
# cargo call takes it, native ones too, so that one toolchain fills one target folder.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ] && [ -f "$CODEPIX_CACHE/toolchain" ]; then
  RUSTUP_TOOLCHAIN=$(cat "$CODEPIX_CACHE/toolchain")
  export RUSTUP_TOOLCHAIN
fi

# On CI the clone is new each time; what was compiled lives longer than it.
if [ -z "${CARGO_TARGET_DIR:-}" ]; then
  if [ "${CI:-}" = true ]; then
    CARGO_TARGET_DIR=$CODEPIX_CACHE/target
  else
    CARGO_TARGET_DIR=$CODEPIX_ROOT/target
  fi
fi
export CARGO_TARGET_DIR

# What the browser gets. cargo-leptos writes it there and bank-app serves it from there.
export LEPTOS_SITE_ROOT=${LEPTOS_SITE_ROOT:-$CARGO_TARGET_DIR/site}

# Kafka's jars, laid there by scripts/kafka/pom.xml.
export CODEPIX_KAFKA_HOME=${CODEPIX_KAFKA_HOME:-$CODEPIX_CACHE/kafka}

# The folder with initdb, postgres and pg_ctl: Debian keeps it off PATH, Homebrew too. Newest last.
if [ -z "${CODEPIX_POSTGRES_BIN:-}" ]; then
  for codepix_dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /usr/local/opt/postgresql@*/bin /opt/homebrew/opt/postgresql@*/bin; do
    [ -x "$codepix_dir/initdb" ] && CODEPIX_POSTGRES_BIN=$codepix_dir
  done
  if [ -z "${CODEPIX_POSTGRES_BIN:-}" ] && command -v initdb >/dev/null; then
    CODEPIX_POSTGRES_BIN=$(dirname "$(command -v initdb)")
  fi
  unset codepix_dir
fi
export CODEPIX_POSTGRES_BIN=${CODEPIX_POSTGRES_BIN:-}

# The browser of the browser tests. Empty: Playwright takes the one it downloaded itself.
if [ -z "${CHROMIUM:-}" ]; then
  for codepix_browser in chromium google-chrome chromium-browser \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if command -v "$codepix_browser" >/dev/null; then
      CHROMIUM=$(command -v "$codepix_browser")
      break
    fi
  done
  unset codepix_browser
fi
export CHROMIUM=${CHROMIUM:-}
