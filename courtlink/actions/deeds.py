"""What a court's people can do with a filing, by name: one table for buttons, programs and lists."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courtlink.actions import claim, prolong, review, take_back
from courtlink.kinds import Result
from courtlink.models import Filing
from mediation.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a deed; each takes what it needs."""

    docket_number: str = ""
    objections: dict[int, tuple[str, str]] = field(default_factory=dict)  # by document: coded reason, words
    reason: str = ""
    remark: str = ""
    result: str = Result.CONFIRMED


DEEDS: dict[str, Callable[[int, Any, Said], Filing]] = {
    "take": lambda pk, by, said: review.take(pk, by=by),
    "put_back": lambda pk, by, said: claim.put_back(pk, by=by),
    "take_over": lambda pk, by, said: claim.take_over(pk, by=by),
    "accept": lambda pk, by, said: review.accept(pk, by=by, docket_number=said.docket_number),
    "return": lambda pk, by, said: review.send_back(pk, by=by, reasons=said.objections, remark=said.remark),
    "reject": lambda pk, by, said: review.reject(pk, by=by, reason=said.reason, remark=said.remark),
    "decide": lambda pk, by, said: review.decide(pk, by=by, result=said.result, ground=said.reason, remark=said.remark),
    "prolong": lambda pk, by, said: prolong.prolong(pk, by=by, why=said.remark),
    "deem_withdrawn": lambda pk, by, said: take_back.deem_withdrawn(pk, by=by, reason=said.reason),
}


def do(name: str, filing_id: int, *, by: Any, said: Said | None = None) -> Filing:
    """Do it; Invalid for a name that is none, otherwise as the deed says."""
    if name not in DEEDS:
        raise Invalid(_("Please choose what to do."))
    return DEEDS[name](filing_id, by, said or Said())
