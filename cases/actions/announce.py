"""Tell people what happened: from a Step to messages, each at most once."""

from django.db import transaction

from cases import clock
from cases.actions import clocks
from cases.models import Case, Party, Step
from cases.notices import notices_of, readers
from mediation.outreach.actions import tell


@transaction.atomic
def announce_step(step_id: int) -> None:
    """Write the messages of one happening; running it again writes nothing new (each message has its key)."""
    step = Step.objects.get(pk=step_id)
    case = Case.objects.for_reading().get(pk=step.case_id)
    for notice in notices_of(step):
        for number, reader in enumerate(readers(notice, case)):
            tell(template=notice.template, key=f"step:{step.pk}:{notice.to}:{number}", **reader)
        if notice.template in ("invited", "proposed"):
            Party.objects.filter(case=case, side=notice.to).update(invited_at=clock.now())
    if step.name == "submit":
        clocks.stop(case, at=clock.now(), codes=("T-RESP",))  # the receipt is on its way: acknowledged
