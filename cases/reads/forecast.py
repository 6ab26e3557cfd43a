"""How long it will take, from what cases like this one took: an honest range, or nothing while there are too few."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import quantiles

from django.db.models import Min
from django.utils import timezone

from cases.kinds import Stage
from cases.models import Case, Step

RESULTS = (Stage.AGREED, Stage.FAILED)  # mediation has a result; what follows is the court's or the debtor's time
LOOK_BACK = timedelta(days=365)
FEWEST, MOST = 10, 500  # cases that are looked at


@dataclass(frozen=True, slots=True)
class Forecast:
    """Half of such cases had a result by `half`, four of five by `most`, counted from the application."""

    half: date
    most: date
    cases: int


def forecast(case: Case, *, at: datetime) -> Forecast | None:
    """The forecast of a case without a result yet, from the newest of its kind at its centre in the last year."""
    if case.steps.filter(to_stage__in=RESULTS).exists():
        return None
    alike = Case.objects.filter(centre=case.centre_id, dispute_type=case.dispute_type_id, created_at__gte=at - LOOK_BACK).order_by("-created_at").values("pk")[:MOST]
    ended = Step.objects.filter(case__in=alike, to_stage__in=RESULTS).values("case").annotate(took=Min("at") - Min("case__created_at"))
    days = [row["took"].total_seconds() / 86_400 for row in ended]
    if len(days) < FEWEST:
        return None
    fifths, begun = quantiles(days, n=10, method="inclusive"), timezone.localdate(case.created_at)
    half, most = (begun + timedelta(days=round(value)) for value in (fifths[4], fifths[7]))
    return Forecast(half, most, len(days)) if most >= timezone.localdate(at) else None
