"""Citizens: found by phone, registered at the first meeting."""

from django.conf import settings
from django.db import IntegrityError, transaction

from mediation.crypto import blind_index
from mediation.people.models import User
from mediation.tokens import random_token


def citizen_for(*, phone: str, name: str = "") -> User:
    """Return the person with this (checked) phone, registering them at the first meeting."""
    index = blind_index(phone, "phone")
    found = User.objects.filter(phone_index=index).first()
    if found is None:
        person = User(username=f"c-{random_token(16)}", name=name, phone=phone, phone_index=index)
        person.set_unusable_password()
        try:
            with transaction.atomic():
                person.save(force_insert=True)
            found = person
        except IntegrityError:  # registered by a parallel request
            found = User.objects.get(phone_index=index)
    if name and not found.name:
        found.name = name
        found.save(update_fields=["name"])
    return found


@transaction.atomic
def forget_person(user: User) -> None:
    """Delete what an account says about somebody; the row stays, because the record names it by number only. Nobody signs in with it again."""
    user.name = user.phone = user.id_number = ""
    user.phone_index = user.id_index = None
    user.username, user.is_active = f"gone-{user.pk}", False
    user.save(update_fields=["name", "phone", "phone_index", "id_number", "id_index", "username", "is_active"])


def speak(*, user: User, language: str) -> None:
    """Remember the language in which this person reads us; an unknown one changes nothing."""
    if language != user.language and language in dict(settings.LANGUAGES):
        user.language = language
        user.save(update_fields=["language"])
