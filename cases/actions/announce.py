"""Tell people, and the systems that sent a dispute, what happened: from a Step to messages, each at most once."""

from django.db import transaction

from cases import clock
from cases.actions import clocks, tickets
from cases.models import Case, Party, Step
from cases.notices import PARTY, notices_of, readers
from mediation.outreach.actions import tell


@transaction.atomic
def announce_step(step_id: int) -> None:
    """Write the messages of one happening; running it again writes nothing new (each message has its key)."""
    step = Step.objects.get(pk=step_id)
    case = Case.objects.for_reading().get(pk=step.case_id)
    for notice in notices_of(step):
        for number, reader in enumerate(readers(notice, case, step.facts)):
            tell(template=notice.template, key=f"step:{step.pk}:{notice.to}:{number}", **reader)
        if notice.template in ("invited", "proposed"):
            asked = {"pk": step.facts["party"]} if notice.to == PARTY else {"side": notice.to}
            Party.objects.filter(case=case, **asked).update(invited_at=clock.now())
    tickets.report(step, case)
    if step.name == "submit":
        clocks.stop(case, at=clock.now(), codes=("T-RESP",))  # the receipt is on its way: acknowledged
