"""Courtlink."""

from django.apps import AppConfig


class CourtlinkConfig(AppConfig):
    """Courtlink."""

    name = "courtlink"

    def ready(self) -> None:
        """Begin to listen."""
        from cases.actions.consents import then_too
        from cases.actions.demo import furnish_too
        from cases.actions.erase import wipe_too
        from cases.reads.own_data import tell_too
        from courtlink import receivers  # noqa: F401 - connecting is all it does
        from courtlink.actions.consent import unsign_drafts
        from courtlink.actions.courts import furnish_courts
        from courtlink.actions.wipe import wipe_filings
        from courtlink.ics import entry_of
        from courtlink.reads import dates_for, signed_for_court
        from mediation.diary.sources import show_too

        furnish_too(furnish_courts)
        show_too(lambda user, since: map(entry_of, dates_for(user, since)))
        tell_too("filings", signed_for_court)
        wipe_too(wipe_filings)
        then_too(unsign_drafts)
