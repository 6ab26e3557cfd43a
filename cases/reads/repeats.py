"""Is this dispute known already? By blind index, without reading anybody's number."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cases import clock
from cases.flow import ENDS
from cases.kinds import Side, Stage
from cases.models import Case, Party
from mediation.crypto import blind_index

OVER = (*ENDS, Stage.FILED)
REPEATED = timedelta(days=180)  # how far back a centre looks for the same people


def same_dispute(*, applicant_phone: str, respondent_name: str, respondent_phone: str = "") -> list[Case]:
    """Open cases in which the same applicant already stands against the same respondent."""
    if not applicant_phone:
        return []
    other = Q(name=respondent_name)
    if respondent_phone:
        other |= Q(phone_index=blind_index(respondent_phone, "phone"))
    mine = Party.objects.filter(case=OuterRef("pk"), side=Side.APPLICANT, phone_index=blind_index(applicant_phone, "phone"))
    theirs = Party.objects.filter(other, case=OuterRef("pk"), side=Side.RESPONDENT)
    return list(Case.objects.exclude(stage__in=OVER).filter(Exists(mine), Exists(theirs), joined_to=None).order_by("-created_at")[:5])


def similar_cases(case: Case, user: Any) -> list[Case]:
    """Other cases of the last half year, visible to this reader, with one of the same phones or ID numbers on the same side, or crosswise."""
    phones = [bytes(p.phone_index) for p in case.parties.all() if p.phone_index]
    numbers = [bytes(p.id_index) for p in case.parties.all() if p.id_index]
    if not phones and not numbers:
        return []
    people = Party.objects.filter(Q(phone_index__in=phones) | Q(id_index__in=numbers)).exclude(case=case)
    found = Case.objects.visible_to(user).filter(pk__in=people.values("case"), created_at__gte=clock.now() - REPEATED)
    return list(found.exclude(pk=case.pk).select_related("dispute_type", "centre", "joined_to").prefetch_related("parties").order_by("-created_at")[:20])
