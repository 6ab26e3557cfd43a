"""What goes into a package, and nothing else: parties' own papers, exhibits marked for the court, the signed agreement, the neutral certificate."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases.models import Case, Evidence, Party
from cases.models.paper import PaperKind
from cases.papers import certificate_paper, day, party_facts
from cases.passages import COURT
from cases.reads.agreement import terms
from cases.reads.wording import worded
from courtlink.complaint import complaint_facts
from courtlink.elements import KIND_FIELD, form_for
from courtlink.enforcement import enforcement_facts
from courtlink.kinds import DocumentKind
from courtlink.part import Part
from courtlink.supporting import facts_record, handed_in, presided_proof
from mediation.papers.render import print_paper
from mediation.papers.wording import Worded

WORD_OF = {"image": "图片", "application": "文件", "audio": "录音"}


def lawsuit_parts(case: Case, party: Party, *, words: dict[str, str], exhibits: list[Evidence], drawing: str, at: datetime) -> list[Part]:
    """Complaint, list of evidence, exhibits, address for service, certificate (CPL 124; 登记 6)."""
    form = form_for(words.get(KIND_FIELD, ""), on=timezone.localdate(at))
    rows = evidence_rows(exhibits)
    facts = complaint_facts(case, party, form, words=words, evidence=rows, drawing=drawing, at=at)
    mark = f"{case.number}:{at.isoformat()}"
    people = [facts["plaintiffs"][0] | {"electronic": words.get("electronic") == "yes"}]
    parts = [
        Part.printed(DocumentKind.COMPLAINT, form.paper, print_paper("complaint", facts, title=form.paper, identifier=f"complaint:{mark}", made_at=at)),
        _service_address(case, people, drawing_of=[(party.name, drawing)], mark=mark, at=at),
        Part.printed(DocumentKind.CERTIFICATE, "终止调解告知书", certificate_paper(case, at=at)),
    ]
    if rows:
        listed = {"number": case.number, "evidence": rows, "submitter": party.name, "on": day(at), "centre": case.court.name}
        parts.append(Part.printed(DocumentKind.EVIDENCE_LIST, "证据目录", print_paper("evidence_list", listed, title="证据目录", identifier=f"evidence:{mark}", made_at=at)))
    parts += [*facts_record(case, at=at), *handed_in([party])]
    parts += [Part.kept(DocumentKind.EVIDENCE, f"证据{number}", e.file) for number, e in enumerate(exhibits, start=1)]
    return parts


def complaint_to_print(case: Case, party: Party, *, words: dict[str, str], exhibits: list[Evidence], at: datetime) -> bytes:
    """The complaint or application with an empty line for the signature: for papers that are signed by hand, or go to another body."""
    form = form_for(words.get(KIND_FIELD, ""), on=timezone.localdate(at))
    facts = complaint_facts(case, party, form, words=words, evidence=evidence_rows(exhibits), drawing="", at=at)
    return print_paper("complaint", facts, title=form.paper, identifier=f"print:{case.number}:{at.isoformat()}", made_at=at).pdf


def evidence_rows(exhibits: list[Evidence]) -> list[dict[str, Any]]:
    """The exhibits as complaint and list of evidence print them."""
    return [
        {"no": number, "name": f"{WORD_OF[e.file.media_type.split('/')[0]]}{number}", "source": "申请人提供", "purpose": e.purpose or "证明所述事实", "sha256": e.file.sha256}
        for number, e in enumerate(exhibits, start=1)
    ]


def confirmation_parts(case: Case, consents: list[Any], *, at: datetime) -> list[Part]:
    """Joint application, the signed agreement, addresses for service (解释 354)."""
    agreement = case.present_agreement
    if agreement is None or agreement.effective_at is None:
        raise ValueError("an application for confirmation needs an agreement in force")
    people = [party_facts(c.party, full=True) | {"id_number": c.id_number, "address": c.address, "electronic": c.electronic_service} for c in consents]
    mark = f"{case.number}:{at.isoformat()}"
    facts = {
        "court": case.court.name,
        "centre": case.court.name,
        "applicants": people,
        "names": "、".join(c.party.name for c in consents),
        "agreement_number": case.number,
        "agreed_on": day(agreement.effective_at),
        "presided_by": agreement.round.centre.name,
        "terms": terms(agreement),
        "wording": undertaking(case, consents, at=at),
        "signatures": [{"name": c.party.name, "image": c.drawing, "signed_at": day(c.at)} for c in consents],
        "on": day(at),
    }
    application = print_paper("confirmation_application", facts, title="司法确认申请书", identifier=f"confirmation:{mark}", made_at=at)
    return [
        Part.printed(DocumentKind.APPLICATION, "司法确认申请书", application),
        _agreement(case),
        _service_address(case, people, drawing_of=[(c.party.name, c.drawing) for c in consents], mark=mark, at=at),
        presided_proof(case, at=at),
        *handed_in([c.party for c in consents]),
    ]


def undertaking(case: Case, consents: Iterable[Any], *, at: datetime) -> Worded:
    """What everybody declares with the signature: the court's wording of the moment at which the first one signed, or of now."""
    return worded("confirmation_application", of=case.court, at=min((c.at for c in consents), default=at))


def enforcement_parts(case: Case, party: Party, *, words: dict[str, str], drawing: str, at: datetime) -> list[Part]:
    """Application, the agreement that was confirmed, address for service (执行工作若干规定 18)."""
    facts = enforcement_facts(case, party, words, drawing=drawing, at=at)
    mark = f"{case.number}:{at.isoformat()}"
    people = [facts["creditor"] | {"electronic": words.get("electronic") == "yes"}]
    application = print_paper("enforcement_application", facts, title="强制执行申请书", identifier=f"enforcement:{mark}", made_at=at)
    return [
        Part.printed(DocumentKind.ENFORCEMENT, "强制执行申请书", application),
        _agreement(case),
        _service_address(case, people, drawing_of=[(party.name, drawing)], mark=mark, at=at),
        *handed_in([party]),
    ]


def _agreement(case: Case) -> Part:
    """The newest sealed agreement."""
    paper = case.papers.filter(kind=PaperKind.AGREEMENT).select_related("file").order_by("-version").first()
    if paper is None:
        raise ValueError("there is no sealed agreement")
    return Part.kept(DocumentKind.AGREEMENT, "人民调解协议书", paper.file, paper.made_of)


def _service_address(case: Case, people: list[dict[str, Any]], *, drawing_of: list[tuple[str, str]], mark: str, at: datetime) -> Part:
    facts = {
        "number": case.number,
        "people": people,
        "on": day(at),
        "centre": case.court.name,
        "wording": worded("service_address", of=case.court, at=at, places={COURT: case.court.name}),
        "signatures": [{"name": n, "image": d, "signed_at": day(at)} for n, d in drawing_of],
    }
    return Part.printed(DocumentKind.SERVICE_ADDRESS, "送达地址确认书", print_paper("service_address", facts, title="送达地址确认书", identifier=f"service:{mark}", made_at=at))
