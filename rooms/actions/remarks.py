"""Remarks on single clauses of a draft."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases import clock
from mediation.people.models import User
from mediation.refusals import Invalid, WrongPerson
from rooms.actions.drafts import seat_at, turned
from rooms.models import Draft, DraftComment
from rooms.reads.drafts import may_remark, text_in

WORDS_LIMIT = 500
MOST = 500  # remarks on one draft


@transaction.atomic
def remark(draft_id: int, sitting_id: int, *, by: User, clause: str, words: str) -> DraftComment:
    """Say something about a clause; it does not change the text, so nobody needs the pen."""
    draft = _open_to(draft_id, sitting_id, by)
    words = words.strip()
    if not words or len(words) > WORDS_LIMIT:
        raise Invalid(_("Please write your remark in at most %(limit)d characters.") % {"limit": WORDS_LIMIT}, fields={"words": [_("Please write your remark.")]})
    if clause not in {c.id for c in text_in(draft).clauses if c.id}:
        raise Invalid(_("This clause is not in the text any more."), code="no-clause")
    number = (draft.comments.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST:
        raise Invalid(_("The text is too long. Please shorten it first."), code="too-large")
    made = DraftComment.objects.create(draft=draft, number=number, clause=clause, words=words, author=by, at=clock.now())
    turned(draft)
    return made


@transaction.atomic
def resolve(draft_id: int, sitting_id: int, *, by: User, number: int) -> DraftComment:
    """Mark a remark as dealt with. Again changes nothing."""
    draft = _open_to(draft_id, sitting_id, by)
    row = draft.comments.filter(number=number).first()
    if row is None:
        raise Invalid(_("This remark does not exist."), code="no-remark")
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by = clock.now(), by
        row.save(update_fields=["resolved_at", "resolved_by"])
        turned(draft)
    return row


def _open_to(draft_id: int, sitting_id: int, by: User) -> Draft:
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    seat, sitting = seat_at(sitting_id, by)
    if not may_remark(draft, seat, sitting):
        raise WrongPerson(_("Only the two sides and their mediator can write here, while the talks go on."))
    return draft
