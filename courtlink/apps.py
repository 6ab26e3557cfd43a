"""Courtlink."""

from django.apps import AppConfig


class CourtlinkConfig(AppConfig):
    """Courtlink."""

    name = "courtlink"
