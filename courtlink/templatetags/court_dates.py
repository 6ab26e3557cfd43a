"""What pages of the cases app show of dates at the court: loaded by the template, so that cases need not know of the court link."""

from typing import Any

from django import template

from cases import clock
from cases.kinds import Stage
from cases.models import Case
from courtlink.reads import coming_dates

register = template.Library()
TALKING = (Stage.INTAKE, Stage.FIRST_MEDIATION, Stage.REFERRAL, Stage.SECOND_MEDIATION, Stage.COURT_REGISTRATION)  # nothing lies at a court yet


@register.inclusion_tag("courtlink/parts/dates.html", takes_context=True)
def court_dates(context: Any, case: Case) -> dict[str, Any]:
    """The dates at the court that lie ahead, for this reader."""
    asked = case.stage not in TALKING
    return {"dates": list(coming_dates(case, context["request"].user, clock.now())) if asked else []}
