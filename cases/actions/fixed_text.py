"""Fix a text for signing: what a court would find unclear is refused, then the text gets its hash."""

from datetime import datetime

from django.utils.translation import gettext as _

from cases.facts import is_not_held
from cases.models import Agreement, Case
from cases.reads.agreement import canonical_text, text_hash
from cases.reads.lint import what_blocks
from mediation.papers.glyphs import refuse_unprintable
from mediation.refusals import Invalid, WrongMoment


def fix_text(case: Case, draft: Agreement, *, at: datetime) -> None:
    """Hash the text; from here every change is a new version (电子签名法 13). Unclear terms (解释 358(5)) and signs that no font has are refused first."""
    if held := is_not_held(case):
        raise WrongMoment(held)
    if unclear := what_blocks(draft):
        raise Invalid(_("The court would find this unclear: %(points)s") % {"points": " ".join(unclear)})
    refuse_unprintable(canonical_text(draft) + "".join(party.name for party in case.parties.all()))
    draft.text_sha256 = text_hash(draft)
    draft.frozen_at = at
    draft.save(update_fields=["text_sha256", "frozen_at"])
