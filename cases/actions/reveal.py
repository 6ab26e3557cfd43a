"""Look at a masked number in full: for a coded reason, and on record (PIPL 51; 网络安全法 23)."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.kinds import RevealReason
from cases.models import Case, Party
from cases.reads.roles import role_of
from cases.rules import is_clerk, is_dispatcher, is_its_mediator
from mediation.ledger import actions as ledger
from mediation.people.models import User
from mediation.refusals import Invalid, WrongPerson

FIELDS = ("phone", "id_number", "address")
MAY = is_its_mediator | is_dispatcher | is_clerk


@transaction.atomic
def reveal(case: Case, party: Party, *, by: User, reason: str) -> dict[str, str]:
    """Return phone, ID number and address of a party in full; the look is recorded before anything is shown."""
    if not MAY.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if reason not in RevealReason.values:
        raise Invalid(_("Please choose a reason."), fields={"reason": [_("Please choose a reason.")]})
    ledger.record(verb="reveal", subject=f"party:{party.pk}", by=by, reason=reason, case=case.number, role=role_of(by, case))
    return {name: getattr(party, name) for name in FIELDS}
