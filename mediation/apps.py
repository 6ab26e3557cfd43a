"""The roof: static files and commands that belong to no app alone."""

from django.apps import AppConfig


class Roof(AppConfig):
    """The project itself."""

    name = "mediation"
    label = "roof"
