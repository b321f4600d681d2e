#!/usr/bin/env bash
# Plants each bug of simulation/mutants in a copy of the tree, and says what finds it: the simulation
# or, where a bug lies outside of what it runs, the test that the patch names. `mutants.sh NAME..`
# plants only those whose file name begins so. Fails if one is not found.
#
# A patch begins with `# rule: what it takes out`, and may say `# found-by: cargo test ..`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$CODEPIX_ROOT"
seeds=${MUTANT_SEEDS:-400}
copy=$CARGO_TARGET_DIR/mutants-tree
export CARGO_TARGET_DIR=$CARGO_TARGET_DIR/mutants-target
mkdir -p "$CARGO_TARGET_DIR"
log=$CARGO_TARGET_DIR/mutants.log

# Not inside of the repository that the copy may lie in: git would look for its paths there.
apply() { GIT_CEILING_DIRECTORIES=$(dirname "$copy") git -C "$copy" apply "$@" 2>"$log"; }

run_simulation() {
  cargo build --quiet --profile mutants -p simulation >"$log" 2>&1 || return 2
  "$CARGO_TARGET_DIR/mutants/simulation" --seeds "$seeds" --as-found >"$log" 2>&1
}

# What finds the bug that is planted; nothing when it is not found.
find_it() {
  local command=$1 code=0
  if [ -n "$command" ]; then
    $command --no-run >"$log" 2>&1 || { echo "BROKEN: it does not build" && return; }
    # The name of the test is the last word; it must have run and failed.
    if ! $command >"$log" 2>&1 && grep -q "^test .*FAILED" "$log"; then
      echo "test $(sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$log" | head -1)"
    fi
    return
  fi
  run_simulation || code=$?
  case $code in
  0) ;;
  2) echo "BROKEN: it does not build" ;;
  *) grep -a -m1 -E "FAILED|never met" "$log" || echo "BROKEN: it ended with $code and said nothing" ;;
  esac
}

# Every file new: what an earlier run was stopped at must not pass for built.
rm -rf "$copy" && mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -xmf - -C "$copy"
cd "$copy"
code=0
run_simulation || code=$?
if [ $code -eq 2 ]; then
  # Whoever was stopped in the middle of a build leaves half of it behind.
  rm -rf "$CARGO_TARGET_DIR/mutants/incremental"
  cargo clean --quiet --profile mutants -p simulation -p courier -p codepix -p bank -p proto -p pix
  code=0
  run_simulation || code=$?
fi
if [ $code -ne 0 ]; then
  echo "without a bug planted the simulation fails:"
  tail -5 "$log"
  exit 1
fi
echo "control: $(tail -1 "$log")"

# The patches that are wanted, as file names.
wanted() {
  local patch name prefix
  for patch in "$CODEPIX_ROOT"/simulation/mutants/*.patch; do
    name=$(basename "$patch")
    if [ $# -eq 0 ]; then echo "$patch"; fi
    for prefix in "$@"; do case $name in "$prefix"*) echo "$patch" && break ;; esac; done
  done
}

patches=$(wanted "$@")
[ -n "$patches" ] || { echo "no bug has such a name" && exit 1; }

# A test that fails by itself finds nothing.
# shellcheck disable=SC2086 # several files
sed -n 's/^# found-by: //p' $patches | sort -u | while read -r command; do
  if ! $command >"$log" 2>&1 </dev/null || ! grep -q '^test .* ok$' "$log"; then
    echo "without a bug planted this fails, or tests nothing: $command"
    tail -5 "$log"
    exit 1
  fi
done

planted=0 found=0 began=$SECONDS
for patch in $patches; do
  name=$(basename "$patch" .patch)
  planted=$((planted + 1)) started=$SECONDS
  rule=$(sed -n 's/^# rule: //p' "$patch" | head -1)
  command=$(sed -n 's/^# found-by: //p' "$patch" | head -1)
  if apply "$patch"; then
    by=$(find_it "$command")
    apply -R "$patch"
  else
    by="BROKEN: the patch does not apply: $(head -1 "$log")"
  fi
  case $by in
  "") by="NOT FOUND" ;;
  BROKEN*) ;;
  *) found=$((found + 1)) ;;
  esac
  printf '%-34s %s\n  %4d s  %s\n' "$name" "$rule" $((SECONDS - started)) "${by:0:200}"
done
printf '%d planted, %d found, %d s\n' $planted $found $((SECONDS - began))
[ $planted -gt 0 ] && [ $planted -eq $found ]
