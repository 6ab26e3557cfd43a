"""Bring the database and the static files up to date; quick when nothing is to do."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Migrate, load the demonstration into an empty database, collect static files."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        if settings.DEMO:
            call_command("load_demo", if_empty=True)
        call_command("collectstatic", interactive=False, verbosity=0)
