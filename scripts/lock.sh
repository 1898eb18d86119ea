#!/usr/bin/env bash
# Compile requirements/*.in into hashed lock files. Run it after changing an .in file, and commit both.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv

export UV_CUSTOM_COMPILE_COMMAND="scripts/lock.sh"
for name in runtime build dev bench node; do
    # One lock for every platform and every Python from the floor up; no registry address in the file.
    (cd requirements && "../$uv" pip compile --quiet --generate-hashes --no-emit-index-url --universal \
        --python-version 3.11 "$@" "$name.in" -o "$name.txt") ||
        { echo "scripts/lock.sh: $name.in could not be resolved" >&2; exit 1; }
done
