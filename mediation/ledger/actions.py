"""Write the log of looks."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.ledger.chain import canonical
from mediation.ledger.models import AccessEntry
from mediation.refusals import Invalid

REASON_LIMIT = 200  # characters; AccessEntry.reason


def record(*, verb: str, subject: str, by: Any, reason: str = "", **facts: Any) -> AccessEntry:
    """Record that somebody looked. Facts are codes, numbers and hashes, never names or words.

    Invalid when the reason is too long; TypeError for facts that no chain could hold.
    """
    canonical(facts)
    if len(reason) > REASON_LIMIT:
        raise Invalid(_("The reason is too long. Please say it in at most %(limit)d characters.") % {"limit": REASON_LIMIT}, code="reason-too-long")
    return AccessEntry.objects.create(at=timezone.now(), user_id=getattr(by, "pk", None), verb=verb, subject=subject, reason=reason, facts=facts)
