"""Migrations of the responses service."""

from alembic import context

from services.responses.isolation import OTHER_TABLES
from services.responses.models import metadata
from shared.migrations import run_environment

run_environment(context, metadata, OTHER_TABLES)
