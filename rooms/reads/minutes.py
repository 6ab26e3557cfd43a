"""Minutes: the version that counts, who has not confirmed it, and a draft made from the record."""

from datetime import datetime

from django.utils import timezone

from cases.kinds import Side
from cases.models import UndisputedFact
from rooms.kinds import LEADERS, Mode, Outcome, SeatRole
from rooms.models import Minutes, Offer, OfferState, Seat, Sitting

# Minutes are a paper, and papers are Chinese.
MODE_ZH = {Mode.ONLINE: "线上调解室", Mode.OFFLINE: "调解中心现场"}
SIDE_ZH = {Side.APPLICANT.value: "申请人", Side.RESPONDENT.value: "被申请人", "": "调解员"}
ROLE_ZH = {
    SeatRole.AGENT: "代理人",
    SeatRole.MEDIATOR: "调解员",
    SeatRole.CO_MEDIATOR: "共同调解员",
    SeatRole.JUDGE: "协助调解的法官",
    SeatRole.INTERPRETER: "翻译",
    SeatRole.COMPANION: "陪同人员",
    SeatRole.OBSERVER: "其他参加人",
}
OFFER_ZH = {
    OfferState.OPEN: "待答复",
    OfferState.ACCEPTED: "接受",
    OfferState.DECLINED: "未接受",
    OfferState.COUNTERED: "对方另提方案",
    OfferState.WITHDRAWN: "撤回",
    OfferState.EXPIRED: "过期",
}
OUTCOME_ZH = {"": "", Outcome.AGREED: "达成一致，另行制作调解协议书。", Outcome.FAILED: "未达成一致。", Outcome.ADJOURNED: "有待继续调解。"}


def latest_fixed(sitting: Sitting) -> Minutes | None:
    """The version that counts now."""
    return Minutes.objects.filter(sitting=sitting, fixed_at__isnull=False).order_by("-version").first()


def missing_seats(minutes: Minutes) -> list[Seat]:
    """Who is inside and has not said anything to this version."""
    inside = Seat.objects.filter(sitting=minutes.sitting_id, admitted_at__isnull=False, removed_at=None)
    return list(inside.exclude(pk__in=minutes.confirmations.values("seat")))


def drafted(sitting: Sitting, now: datetime) -> str:
    """Return the minutes as far as the record tells them: who sat when, how, what was put on the table, the result.

    Nothing that was said is quoted, and nothing is read that not everybody may know (规则 18: a concession is not evidence).
    """
    end = f" 至 {_at(sitting.ended_at)}" if sitting.ended_at else ""
    seats = list(sitting.seats.filter(admitted_at__isnull=False))
    parts = [
        f"案号：{sitting.case.number}",
        f"时间：{_at(sitting.opened_at)}{end}",
        f"地点（方式）：{MODE_ZH[Mode(sitting.mode)]}",
        "事由：" + sitting.case.title,
        _numbered("参加调解的人员：", [_present(seat) for seat in seats]),
        "告知（调解规则、权利义务、保密要求、虚假调解的后果）：",
        "申请人的意见：",
        "被申请人的意见：",
        _numbered("各方当面提出的方案：", [_offered(offer, now) for offer in _on_the_table(sitting)]),
        _numbered("各方确认的无争议事实：", [fact.text for fact in UndisputedFact.objects.filter(case=sitting.case).for_court()]),
        "调解结果：" + OUTCOME_ZH[sitting.outcome],
    ]
    return "\n\n".join(part for part in parts if part)


def _present(seat: Seat) -> str:
    known = f"身份已于{_at(seat.identity_at)}核对" if seat.identity_at else "身份未在调解室核对"
    told = f"已于{_at(seat.agreed_at)}阅读调解室规则" if seat.agreed_at else "未在线阅读调解室规则"
    role = ROLE_ZH.get(SeatRole(seat.role), SIDE_ZH[seat.side])
    of_side = f"{SIDE_ZH[seat.side]}一方" if seat.side and seat.role != SeatRole.PARTY else ""
    facts = [f"{_at(seat.arrived_at)}到场"] if seat.role in LEADERS else [f"{_at(seat.arrived_at)}到场", known, told]
    return f"{seat.name}（{of_side}{role}），" + "，".join(facts)


def _on_the_table(sitting: Sitting) -> list[Offer]:
    """What was offered to everybody since the sitting before this one ended."""
    before = Sitting.objects.filter(round=sitting.round_id, pk__lt=sitting.pk).order_by("-pk").first()
    offers = Offer.objects.filter(round=sitting.round_id).on_the_table()
    if before is not None and before.ended_at is not None:
        offers = offers.filter(shown_at__gt=before.ended_at)
    return list(offers.filter(shown_at__lte=sitting.ended_at) if sitting.ended_at else offers)


def _offered(offer: Offer, now: datetime) -> str:
    money = f"由{SIDE_ZH[offer.payer]}支付{offer.amount:.2f}元。" if offer.amount is not None else ""
    over = offer.state == OfferState.OPEN and offer.expires_at <= now
    return f"{SIDE_ZH[offer.side]}：{money}{offer.terms}（{OFFER_ZH[OfferState.EXPIRED if over else OfferState(offer.state)]}）"


def _numbered(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"{n}. {line}" for n, line in enumerate(lines, start=1))]) if lines else ""


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y年%-m月%-d日%H:%M}"
