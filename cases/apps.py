"""The heart: cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, their machine and their record."""

    name = "cases"
