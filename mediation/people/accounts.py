"""How staff accounts behave in allauth: nobody registers themselves, nothing is sent by mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator; a person comes in by invitation the first time."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves: staff are told in person or by phone."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""
