"""What was filled in, for the clerk's eyes beside the papers: headings with their rows, numbers masked as everywhere; the papers have them in full."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Party
from cases.reads.agreement import terms
from courtlink.elements import Row
from courtlink.enforcement import duties_in
from courtlink.kinds import FilingKind
from courtlink.models import Filing
from courtlink.precheck.submission import Submission
from mediation.masking import mask_id

NUMBERS = ("id_number", "defendant_id")


class Section(NamedTuple):
    """A heading and what stands under it."""

    title: str
    rows: list[tuple[str, str]]


def sheet_of(filing: Filing, papers: Submission) -> list[Section]:
    """The rows of the complaint's form that were filled in, or both applicants and the terms that they want confirmed."""
    if filing.kind == FilingKind.LAWSUIT:
        sections = _form(papers)
    elif filing.kind == FilingKind.ENFORCEMENT:
        sections = [*_people(filing), *_enforcement(papers), *_agreement(filing)]
    else:
        sections = [*_people(filing), *_agreement(filing)]
    return [section for section in sections if section.rows]


def _form(papers: Submission) -> list[Section]:
    return [Section(block.text, [(row.text, _answer(row, papers.said(row.code))) for row in block.rows if papers.said(row.code)]) for block in papers.form.blocks]


def _answer(row: Row, said: str) -> str:
    if row.code in NUMBERS:
        return mask_id(said)
    return next((choice.text for choice in row.choices if choice.value == said), said)


def _enforcement(papers: Submission) -> list[Section]:
    """What is to be enforced, in the words of whoever is owed it."""
    asked = [(duty.what, papers.said(f"left_{duty.pk}") or _("yes")) for duty in duties_in(papers.case, papers.words)]
    named = {
        "performed": _("What was done until now"),
        "clues": _("Where property may be found"),
        "debtor_address": _("Address"),
        "debtor_phone": _("Phone"),
        "debtor_id": _("Identity number"),
    }
    told = [(label, mask_id(papers.said(name)) if name == "debtor_id" else papers.said(name)) for name, label in named.items() if papers.said(name)]
    return [Section(_("What is to be enforced"), asked + told)]


def _people(filing: Filing) -> list[Section]:
    rows = filing.consents.select_related("party").order_by("party__side", "party")
    return [Section(_title(c.party), [*_known(c.id_number, c.address), (_("Papers electronically"), _("yes") if c.electronic_service else _("no"))]) for c in rows]


def _known(id_number: str, address: str) -> list[tuple[str, str]]:
    return [(_("Identity number"), mask_id(id_number)), (_("Address for service"), address)]


def _title(party: Party) -> str:
    return f"{party.get_side_display()} {party.name}"


def _agreement(filing: Filing) -> list[Section]:
    agreement = filing.case.present_agreement
    if agreement is None:
        return []
    effect = timezone.localtime(agreement.effective_at) if agreement.effective_at else None
    rows = [(f"{number}.", term) for number, term in enumerate(terms(agreement), start=1)]
    return [Section(_("Agreement"), [(_("In effect since"), f"{effect:%Y-%m-%d %H:%M}" if effect else ""), (_("Mediated by"), agreement.round.centre.name), *rows])]
