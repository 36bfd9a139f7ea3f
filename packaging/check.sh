#!/usr/bin/env bash
# Everything that must hold before a change is taken: what a developer runs and what CI runs.
#   packaging/check.sh          everything, the long proofs at a small size
#   packaging/check.sh --full   the long proofs at full size, every page in a browser, and the benchmark
# Installs what the tests need when it is missing (as root or with sudo). The last line counts what passed.
set -uo pipefail
cd "$(dirname "$0")/.."

full=0
[ "${1:-}" = "--full" ] && full=1
passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

say() { printf '\n== %s\n' "$*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs Debian packages whose command is not there.
need() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || missing+=(python3-aiosmtpd)
    command -v node >/dev/null || missing+=(nodejs)
    command -v npm >/dev/null || missing+=(npm)
    command -v ip >/dev/null || missing+=(iproute2)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    command -v openssl >/dev/null || missing+=(openssl)
    [ ${#missing[@]} = 0 ] && return
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# One step that either holds or does not.
step() {
    local name=$1
    shift
    say "$name"
    if "$@" 2>&1 | tee "$log" | tail -n 60; [ "${PIPESTATUS[0]}" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
    fi
}

# A step of many tests, whose own counts are taken.
tests() {
    local name=$1
    shift
    say "$name"
    "$@" >"$log" 2>&1
    local status=$?
    grep -vE '^test .* \.\.\. ok$|^running|^$|Compiling|Downloaded|Downloading' "$log" | tail -n 120
    local ok bad
    ok=$(grep -oE '[0-9]+ passed' "$log" | awk '{n += $1} END {print n + 0}')
    bad=$(grep -oE '[0-9]+ failed' "$log" | awk '{n += $1} END {print n + 0}')
    [ "$status" != 0 ] && [ "$bad" = 0 ] && bad=1
    passed=$((passed + ok))
    failed=$((failed + bad))
}

need
step "format" cargo fmt --check
step "clippy" cargo clippy --all-targets --quiet -- -D warnings
if [ "$full" = 1 ]; then export HORNADA_PROOF=full; fi
tests "tests" cargo test --no-fail-fast --lib --bins --test app
tests "proofs" cargo test --no-fail-fast --test proof -- --nocapture
step "browser packages" npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
tests "browser" node tests/browser/run.mjs
if [ "$full" = 1 ]; then step "bench" cargo bench; fi

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
