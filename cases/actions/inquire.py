"""The mediator writes down an inquiry."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Audience
from cases.models import Inquiry
from cases.rules import is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongPerson


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, when and where, and what was said."""

    at: datetime
    place: str
    name: str
    text: str
    relation: str = ""
    present: str = ""


@transaction.atomic
def write_inquiry(case_id: int, *, by: User, said: Asked) -> Inquiry:
    """Keep it under its hash. Only the number of the record enters the chain of the case."""
    case, now = lock(case_id), clock.now()
    attempt = case.open_round
    if attempt is None or not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the mediator of the open round writes an inquiry."))
    if said.at > now:
        raise Invalid(_("The time lies in the future."), fields={"at": [_("The time lies in the future.")]})
    number = case.inquiries.count() + 1
    words = {"place": said.place, "asked": said.name, "relation": said.relation, "present": said.present, "text": said.text}
    inquiry = Inquiry.objects.create(case=case, round=attempt, number=number, at=said.at, sha256=sha256(said.text.encode()).hexdigest(), by=by, written_at=now, **words)
    record.record(case, "inquiry_written", by=by, at=now, law="PML 21", audience=Audience.MEDIATOR, facts={"inquiry": number, "text_sha256": inquiry.sha256})
    return inquiry
