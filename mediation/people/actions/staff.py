"""Staff: registered, appointed, dismissed, and let in once by a link of their own."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.crypto import blind_index
from mediation.people.models import Centre, Invitation, Membership, User
from mediation.people.roles import SYSTEM
from mediation.people.rules import fits, may_staff
from mediation.refusals import Invalid, NotFound, WrongPerson
from mediation.tokens import random_token, token_hash

INVITATION = timedelta(hours=12)


@transaction.atomic
def register_staff(*, username: str, name: str, phone: str = "") -> User:
    """Register a member of staff without a password: they come in by invitation and set their own. Raises Invalid."""
    person = User(username=username, name=name, phone=phone, phone_index=blind_index(phone, "phone") if phone else None)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as fault:
        raise Invalid(_("This sign-in name or phone is already known here."), fields={"username": [_("Please choose another one.")]}) from fault
    return person


def appoint(*, user: User, centre: Centre, role: str, by: Any = SYSTEM) -> Membership:
    """Give a post from today; the same post twice is one post. Raises WrongPerson, Invalid."""
    _require(by, role, centre.pk)
    if not fits(role, centre.kind):
        raise Invalid(_("There is no such post at this centre."), fields={"role": [_("There is no such post at this centre.")]})
    membership, _created = Membership.objects.get_or_create(user=user, centre=centre, role=role, until=None, defaults={"since": timezone.localdate()})
    return membership


@transaction.atomic
def engage(*, username: str, name: str, centre: Centre, role: str, phone: str = "", by: Any = SYSTEM) -> User:
    """Register a person and give the first post, both or neither."""
    person = register_staff(username=username, name=name, phone=phone)
    appoint(user=person, centre=centre, role=role, by=by)
    return person


@transaction.atomic
def dismiss(*, membership: Membership, by: Any = SYSTEM) -> None:
    """End a post now, and with it every session and every unused link of the person. Raises WrongPerson."""
    _require(by, membership.role, membership.centre_id)
    if by is not SYSTEM and by.pk == membership.user_id:
        raise WrongPerson(_("Nobody ends their own post. Please ask another administrator."))
    membership.until = timezone.localdate()
    membership.save(update_fields=["until"])
    Invitation.objects.filter(user=membership.user_id, used_at=None).update(used_at=timezone.now())
    end_sessions(membership.user_id)


def end_sessions(user_id: int) -> None:
    """Sign a person out everywhere."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user_id):
            session.delete()


def invite(*, user: User, by: Any = SYSTEM) -> str:
    """Return the path of a link that lets this person in, once, within twelve hours. Raises WrongPerson."""
    posts = user.posts
    if by is not SYSTEM and not (posts and all(may_staff(by, post.role, post.centre_id) for post in posts)):
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))
    token, now = random_token(26), timezone.now()
    Invitation.objects.create(user=user, token_hash=token_hash(token), created_at=now, expires_at=now + INVITATION)
    return f"/enter/{token}"


def read_invitation(token: str) -> Invitation:
    """Return a link that still works, without using it. Raises NotFound."""
    row = Invitation.objects.select_related("user").filter(token_hash=token_hash(token), used_at=None, expires_at__gt=timezone.now(), user__is_active=True).first()
    if row is None:
        raise NotFound(_("This link has been used or is no longer valid. Ask for a new one."))
    return row


def use_invitation(token: str) -> User:
    """Use the link up and return the person; of two taps at once one succeeds. Raises NotFound."""
    row = read_invitation(token)
    if not Invitation.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now()):
        raise NotFound(_("This link has been used or is no longer valid. Ask for a new one."))
    return row.user


def _require(by: Any, role: str, centre_id: int) -> None:
    if not may_staff(by, role, centre_id):
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))
