"""Write the minutes, fix them, confirm them (规则 22)."""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import Case
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from rooms.actions.table import Chair, chair, led
from rooms.models import Confirmation, Minutes, Sitting
from rooms.reads.minutes import latest_fixed, missing_seats

LONGEST = 20_000


@transaction.atomic
def save_minutes(sitting_id: int, *, by: User, text: str) -> Minutes:
    """Keep the draft; nobody but those who lead reads it. What was fixed before stays as it is."""
    _case, taken = _at_the_end(sitting_id, by)
    return _draft(led(taken), by, text)


@transaction.atomic
def fix_minutes(sitting_id: int, *, by: User, text: str) -> Minutes:
    """Put the text to everybody inside. From here another word is another version, which everybody confirms anew."""
    case, taken = _at_the_end(sitting_id, by)
    minutes = _draft(led(taken), by, text)
    minutes.sha256, minutes.fixed_at = sha256(minutes.text.encode()).hexdigest(), clock.now()
    minutes.save(update_fields=["sha256", "fixed_at"])
    facts = {"sitting": sitting_id, "version": minutes.version, "text_sha256": minutes.sha256}
    record.record(case, "minutes_fixed", by=by, at=minutes.fixed_at, law="规则 22", facts=facts)
    return minutes


@transaction.atomic
def confirm_minutes(sitting_id: int, *, by: User, shown: str, agrees: bool, words: str = "") -> Confirmation:
    """Say that the minutes are right, or why they are not; `shown` is the hash of the text on the screen."""
    case, taken = _at_the_end(sitting_id, by)
    minutes = latest_fixed(taken.sitting)
    if minutes is None or minutes.sha256 != shown:
        raise WrongMoment(_("The minutes were changed after you read them. Please read them again."))
    if not agrees and not words.strip():
        raise Invalid(_("Please say what is not right in the minutes."))
    if minutes.confirmations.filter(seat=taken.seat).exists():
        raise WrongMoment(_("You have confirmed or refused this version already."))
    said = Confirmation.objects.create(minutes=minutes, seat=taken.seat, agrees=agrees, words="" if agrees else words.strip()[:1000], at=clock.now())
    if not missing_seats(minutes):
        yes = minutes.confirmations.filter(agrees=True).count()
        facts = {"sitting": sitting_id, "version": minutes.version, "text_sha256": minutes.sha256, "confirmed": yes, "refused": minutes.confirmations.count() - yes}
        record.record(case, "minutes_confirmed", by=by, at=said.at, law="规则 22", facts=facts)
    return said


def _at_the_end(sitting_id: int, by: User) -> tuple[Case, Chair]:
    """The case under its lock first, as everywhere; minutes are also written after the end."""
    case = lock(Sitting.objects.values_list("case_id", flat=True).get(pk=sitting_id))
    return case, chair(sitting_id, by, after_the_end=True)


def _draft(taken: Chair, by: User, text: str) -> Minutes:
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(_("Please write the minutes (at most %(most)s characters).") % {"most": LONGEST})
    draft = Minutes.objects.filter(sitting=taken.sitting, fixed_at=None).first()
    if draft is None:
        draft = Minutes(sitting=taken.sitting, version=Minutes.objects.filter(sitting=taken.sitting).count() + 1)
    draft.text, draft.by, draft.written_at = text.strip().replace("\r\n", "\n"), by, clock.now()
    draft.save()
    return draft
