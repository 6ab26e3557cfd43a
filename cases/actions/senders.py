"""Connect a sending system, exchange its keys, suspend it; and what staff do when it was not told."""

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.kinds import SENDING
from cases.models import Sender
from mediation.outreach import webhooks
from mediation.outreach.models import Delivery
from mediation.outreach.signing import shown_keys
from mediation.people.actions import register_staff
from mediation.people.models import Centre, User
from mediation.people.roles import CentreKind, Role
from mediation.people.rules import holds
from mediation.refusals import Invalid, NotFound, WrongPerson
from mediation.tokens import random_token, token_hash

LOOKS_AFTER = (Role.MANAGER, Role.DISPATCHER)
KEY_PREFIX, KEY_LENGTH = "mck_", 32  # 160 bits


class Keys(NamedTuple):
    """What is shown once: the key with which the system calls us, and those with which it knows our webhooks."""

    api_key: str
    secret: str
    public_key: str


@transaction.atomic
def connect(*, code: str, name: str, channel: str, centre: Centre, url: str) -> Keys:
    """Let a system send disputes of the area of one centre. It gets an account without post, password or phone. Raises Invalid."""
    if channel not in SENDING:
        raise Invalid(_("Please choose how it came in."), fields={"channel": [_("Please choose one.")]})
    if centre.kind != CentreKind.MEDIATION:
        raise Invalid(_("Disputes are sent to a mediation centre."))
    key = KEY_PREFIX + random_token(KEY_LENGTH)
    try:
        with transaction.atomic():
            sender = Sender.objects.create(
                code=code,
                name=name,
                channel=channel,
                centre=centre,
                user=register_staff(username=f"sender.{code}", name=name),
                endpoint=webhooks.open_endpoint(url),
                key_hash=token_hash(key),
                created_at=clock.now(),
            )
    except IntegrityError as fault:
        raise Invalid(_("There is a sending system with this code already.")) from fault
    return Keys(key, *shown_keys(sender.endpoint.keys))


@transaction.atomic
def renew(sender: Sender) -> Keys:
    """New keys: the old API key is void at once, the old webhook keys sign along for a day."""
    key = KEY_PREFIX + random_token(KEY_LENGTH)
    sender.key_hash = token_hash(key)
    sender.save(update_fields=["key_hash"])
    webhooks.renew_keys(sender.endpoint)
    return Keys(key, *shown_keys(sender.endpoint.keys))


def suspend(sender: Sender, *, ends: bool = False) -> None:
    """Take nothing from this system any more, or again. What it sent goes on, and it is told."""
    sender.suspended_at = None if ends else clock.now()
    sender.save(update_fields=["suspended_at"])


def known_by(key: str) -> Sender | None:
    """The system that holds this key."""
    return Sender.objects.select_related("user", "centre__area").filter(key_hash=token_hash(key)).first()


def looks_after(user: Any, centre_id: int) -> bool:
    """May this person see and repair what is sent to the systems of a centre?"""
    return any(holds(user, role, centre_id) for role in LOOKS_AFTER)


def send_again(sender: Sender, delivery_id: int, *, by: User) -> None:
    """Tell one event again. Raises WrongPerson, NotFound, WrongMoment."""
    _require(by, sender)
    delivery = Delivery.objects.select_related("endpoint").filter(pk=delivery_id, endpoint=sender.endpoint_id).first()
    if delivery is None:
        raise NotFound(_("There is no such message."))
    webhooks.send_again(delivery)


def send_failed_again(sender: Sender, *, by: User) -> int:
    """Tell everything again that did not arrive; return how many. Raises WrongPerson, WrongMoment."""
    _require(by, sender)
    return webhooks.send_failed_again(sender.endpoint)


def switch_on(sender: Sender, *, by: User) -> None:
    """Tell a system again that had answered that it is gone. Raises WrongPerson."""
    _require(by, sender)
    webhooks.switch_on(sender.endpoint)


def _require(by: User, sender: Sender) -> None:
    if not looks_after(by, sender.centre_id):
        raise WrongPerson(_("Only the managers and dispatchers of this centre can do this."))
