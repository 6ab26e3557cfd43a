"""Rooms."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Rooms."""

    name = "rooms"

    def ready(self) -> None:
        """Say what rooms keep about a person, and how it goes; it needs the models."""
        from cases.actions.erase import wipe_too
        from cases.reads.own_data import tell_too
        from rooms import engines, receivers  # noqa: F401 - one adds an engine, the other listens
        from rooms.actions.films import wipe_recordings
        from rooms.actions.wipe import wipe_talk
        from rooms.reads.talk import said_by

        tell_too("said_in_rooms", said_by)
        wipe_too(wipe_talk)
        wipe_too(wipe_recordings)
