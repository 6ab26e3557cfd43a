"""Fix a text for signing: what a court would find unclear is refused, then the text gets its hash."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from cases.facts import is_not_held
from cases.models import Agreement, Case
from cases.reads.agreement import canonical_text
from cases.reads.lint import what_blocks
from mediation.refusals import Invalid, WrongMoment


def fix_text(case: Case, draft: Agreement, *, at: datetime) -> None:
    """Hash the text; from here every change is a new version (电子签名法 13). Unclear terms are refused first (解释 358(5))."""
    if held := is_not_held(case):
        raise WrongMoment(held)
    if unclear := what_blocks(draft):
        raise Invalid(_("The court would find this unclear: %(points)s") % {"points": " ".join(unclear)})
    draft.text_sha256 = hashlib.sha256(canonical_text(draft).encode()).hexdigest()
    draft.frozen_at = at
    draft.save(update_fields=["text_sha256", "frozen_at"])
