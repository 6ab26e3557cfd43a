"""Register people, appoint and dismiss them, invite them once."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.crypto import blind_index
from mediation.people.models import Centre, Invitation, Membership, User
from mediation.refusals import NotFound
from mediation.tokens import random_token, token_hash

INVITATION = timedelta(hours=12)


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
def register_staff(*, username: str, name: str, phone: str = "") -> User:
    """Register a member of staff without a password: they come in by invitation and set their own."""
    person = User(username=username, name=name, phone=phone, phone_index=blind_index(phone, "phone") if phone else None)
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


def appoint(*, user: User, centre: Centre, role: str) -> Membership:
    """Give a post from today."""
    membership, _created = Membership.objects.get_or_create(user=user, centre=centre, role=role, until=None, defaults={"since": timezone.localdate()})
    return membership


@transaction.atomic
def dismiss(*, membership: Membership) -> None:
    """End a post today, and every session of the person with it."""
    membership.until = timezone.localdate()
    membership.save(update_fields=["until"])
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(membership.user_id):
            session.delete()


def invite(*, user: User) -> str:
    """Return the path of a link that lets this person in, once, within twelve hours."""
    token, now = random_token(26), timezone.now()
    Invitation.objects.create(user=user, token_hash=token_hash(token), created_at=now, expires_at=now + INVITATION)
    return f"/enter/{token}"


def read_invitation(token: str) -> Invitation:
    """Return a link that still works, without using it."""
    row = Invitation.objects.select_related("user").filter(token_hash=token_hash(token), used_at=None, expires_at__gt=timezone.now()).first()
    if row is None:
        raise NotFound(_("This link has been used or is no longer valid. Ask for a new one."))
    return row


def use_invitation(token: str) -> User:
    """Use the link up and return the person."""
    row = read_invitation(token)
    if not Invitation.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now()):
        raise NotFound(_("This link has been used or is no longer valid. Ask for a new one."))
    return row.user
