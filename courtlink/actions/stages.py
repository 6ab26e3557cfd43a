"""From which stage of a case which papers can be sent."""

from django.utils.translation import gettext as _

from cases.kinds import Stage
from cases.models import Case
from cases.reads.agreement import can_be_enforced
from courtlink.kinds import FilingKind
from mediation.refusals import WrongMoment


def refuse_early(case: Case, kind: str) -> None:
    """Papers of this kind can be sent only from their stage: red for a lawsuit, green for a confirmation, the alarm ring for an enforcement."""
    if kind == FilingKind.LAWSUIT and case.stage != Stage.FAILED:
        raise WrongMoment(_("A lawsuit can be filed when mediation has failed. The case is at: %(stage)s.") % {"stage": case.get_stage_display()})
    if kind == FilingKind.CONFIRMATION and case.stage != Stage.AGREED:
        raise WrongMoment(_("Judicial confirmation can be applied for while an agreement stands unconfirmed."))
    if kind == FilingKind.ENFORCEMENT and not can_be_enforced(case):
        raise WrongMoment(_("The court enforces an agreement that it has confirmed and that is not kept. The case is at: %(stage)s.") % {"stage": case.get_stage_display()})
