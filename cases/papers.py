"""The facts of each paper, taken from the case: nobody types them twice. Rendering is `mediation.papers`' work."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases.kinds import PartyKind, Side
from cases.models import Agreement, Case, Party
from cases.passages import CENTRE, COPIES
from cases.reads.acts import act_of_mediator, act_of_party
from cases.reads.agreement import SIDE_ZH, terms, text_hash
from cases.reads.wording import worded
from mediation.masking import mask_id, mask_phone
from mediation.papers.amounts import ordinal
from mediation.papers.codes import qr_svg
from mediation.papers.printed import Printed
from mediation.papers.render import print_paper, render
from mediation.papers.seals import centre_seal_svg
from mediation.papers.signing.port import Act, place_of, sign_paper
from mediation.papers.wording import Worded
from mediation.people.models import Area, Centre, User

KIND_ZH = {PartyKind.PERSON: "自然人", PartyKind.ORGANISATION: "单位"}


def day(moment: datetime) -> str:
    """A date as legal papers write it."""
    return written(timezone.localtime(moment).date())


def written(one: date) -> str:
    """The same for a day that has no hour."""
    return f"{one.year}年{one.month}月{one.day}日"


def party_facts(party: Party, *, full: bool = False) -> dict[str, Any]:
    """A party as a paper names it; parties' copies are masked, the court's is full (papers-and-court 6)."""
    return {
        "side_label": SIDE_ZH[Side(party.side)],
        "name": party.name,
        "kind": KIND_ZH[PartyKind(party.kind)],
        "id_number": party.id_number if full else mask_id(party.id_number),
        "phone": party.phone if full else mask_phone(party.phone),
        "address": party.address,
    }


def agreement_paper(case: Case, agreement: Agreement, *, mediator: User, drawing: str, at: datetime, oral: bool = False) -> Printed:
    """人民调解协议书 (form 3.6), or the register of an oral agreement (3.7), as PDF/A: signed by everybody who signed on a phone, the mediator and the centre."""
    centre, text_sha256 = agreement.round.centre, agreement.text_sha256 or text_hash(agreement)
    hands, acts = _hands(case, agreement)
    acts.append(act_of_mediator(case, agreement, mediator, text_sha256=text_sha256, drawing=drawing, at=at))
    facts = {
        "number": f"（{timezone.localtime(at).year}）{centre.file_prefix}字第{case.pk}号",
        "case_number": case.number,
        "parties": [party_facts(p) for p in case.parties.all()],
        "facts_text": agreement.facts_text,
        "terms": terms(agreement),
        "copies": copies_of(case),
        "wording": agreement_wording(case, agreement, at=at),
        "signatures": hands,
        "mediator": {"name": mediator.name, "image": drawing, "signed_at": day(at), "id": place_of(len(acts))},
        "centre": centre.name,
        "seal_svg": centre_seal_svg(centre.name, "调解专用章"),
        "text_sha256": text_sha256,
        "version": agreement.version,
        "effective_on": day(at),
        "oral": oral,
        "verify_svg": verify_code(),
    }
    data = {"case": case.number, "version": agreement.version, "text_sha256": text_sha256}
    identifier = f"{case.number}:agreement:{agreement.version}"
    paper = print_paper("agreement", facts, title=f"{'口头协议登记表' if oral else '人民调解协议书'} {case.number}", identifier=identifier, made_at=at, attachment=data)
    return replace(paper, pdf=sign_paper(paper, acts, seal=centre.name))


def copies_of(case: Case) -> int:
    """One for each party and one for the centre (form 3.6)."""
    return len(case.parties.all()) + 1


def agreement_wording(case: Case, agreement: Agreement, *, at: datetime) -> Worded:
    """What everybody reads before signing: the centre's wording of the moment at which the text was fixed, or of now."""
    centre = agreement.round.centre
    return worded("agreement", of=centre, at=agreement.frozen_at or at, places={CENTRE: centre.name, COPIES: ordinal(copies_of(case))})


def _hands(case: Case, agreement: Agreement) -> tuple[list[dict[str, Any]], list[Act]]:
    """The parties' signatures as the form shows them, and the acts behind those that were given on a phone; ink stays ink."""
    shown: list[dict[str, Any]] = []
    acts: list[Act] = []
    for signature in agreement.signatures.select_related("party", "signer"):
        party, in_ink = signature.party, signature.scan_id is not None
        if party is None:
            continue
        if not in_ink:
            acts.append(act_of_party(case, signature, party))
        place = "" if in_ink else place_of(len(acts))
        name = party.name if in_ink or party.user_id == signature.signer_id else f"{party.name}（{signature.signer.name}代签）"
        shown.append(
            {"label": SIDE_ZH[Side(party.side)], "name": name, "image": signature.drawing, "signed_at": day(signature.at), "how": "纸质签名存档" if in_ink else "", "id": place}
        )
    return shown, acts


def verify_code() -> str:
    """Where anybody can check a signed paper."""
    return qr_svg(f"{settings.PUBLIC_URL}/verify", "black")


def receipt_paper(case: Case) -> bytes:
    """受理回执: the dated receipt; the day of the request interrupts limitation (时效规定 12)."""
    names = {side: "、".join(p.name for p in case.parties.all() if p.side == side) for side in Side}
    facts = {
        "number": case.number,
        "code_svg": qr_svg(case.public_url, case.colour),
        "received_on": day(case.created_at),
        "limitation_interrupted_on": f"{case.limitation_interrupted_on:%Y年%-m月%-d日}",
        "applicant": names[Side.APPLICANT],
        "respondent": names[Side.RESPONDENT],
        "dispute_type": case.dispute_type.name_zh,
        "summary": case.summary,
        "centre": case.centre.name,
        "wording": worded("receipt", of=case.centre, at=case.created_at, places={CENTRE: case.centre.name}),
    }
    return render("receipt", facts, title=f"受理回执 {case.number}", identifier=f"{case.number}:receipt:{case.colour}", made_at=case.created_at)


def certificate_paper(case: Case, *, at: datetime) -> Printed:
    """终止调解告知书, sealed by the centre."""
    facts = certificate_facts(case, at=at)
    paper = print_paper("certificate", facts, title=f"终止调解告知书 {case.number}", identifier=f"{case.number}:certificate:{at.isoformat()}", made_at=at)
    return replace(paper, pdf=sign_paper(paper, [], seal=facts["centre"]))


def certificate_facts(case: Case, *, at: datetime) -> dict[str, Any]:
    """What it says: dates and outcome only, and the lawful ways from here (PML 26)."""
    latest = case.latest_round
    centre = latest.centre if latest else case.centre
    return {
        "number": case.number,
        # Each side takes it to court: it names people, and says nothing of where the other one can be found.
        "parties": [{name: value for name, value in party_facts(p).items() if name in ("side_label", "name", "kind")} for p in case.parties.all()],
        "started_on": day(latest.opened_at if latest else case.created_at),
        "ended_on": day((latest.ended_at if latest else None) or at),
        "outcome": "调解不成，调解程序终止",
        "reason": END_REASON_ZH.get(case.end_reason, "其他"),
        "wording": worded("certificate", of=centre, at=at, places={CENTRE: centre.name}),
        "centre": centre.name,
        "seal_svg": centre_seal_svg(centre.name, "调解专用章"),
        "limitation_note": f"诉讼时效自{case.limitation_interrupted_on:%Y年%-m月%-d日}起中断，自调解程序终结之日起重新计算。",
        "verify_svg": verify_code(),
    }


def poster_paper(area: Area, centre: Centre, *, url: str, made_at: datetime) -> bytes:
    """The community's poster: scan and apply."""
    facts = {
        "community": area.name,
        "street": area.parent.name if area.parent else "",
        "centre": centre.name,
        "centre_phone": centre.phone,
        "qr_svg": qr_svg(url, "black"),
        "short_url": url,
    }
    return render("poster", facts, title=f"一码解纠纷 {area.name}", identifier=f"poster:{area.code}", made_at=made_at)


END_REASON_ZH = {
    "self_settled": "当事人自行和解",
    "unreachable": "无法与一方当事人取得联系",
    "one_refuses": "一方当事人不愿继续调解",
    "too_far_apart": "双方分歧较大，无法达成一致",
    "expired": "调解期限届满",
    "refused_to_sign": "一方当事人拒绝签署协议",
    "agreement_disputed": "当事人就协议的履行或者内容发生争议",
    "not_court": "不属于人民法院受理范围",
    "not_this_court": "不属于本院管辖",
    "not_online": "不适宜在线调解",
}
