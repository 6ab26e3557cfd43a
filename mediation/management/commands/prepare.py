"""Bring the database and the static files up to date; quick when nothing is to do."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class Command(BaseCommand):
    """Migrate, load the demonstration into an empty database, collect static files."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Whoever starts a demonstration wants to get in: a process of its own for that would take seconds to load."""
        parser.add_argument("--logins", action="store_true", help="print sign-in links at the end, in a demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing."""
        executor = MigrationExecutor(connection)
        _refuse_another_version(executor.loader)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
            call_command("load_reference", verbosity=0, stdout=StringIO())
        if settings.DEMO:
            call_command("load_demo", if_empty=True)
        stamp, now = Path(settings.STATIC_ROOT) / ".collected", _state_of_static_files()
        if not stamp.exists() or stamp.read_text() != now:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(now)
        if options["logins"] and settings.DEMO:
            call_command("logins", stdout=self.stdout)


def _refuse_another_version(loader: MigrationLoader) -> None:
    """A database that a version unknown to this one has changed is left as it is."""
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent in {settings.BASE_DIR, settings.BASE_DIR / "mediation"}}
    unknown = sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations) if app in ours)
    if unknown:
        raise CommandError(
            f"This database was changed by another version of Mediation Code ({', '.join(unknown[:3])}). Nothing was touched. "
            "Start the version that made it, or take an empty database (a demonstration begins anew on another port: PORT=8001 make run)."
        )


def _state_of_static_files() -> str:
    """A mark that changes when any static file does: compressing them all takes seconds, looking takes none."""
    marks = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            marks.append(f"{path}:{found.st_mtime_ns}:{found.st_size}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()
