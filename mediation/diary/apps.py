"""The diary."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Dates of people in their own calendars."""

    name = "mediation.diary"
    label = "diary"
