"""People and places."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, areas, centres, posts, sign-in."""

    name = "mediation.people"
    label = "people"
