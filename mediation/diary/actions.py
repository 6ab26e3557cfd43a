"""Open, renew and close the secret address."""

from django.db import transaction
from django.utils import timezone

from mediation.diary.models import Feed
from mediation.people.models import User
from mediation.tokens import random_token


@transaction.atomic
def open_feed(*, by: User) -> Feed:
    """Make a new address for the calendar; the old one is dead at once."""
    Feed.objects.filter(user=by).delete()
    return Feed.objects.create(user=by, nonce=random_token(20), made_at=timezone.now())


def close_feed(*, by: User) -> None:
    """No calendar reads it any more."""
    Feed.objects.filter(user=by).delete()
