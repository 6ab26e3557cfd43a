"""The vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Content-addressed files."""

    name = "mediation.vault"
    label = "vault"
