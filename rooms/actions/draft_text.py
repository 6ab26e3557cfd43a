"""From the drafts to the agreement: take a text over, fix it for signing, bring a side's terms to the table, follow the plain form."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions import agree
from cases.actions.move import lock
from cases.agreement_forms import DutyForm, complaints, duties_in
from cases.kinds import Audience, RoundState
from cases.models import Agreement, Case, Round
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment
from rooms.actions.drafts import put_checked, refuse_without_pen
from rooms.actions.floor import led_by
from rooms.drafting.text import add, rewrite
from rooms.models import Draft, DraftUpdate, Sitting
from rooms.reads.drafts import forms_of, loaded, text_in, text_of


@transaction.atomic
def take_over(draft_id: int, sitting_id: int, *, by: User) -> Agreement:
    """Write the joint text into the agreement's draft: what the server read from the log, checked by the rules of the plain form."""
    lock(Sitting.objects.values_list("case_id", flat=True).get(pk=sitting_id))  # case, sitting, draft: the one order
    sitting, draft = led_by(sitting_id, by), Draft.objects.select_for_update().get(pk=draft_id)
    if not draft.is_joint:
        raise Invalid(_("Only the text at the table can become the agreement."), code="wrong-text")
    text, case = text_in(draft), Case.objects.for_reading().get(pk=sitting.case_id)
    form, rows = forms_of(text, list(case.parties.all()))
    if not (form.is_valid() & rows.is_valid()):
        raise Invalid(" ".join(complaints(form, rows)))
    said = form.cleaned_data
    made = agree.write_draft(case.pk, by=by, facts_text=said["facts_text"], clauses=said["own"].splitlines(), duties=duties_in(rows), contract_on=said["contract_on"])
    _equal(draft, made, case, by=by)
    return made


@transaction.atomic
def fix(draft_id: int, sitting_id: int, *, by: User) -> Agreement:
    """Take the joint text over and fix it for signing, as one deed: no word can come between (电子签名法 13)."""
    made = take_over(draft_id, sitting_id, by=by)
    return agree.freeze(made.case_id, by=by)


def _equal(draft: Draft, made: Agreement, case: Case, *, by: User) -> None:
    """Let the draft say what was written (instalments are rows of their own now), and remember that both say the same."""
    kept = text_of(Agreement.objects.get(pk=made.pk), case)
    doc = loaded(draft)
    put_checked(draft, rewrite(doc, kept), by=by)
    draft.written_sha256 = kept.digest
    draft.save(update_fields=["written_sha256"])


@transaction.atomic
def bring(draft_id: int, sitting_id: int, *, by: User, terms: list[str]) -> DraftUpdate | None:
    """Bring chosen terms of a side's draft to the table, word for word and without anything else of it; the mediator alone decides which."""
    led_by(sitting_id, by)
    source = Draft.objects.get(pk=draft_id)
    joint = Draft.objects.select_for_update().filter(round=source.round_id, audience=Audience.ALL).first()
    if joint is None:
        raise WrongMoment(_("Lay the draft on the table first."))
    refuse_without_pen(joint, sitting_id, by)
    text = text_in(source)
    clauses = [clause.text for clause in text.clauses if clause.id in terms]
    duties = [{name: value for name, value in row.items() if name in DutyForm.base_fields} for row in text.duties if row["id"] in terms]
    if not clauses and not duties:
        raise Invalid(_("Please choose what to bring to the table."), fields={"terms": [_("Please choose one.")]})
    return put_checked(joint, add(loaded(joint), clauses, duties), by=by)


@transaction.atomic
def follow_the_form(case_id: int) -> Draft | None:
    """The plain form was saved: let the draft at the table say the same. None when they already do, or there is no draft."""
    attempt = Round.objects.filter(case=case_id, state=RoundState.IN_PROGRESS).select_related("mediator").first()
    draft = Draft.objects.select_for_update().filter(round=attempt, audience=Audience.ALL).first() if attempt else None
    if draft is None or attempt is None or attempt.mediator is None:
        return None
    case = Case.objects.for_reading().get(pk=case_id)
    if case.present_agreement is None or case.present_agreement.is_frozen:
        return None
    kept = text_of(case.present_agreement, case)
    if kept.digest == draft.written_sha256:
        return None
    put_checked(draft, rewrite(loaded(draft), kept), by=attempt.mediator)
    draft.written_sha256 = kept.digest
    draft.save(update_fields=["written_sha256"])
    return draft
