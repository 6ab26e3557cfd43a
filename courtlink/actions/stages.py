"""From which stage of a case which papers can be sent."""

from django.utils.translation import gettext as _

from cases.kinds import Stage
from cases.models import Case
from courtlink.kinds import FilingKind
from mediation.refusals import WrongMoment


def refuse_early(case: Case, kind: str) -> None:
    """Papers of this kind can be sent only from their stage: red for a lawsuit, green for a confirmation."""
    if kind == FilingKind.LAWSUIT and case.stage != Stage.FAILED:
        raise WrongMoment(_("A lawsuit can be filed when mediation has failed. The case is at: %(stage)s.") % {"stage": case.get_stage_display()})
    if kind == FilingKind.CONFIRMATION and case.stage != Stage.AGREED:
        raise WrongMoment(_("Judicial confirmation can be applied for while an agreement stands unconfirmed."))
