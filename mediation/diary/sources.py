"""Where dates come from: every app above adds its own; nothing reaches upward from here."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from mediation.diary.ics import Entry
from mediation.diary.models import Feed
from mediation.people.models import User

Source = Callable[[User, datetime], Iterable[Entry]]
SOURCES: list[Source] = []
SALT = "rooms.feed"  # what signed addresses before courts had dates as well: those in people's calendars go on
KEPT = timedelta(days=60)  # what a calendar keeps of the past
MOST = 500


def show_too(source: Source) -> None:
    """Add the dates of another app: those of a person that end after a moment."""
    SOURCES.append(source)


def dates_of(user: User, *, since: datetime) -> list[Entry]:
    """Everything that a person has to be at, the earliest first."""
    found = sorted((entry for source in SOURCES for entry in source(user, since)), key=lambda entry: (entry.begins, entry.uid))
    return found[:MOST]


def address_of(user: User) -> str:
    """The secret address, or nothing when none is open."""
    feed = Feed.objects.filter(user=user).first()
    return settings.PUBLIC_URL + reverse("diary:feed", args=[Signer(salt=SALT).sign(feed.nonce)]) if feed else ""


def owner_of(key: str) -> User | None:
    """Whose address this is; None when it is closed, renewed or made up."""
    try:
        nonce = Signer(salt=SALT).unsign(key)
    except BadSignature:
        return None
    return User.objects.filter(pk__in=Feed.objects.filter(nonce=nonce).values("user"), is_active=True).first()
