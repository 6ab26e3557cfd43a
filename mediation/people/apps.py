"""People and places."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, areas, centres, posts, sign-in."""

    name = "mediation.people"
    label = "people"

    def ready(self) -> None:
        """Connect the check of the keys and what follows a sign-in; both need the models."""
        from mediation.people import checks, receivers

        _ = checks, receivers
