"""Close the day over the chains of all cases, and have its root stamped."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from cases import clock
from cases.models import Step
from mediation.ledger.days import close_day, keep_stamp
from mediation.ledger.models import DayRoot
from mediation.papers.signing.stamps import stamp_of, stamped_at


def close_yesterday() -> list[DayRoot]:
    """Close every day that is over and was not closed, the oldest first."""
    today, last = timezone.localdate(clock.now()), DayRoot.objects.order_by("-day").first()
    first_step = Step.objects.order_by("at").first()
    if first_step is None:
        return []
    day = last.day + timedelta(days=1) if last else timezone.localdate(first_step.at)
    return [close_day(one, _heads(one)) for one in (day + timedelta(days=n) for n in range((today - day).days))]


def stamp_roots() -> int:
    """Have every root that has no time-stamp yet stamped, when there is an authority of time; return how many were. PaperError when it does not answer: the next run goes on."""
    if not settings.TSA_URL:
        return 0
    waiting = list(DayRoot.objects.filter(stamp=None))
    for one in waiting:
        token = stamp_of(bytes(one.root))
        keep_stamp(one, token, stamped_at(token, bytes(one.root)))
    return len(waiting)


def _heads(day: date) -> list[tuple[str, bytes]]:
    """The cases in which something happened on this day, with the hash of the last happening."""
    begin = timezone.make_aware(datetime.combine(day, time.min))
    rows = Step.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1)).order_by("case", "-seq").distinct("case").values_list("case__number", "hash")
    return [(f"case:{number}", bytes(head)) for number, head in rows]
