"""Messages to people."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Messages, adapters, receipts."""

    name = "mediation.outreach"
    label = "outreach"
