#!/usr/bin/env bash
# Run pytest beside one PostgreSQL cluster and one RabbitMQ node that all its workers share.
# Arguments go to pytest: scripts/test.sh tests/unit -k money
set -euo pipefail
cd "$(dirname "$0")/.."
# The product is started some hundred times: where an environment forbids byte code, each start would compile it anew.
unset PYTHONDONTWRITEBYTECODE
exec .venv/bin/python -m tests.servers .venv/bin/python -m pytest -n 2 --dist loadgroup "$@"
