"""Who was called, written to, visited, waited for: the record behind "could not be reached"."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.move import lock
from cases.kinds import ContactChannel, ContactOutcome, Side
from cases.models import Contact, Party
from cases.rules import is_clerk, is_dispatcher, is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongPerson

MISSED = (ContactOutcome.NO_SHOW, ContactOutcome.EXCUSED)


@transaction.atomic
def note_contact(party_id: int, *, by: User, channel: str, outcome: str, note: str = "") -> Contact:
    """Note an attempt to reach a party, or that a party did not come (规则 15). The first call back keeps the centre's promise."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    if not (is_its_mediator | is_dispatcher | is_clerk).test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if (
        channel not in ContactChannel.values
        or outcome not in ContactOutcome.values
        or (outcome in MISSED) != (channel == ContactChannel.SITTING and outcome != ContactOutcome.REACHED)
    ):
        raise Invalid(_("Please say how you tried and what came of it."), fields={"outcome": [_("Please choose one.")]})
    at = clock.now()
    contact = Contact.objects.create(case=case, party=party, by=by, channel=channel, outcome=outcome, note=note.strip()[:1000], at=at)
    record.record(case, "contacted", by=by, at=at, reason=outcome, law="规则 15", facts={"party": party.pk, "side": party.side, "channel": channel})
    if party.side == Side.APPLICANT:
        clocks.stop(case, at=at, codes=("T-CALL",))
    if outcome == ContactOutcome.REACHED and is_its_mediator.test(by, case):
        clocks.stop(case, at=at, codes=("T-FUP",))
    return contact
