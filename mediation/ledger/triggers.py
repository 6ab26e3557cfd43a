"""The wall of every record: rows are only ever added. The SQL is written once, beside the other walls."""

from mediation.walls import append_only

__all__ = ["append_only"]
