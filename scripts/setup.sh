#!/usr/bin/env bash
# Installs what is missing for a goal, and says before each piece what it is for and about how long
# it takes: setup.sh [run|lint|test|bench]. With nothing missing it is silent and takes no time.
# Tools go to a folder of the user's cache (scripts/env.sh); only what a package manager has to
# bring touches the machine. Each piece is fetched the ordinary way first; where only package
# registries can be reached it is built from source.
set -euo pipefail
# shellcheck source=scripts/env.sh
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$CODEPIX_ROOT"

cargo_leptos=0.3.11
cargo_deny=0.20.2
grpcurl=v1.9.4

say() { printf 'set-up: %s\n' "$*"; }

die() {
  say "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# A network that drops packets must not hold us for ever. macOS has no `timeout`; there we trust it.
limited() {
  local seconds=$1
  shift
  if has timeout; then timeout "$seconds" "$@"; else "$@"; fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    return 1
  fi
}

apt_is_fresh=no
apt_install() {
  has apt-get || return 1
  if [ $apt_is_fresh = no ]; then
    as_root apt-get update -qq || return 1
    apt_is_fresh=yes
  fi
  # Noninteractive: a question would wait for ever on CI.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
    >/dev/null
}

brew_install() { has brew && brew install "$@"; }

# librdkafka's makefiles and the lists of sources that cargo writes part paths at spaces.
no_spaces() {
  case $1 in
  *[[:space:]]*) die "$2 is $1, and a build there fails at the space: $3" ;;
  esac
}

# fits PROGRAM VERSION: whether it is there, of that series (0.3 of 0.3.10) and not older. Programs
# of cargo say their name, then their version.
fits() {
  local have
  have=$("$1" --version 2>/dev/null | awk '{ print $2; exit }') || return 1
  [ "${have%.*}" = "${2%.*}" ] && [ "${have##*.}" -ge "${2##*.}" ] 2>/dev/null
}

# ---- Rust ---------------------------------------------------------------------------------------

rust_needed() { sed -n 's/^rust-version = "1\.\([0-9]*\).*/\1/p' Cargo.toml; }
rust_minor() { rustc --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p'; }

rust_is_new_enough() {
  local have
  has cargo && have=$(rust_minor) && [ "${have:-0}" -ge "$(rust_needed)" ]
}

wasm_folder() { echo "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib"; }
can_wasm() { [ -n "$(find "$(wasm_folder)" -name 'libstd-*.rlib' 2>/dev/null)" ]; }

# use_toolchain NAME: here and, by way of env.sh, from now on.
use_toolchain() {
  export RUSTUP_TOOLCHAIN=$1
  mkdir -p "$CODEPIX_CACHE"
  echo "$1" >"$CODEPIX_CACHE/toolchain"
}

need_rust() {
  rust_is_new_enough && can_wasm && return
  # Left behind by an earlier machine, or by a package that was removed since.
  if [ -f "$CODEPIX_CACHE/toolchain" ]; then
    [ "${RUSTUP_TOOLCHAIN:-}" != "$(cat "$CODEPIX_CACHE/toolchain")" ] || unset RUSTUP_TOOLCHAIN
    rm -f "$CODEPIX_CACHE/toolchain"
  fi
  if ! has rustup && has curl; then
    say "Rust, by rustup; about 1 minute"
    limited 300 curl --proto '=https' --tlsv1.2 -sSf --connect-timeout 10 https://sh.rustup.rs |
      limited 300 sh -s -- -y --no-modify-path || true
    PATH="$HOME/.cargo/bin:$PATH"
  fi
  if has rustup && ! rust_is_new_enough; then
    say "Rust 1.$(rust_needed) or newer, by rustup; about 1 minute"
    limited 300 rustup update stable || true
    # The machine's default may be another toolchain, and stays what its owner chose.
    if ! rust_is_new_enough && RUSTUP_TOOLCHAIN=stable rust_is_new_enough; then
      use_toolchain stable
    fi
  fi
  if rust_is_new_enough && has rustup; then
    say "WebAssembly target of Rust (the pages' moving parts), by rustup; seconds"
    limited 120 rustup target add wasm32-unknown-unknown || true
  fi
  if ! { rust_is_new_enough && can_wasm; }; then
    rust_of_debian
  fi
}

# Debian packages a newer Rust, made for browsers, together with its source. Its WebAssembly part
# lacks, so it is built from that source.
rust_of_debian() {
  local scratch
  say "rustup could not download: Debian's Rust instead (rustc-web); about 35 s"
  apt_install rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy rustfmt-web lld-22 ||
    die "Rust with the target wasm32-unknown-unknown is missing: see rustup.rs, then run
        rustup target add wasm32-unknown-unknown"
  if has rustup; then
    rustup toolchain link web /usr
  fi
  export RUSTUP_TOOLCHAIN=web
  if ! can_wasm; then
    say "Rust's standard library for WebAssembly, from source; about 1 minute"
    scratch=$(mktemp -d)
    mkdir "$scratch/src"
    touch "$scratch/src/lib.rs"
    printf '[package]\nname = "scratch"\nedition = "2024"\n' >"$scratch/Cargo.toml"
    # RUSTC_BOOTSTRAP: building std is an unstable option of cargo.
    (cd "$scratch" && CARGO_TARGET_DIR=$scratch/target RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
      /usr/bin/cargo build --quiet --release --target wasm32-unknown-unknown \
      -Zbuild-std=std,panic_abort,panic_unwind,proc_macro)
    rm "$scratch"/target/wasm32-unknown-unknown/release/deps/libscratch-*.rlib
    as_root install -d "$(wasm_folder)"
    as_root cp "$scratch"/target/wasm32-unknown-unknown/release/deps/*.rlib "$(wasm_folder)"
    rm -rf "$scratch"
  fi
  use_toolchain web
}

# Run, not only found: Apple's stand-ins for what is not installed are on PATH as well.
has_c() {
  cc --version >/dev/null 2>&1 && c++ --version >/dev/null 2>&1 && make --version >/dev/null 2>&1
}

need_c() {
  has_c && return
  say "compilers of C and C++, and make (for librdkafka); about 30 s"
  apt_install build-essential || true
  has_c || die "a compiler of C, one of C++ or make is missing (macOS: xcode-select --install)"
}

need_rust_lints() {
  if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then return; fi
  say "rustfmt and clippy, by rustup; seconds"
  limited 120 rustup component add rustfmt clippy || die "rustfmt and clippy are missing"
}

# ---- programs written in Rust -------------------------------------------------------------------

# cargo_tool CRATE VERSION TIME [FLAG..]: downloads it built, or builds it.
cargo_tool() {
  local crate=$1 version=$2 time=$3
  shift 3
  if has cargo-binstall; then
    say "$crate $version, prebuilt; seconds"
    limited 120 cargo binstall -y --disable-strategies compile \
      --install-path "$CODEPIX_CACHE/bin" "$crate@$version" && return
  fi
  say "$crate $version, from source, once on this machine; about $time on two cores"
  # A target folder of its own: the workspace's stays what the workspace built.
  CARGO_TARGET_DIR=$CODEPIX_CACHE/build \
    cargo install --quiet --root "$CODEPIX_CACHE" "$crate" --version "$version" "$@"
  rm -rf "$CODEPIX_CACHE/build"
}

need_cargo_leptos() {
  fits cargo-leptos 0.3.10 && return
  # From 0.3.11 on it asks for Rust 1.96 to be built; built already, it does with less.
  [ "$(rust_minor)" -ge 96 ] || cargo_leptos=0.3.10
  say "cargo-leptos $cargo_leptos is missing: it builds the banks' pages for the browser"
  # Unoptimised: what it calls takes the time, not itself.
  CARGO_PROFILE_DEV_DEBUG=0 cargo_tool cargo-leptos $cargo_leptos "8 minutes" \
    --locked --debug --no-default-features --features no_downloads
}

need_wasm_bindgen() {
  local version
  # The program and the library must be of one version; Cargo.lock says which.
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  say "wasm-bindgen $version is missing: it joins WebAssembly and JavaScript"
  cargo_tool wasm-bindgen-cli "$version" "3 minutes"
}

need_cargo_deny() {
  fits cargo-deny $cargo_deny && return
  say "cargo-deny $cargo_deny is missing: it holds the rules on dependencies and licences"
  cargo_tool cargo-deny $cargo_deny "5 minutes" --locked
}

# ---- Node ---------------------------------------------------------------------------------------

has_node() {
  has npm && has node && [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -ge 20 ]
}

need_node() {
  has_node && return
  say "Node 20 or newer (Tailwind, wasm-opt, browser tests); about 30 s"
  brew_install node || apt_install nodejs npm || true
  # Debian 12 and Ubuntu 24.04 have 18, which is enough to fetch a newer one.
  if ! has_node && has npm; then
    say "Node 22 beside the machine's own, which is too old, by npm; about 20 s"
    mkdir -p "$CODEPIX_CACHE/node"
    npm install --prefix "$CODEPIX_CACHE/node" --no-audit --no-fund --loglevel=error node@22 ||
      true
    # env.sh has put its folder on PATH; the shell remembers where node was before.
    hash -r
  fi
  has_node || die "Node 20 or newer with npm is missing: see nodejs.org/en/download"
}

# npm_packages FOLDER WHY: whatever package-lock.json says, when it changed.
npm_packages() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
  say "npm packages of $1 ($2); seconds"
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
  touch "$1/node_modules/.package-lock.json"
}

# ---- real servers and clients, for the tests ----------------------------------------------------

need_postgres() {
  [ -x "$CODEPIX_POSTGRES_BIN/initdb" ] && return
  say "PostgreSQL's programs (tests start servers of their own with them); about 20 s"
  apt_install postgresql || brew_install postgresql@17 ||
    die "initdb and pg_ctl are missing: install PostgreSQL 15 or newer, or name their folder in
        CODEPIX_POSTGRES_BIN"
}

# Apple's stand-in for a missing Java is on PATH as well, and says where to get one.
has_java() { java -version >/dev/null 2>&1; }

need_kafka() {
  local version
  version=$(sed -n 's/.*<kafka.version>\(.*\)<.*/\1/p' scripts/kafka/pom.xml)
  [ -f "$CODEPIX_KAFKA_HOME/kafka_2.13-$version.jar" ] && has_java && return
  if ! has_java || ! has mvn; then
    say "Java and Maven (Apache Kafka runs on the one and comes by the other); about 40 s"
    apt_install default-jre-headless maven || brew_install openjdk maven || true
    # Homebrew keeps Java to itself; env.sh knows where.
    # shellcheck source=scripts/env.sh
    source "$CODEPIX_ROOT/scripts/env.sh"
    { has_java && has mvn; } || die "Java 17 or newer or Maven is missing"
  fi
  say "Apache Kafka $version, 54 MB, by Maven; about 10 s"
  # An older version's jars must not stay on the class path.
  rm -rf "$CODEPIX_KAFKA_HOME"
  mvn --quiet --batch-mode -f scripts/kafka/pom.xml dependency:copy-dependencies \
    -DoutputDirectory="$CODEPIX_KAFKA_HOME"
}

# As its makers built it, from where they publish it.
grpcurl_of_github() {
  local machine release scratch
  case $(uname -s)-$(uname -m) in
  Linux-x86_64) machine=linux_x86_64 ;;
  Linux-aarch64 | Linux-arm64) machine=linux_arm64 ;;
  *) return 1 ;;
  esac
  has curl || return 1
  release=https://github.com/fullstorydev/grpcurl/releases/download/$grpcurl
  scratch=$(mktemp -d)
  # Moved only when it is whole.
  limited 120 curl -fsSL --proto '=https' --tlsv1.2 --connect-timeout 10 \
    "$release/grpcurl_${grpcurl#v}_$machine.tar.gz" | tar -xz -C "$scratch" grpcurl &&
    mv "$scratch/grpcurl" "$CODEPIX_CACHE/bin/grpcurl"
  rm -rf "$scratch"
  [ -x "$CODEPIX_CACHE/bin/grpcurl" ]
}

grpcurl_by_go() {
  has go || return 1
  GOBIN=$CODEPIX_CACHE/bin go install "github.com/fullstorydev/grpcurl/cmd/grpcurl@$grpcurl"
}

need_grpcurl() {
  has grpcurl && return
  if has go; then
    say "grpcurl (tests ask CodePix with it), by Go; about 1 minute"
    grpcurl_by_go && return
  fi
  say "grpcurl (tests ask CodePix with it), prebuilt; seconds"
  grpcurl_of_github || brew_install grpcurl && return
  say "Go, which grpcurl is built with, and grpcurl; about 2 minutes"
  { apt_install golang-go && grpcurl_by_go; } ||
    die "grpcurl is missing: install Go (go.dev/dl) and run this again, or put grpcurl on PATH"
}

playwright_has_chromium() {
  local folder
  for folder in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" \
    "$HOME/Library/Caches/ms-playwright"; do
    [ -n "$(find "$folder" -maxdepth 1 -name 'chromium*' 2>/dev/null)" ] && return
  done
  return 1
}

need_chromium() {
  [ -n "$CHROMIUM" ] || playwright_has_chromium && return
  say "Chromium (browser tests); about 30 s"
  # Ubuntu's package of that name only points to a snap; Playwright brings its own browser there.
  if has apt-get && ! apt-cache policy chromium |
    grep -q 'Candidate: .*snap\|Candidate: (none)'; then
    apt_install chromium && return
  fi
  (cd end2end && limited 600 npx playwright install --with-deps chromium) ||
    die "Chromium is missing: install it, or name a Chrome or Chromium in CHROMIUM"
}

# ---- goals --------------------------------------------------------------------------------------

for_building() {
  need_rust
  need_c
}

for_pages() {
  for_building
  need_node
  npm_packages style "Tailwind, daisyUI, wasm-opt"
  need_cargo_leptos
  need_wasm_bindgen
}

for_lints() {
  for_building
  need_rust_lints
  need_cargo_deny
  need_node
  npm_packages end2end "browser tests"
  npm_packages scripts/compose "checks docker-compose.yml"
}

for_servers() {
  need_postgres
  need_kafka
}

no_spaces "$CODEPIX_ROOT" "the folder of this clone" "move it to a path without one"
no_spaces "$CARGO_TARGET_DIR" "CARGO_TARGET_DIR" "name a path without one"
mkdir -p "$CODEPIX_CACHE/bin"
case ${1:-run} in
run) for_pages ;;
lint) for_lints ;;
bench)
  for_pages
  npm_packages end2end "the pages' figures in a browser"
  for_servers
  need_chromium
  ;;
test)
  for_pages
  for_lints
  for_servers
  need_grpcurl
  need_chromium
  ;;
*) die "the goals are run, lint, test and bench; not $1" ;;
esac
