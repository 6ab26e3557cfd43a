"""How staff accounts behave in allauth: nobody registers themselves, nothing is sent by mail, seeds are encrypted."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse

from mediation import crypto
from mediation.people.models import User

SEED = "mfa.authenticator.seed"


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator; a person comes in by invitation the first time."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves: staff are told in person or by phone."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk."""
        return reverse("cases:desk")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the page that shows how this account is protected."""
        return reverse("mfa_index")


class StaffFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors; what an authenticator app shares with us never lies in the clear."""

    def get_totp_label(self, user: User) -> str:
        """What the app shows beside the digits."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Seal a seed before it is stored."""
        return base64.b64encode(crypto.encrypt(text, SEED)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored seed."""
        return crypto.decrypt(base64.b64decode(encrypted_text), SEED)
