"""Alembic's entry: migrates over the connection that `shared.migrations.upgrade` passes in."""

from alembic import context

from services.aggregator.isolation import OTHER_TABLES
from services.aggregator.models import metadata
from shared.migrations import run_environment

run_environment(context, metadata, OTHER_TABLES)
