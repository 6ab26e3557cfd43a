"""The ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Chain arithmetic and the access log."""

    name = "mediation.ledger"
    label = "ledger"
