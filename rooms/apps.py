"""Rooms."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Rooms."""

    name = "rooms"

    def ready(self) -> None:
        """Say what rooms keep about a person, and how it goes; it needs the models."""
        from cases.actions.demo import furnish_too
        from cases.actions.erase import wipe_too
        from cases.actions.reference import load_too
        from cases.casefile.catalogue import add
        from cases.reads.own_data import tell_too
        from mediation.diary.sources import show_too
        from rooms import engines, receivers  # noqa: F401 - one adds an engine, the other listens
        from rooms.actions.films import wipe_recordings
        from rooms.actions.hours import furnish_demo, load_rules
        from rooms.actions.wipe import wipe_talk, wipe_wishes
        from rooms.casefile import MEDIATION_RECORD
        from rooms.ics import entry_of
        from rooms.reads.bookings import booked_by, dates_for
        from rooms.reads.drafts import remarks_by
        from rooms.reads.own import offered_by, said_to_minutes, sealed_by
        from rooms.reads.talk import said_by

        tell_too("said_in_rooms", said_by)
        tell_too("times", booked_by)
        tell_too("offers", offered_by)
        tell_too("sealed_figures", sealed_by)
        tell_too("minutes", said_to_minutes)
        tell_too("remarked_on_drafts", remarks_by)
        show_too(lambda user, since: map(entry_of, dates_for(user, since)))
        wipe_too(wipe_talk)
        wipe_too(wipe_wishes)
        wipe_too(wipe_recordings)
        load_too(load_rules)
        furnish_too(furnish_demo)
        add(MEDIATION_RECORD)
