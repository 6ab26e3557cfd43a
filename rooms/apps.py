"""Rooms."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Rooms."""

    name = "rooms"
