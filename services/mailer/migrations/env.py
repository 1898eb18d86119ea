"""Alembic's environment of the mailer: all that is particular to it is its tables."""

from alembic import context

from services.mailer.isolation import OTHER_TABLES
from services.mailer.models import metadata
from shared.migrations import run_environment

run_environment(context, metadata, OTHER_TABLES)
