"""What is dropped by itself when its time is over: drafts, lists, texts, codes."""

from django.utils.translation import gettext as _

from cases import clock
from cases.models import Intake, Party, Roll
from cases.reads.retention import kept_for
from mediation.outreach.actions import blank_old_texts
from mediation.people.actions import forget_person
from mediation.people.actions.codes import forget_old_codes
from mediation.people.models import User
from mediation.people.reads import worked_here
from mediation.refusals import WrongMoment
from mediation.vault import actions as vault


def forget_account(user: User) -> None:
    """Delete the account of somebody whom no case needs; WrongMoment as long as one does (PIPL 47)."""
    if worked_here(user) or Party.everybody.of(user).exists():
        raise WrongMoment(_("Your cases are kept for the time the rules say. Your account goes with the last of them."))
    forget_person(user)


def forget_old() -> dict[str, int]:
    """Drop it all; return how many of each."""
    at = clock.now()
    before = {code: at - kept_for(code, at=at) for code in ("draft", "roll", "message", "code")}
    drafts = list(Intake.objects.filter(case=None, created_at__lt=before["draft"]))
    vault.erase(pk for draft in drafts for pk in draft.photos.values_list("pk", flat=True))
    for draft in drafts:
        draft.delete()
    rolls = Roll.objects.filter(at__lt=before["roll"]).exclude(name="").update(rows="[]", name="")
    return {"draft": len(drafts), "roll": rolls, "message": blank_old_texts(before["message"]), "code": forget_old_codes(before["code"])}
