"""Rules that PostgreSQL itself keeps, written once and installed by migrations.

django-pgtrigger lets any session switch its triggers off (`SET pgtrigger.ignore`).
A wall must hold against raw SQL too, so ours are compiled without that door.
"""

from collections.abc import Iterable

import pgtrigger
from django.db import models
from pgtrigger import compiler


class WallSql(compiler.UpsertTriggerSql):
    """The trigger's DDL, without the switch."""

    def get_template(self) -> str:
        """Return the SQL with named places; the ignore function is left out on purpose."""
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Wall(pgtrigger.Trigger):
    """A trigger that nobody but the owner of the table can take away."""

    def compile(self, model: models.Model) -> compiler.Trigger:
        """Compile with our own DDL."""
        stock = super().compile(model)
        # pgtrigger keeps what it was given; only the template differs.
        kwargs = {key: value for key, value in stock.sql.kwargs.items() if key != "ignore_func_name"}
        return compiler.Trigger(name=stock.name, sql=WallSql(**kwargs))


def edge_walls(*, name: str, column: str, starts: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[Wall]:
    """Let a row begin only at `starts` and change `column` only along `edges`."""
    pairs = ", ".join(f"('{a}', '{b}')" for a, b in sorted(edges))
    begins = ", ".join(f"'{start}'" for start in sorted(starts))
    return [
        Wall(
            name=f"{name}_moves",
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf(column),
            condition=pgtrigger.Condition(f"OLD.{column} IS DISTINCT FROM NEW.{column}"),
            func=f"""
                IF (OLD.{column}, NEW.{column}) NOT IN ({pairs}) THEN
                    RAISE EXCEPTION '{name}: % may not become %', OLD.{column}, NEW.{column}
                        USING ERRCODE = 'check_violation', CONSTRAINT = '{name}_moves';
                END IF;
                RETURN NEW;
            """,
        ),
        Wall(
            name=f"{name}_begins",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"""
                IF NEW.{column} NOT IN ({begins}) THEN
                    RAISE EXCEPTION '{name}: no row begins as %', NEW.{column}
                        USING ERRCODE = 'check_violation', CONSTRAINT = '{name}_begins';
                END IF;
                RETURN NEW;
            """,
        ),
    ]


def append_only(name: str) -> list[Wall]:
    """Refuse UPDATE, DELETE and TRUNCATE: rows are only ever added."""
    body = f"RAISE EXCEPTION '{name}: rows are only ever added' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}_append_only';"
    return [
        Wall(name=f"{name}_keep", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=body),
        Wall(
            name=f"{name}_keep_all",
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            func=body,
        ),
    ]
