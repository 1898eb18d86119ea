from alembic import context

from services.mailer.models import metadata
from shared.migrations import run_environment

run_environment(context, metadata)
