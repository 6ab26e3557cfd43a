"""All tables of an app in one step of a migration.

Django renders the models anew after each step. With one step for each table, constraint and trigger a new
installation would wait a minute for that alone; with one step for an app it waits seconds.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Foundation(Operation):
    """The first operations of an app, carried out over the models as they are after the last of them.

    They may only create: tables in any order (PostgreSQL gets their foreign keys at the end), extensions, triggers.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take all of them in before anything is rendered."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState) -> None:
        """Create."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState) -> None:
        """Take away, the last first; a trigger looks for its table, so each sees the models as they were with all tables."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        """Say how much is made."""
        return f"Create everything of the app ({len(self.operations)} steps)"
