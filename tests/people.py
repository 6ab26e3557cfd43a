"""The cast: citizen Lin and her landlord Wang, mediators Shen and Wu, dispatcher Fang, clerk Zhou, stranger Qian."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from cases.actions import agree, intake, mediators, move, parties, rounds
from cases.kinds import EndReason
from cases.models import Case, DisputeType
from mediation.people.actions import citizen_for
from mediation.people.actions.codes import ask_code
from mediation.people.models import Area, Centre, OneTimeCode, User

DRAWING = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAADwAAAAYCAYAAACmwZ5SAAAAqElEQVR42u1XwRGAIAwzTOAQzuHwzuEQbqBfHlQEmxbP5uOd5yVNWkCmKRAIBP6KeVnP/DkiEsvsCKZLNSRt4mPfcCdoZVQKHpoJSmbz95ZdLemCRVwLhD2+khZYZt98z6wHbLNM0z0TBCY503QvF75SqFbw8B5F62UBr82mhVtzt3c9Tp7oaIcOy662dJsVOrzN1n5DtetIJXJrs5KmRx1D3HACgYCICzSRnikSNuVMAAAAAElFTkSuQmCC"
LIN, WANG, QIAN = "13800000001", "13800000002", "13800000003"


def staff(username: str) -> User:
    return User.objects.get(username=username)


def qian() -> User:
    return citizen_for(phone=QIAN, name="钱陌生")


@dataclass
class Story:
    """A case and the people in it; every method plays one scene with the real actions."""

    case: Case
    lin: User
    wang: User | None = None
    codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, dispute: str = "tenancy") -> "Story":
        lin = citizen_for(phone=LIN, name="林晓")
        area = Area.objects.get(code="330108002001")
        application = intake.Application(
            area=area,
            channel="qr",
            dispute_type=DisputeType.objects.get(code=dispute),
            summary="押金3400元未退。房东说墙面脏了，不肯退还。",
            wish="退还押金",
            applicant=intake.Person(name="林晓", phone=LIN),
            respondent=intake.Person(name="王强", phone=WANG),
        )
        return cls(case=intake.submit(application, by=lin), lin=lin)

    def now(self) -> Case:
        self.case = Case.objects.for_reading().get(pk=self.case.pk)
        return self.case

    def party(self, side: str):
        return next(p for p in self.now().parties.all() if p.side == side)

    def accept(self) -> "Story":
        rounds.accept_case(self.case.pk, by=staff("fang"), mediator_id=staff("shen").pk)
        return self

    def answer(self, answer: str = "talk", side: str = "respondent") -> "Story":
        rounds.reply(self.party(side).pk, answer=answer, by=None)
        return self

    def bind(self) -> "Story":
        self.wang = parties.bind(self.party("respondent").pk)
        return self

    def take(self, who: str = "shen") -> "Story":
        mediators.take(self.case.pk, by=staff(who))
        return self

    def talk(self, who: str = "shen") -> "Story":
        rounds.begin_talks(self.case.pk, by=staff(who))
        return self

    def close(self, who: str = "shen", reason: str = EndReason.TOO_FAR_APART) -> "Story":
        rounds.close_round(self.case.pk, by=staff(who), reason=reason)
        return self

    def move(self, name: str, by, reason: str = "") -> "Story":
        move.move(self.case.pk, name, by=by, reason=reason)
        return self

    def draft(self, who: str = "shen") -> "Story":
        duty = agree.Duty(debtor="respondent", what="退还押金", how="银行转账", amount=3400, due_on=timezone.localdate() + timedelta(days=7))
        agree.write_draft(self.case.pk, by=staff(who), facts_text="押金纠纷", clauses=["双方再无其他争议。"], duties=[duty])
        agree.freeze(self.case.pk, by=staff(who))
        return self

    def sign(self, side: str, code: str) -> "Story":
        party = self.party(side)
        agree.sign(party.pk, by=party.user, text_sha256=self.case.present_agreement.text_sha256, code=code, drawing=DRAWING)
        return self

    def settle(self, who: str = "shen") -> "Story":
        """Write, sign on both sides, seal."""
        self.draft(who)
        for side, phone in (("applicant", LIN), ("respondent", WANG)):
            ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(self.now().present_agreement))
            self.sign(side, latest_code(phone))
        agree.seal(self.case.pk, by=staff(who), drawing=DRAWING)
        return self

    def second(self) -> "Story":
        """From yellow to orange's second mediation with mediator Wu of the district centre."""
        self.accept().answer().bind().take().talk().close()
        self.move("refer", self.lin)
        self.answer("talk", "applicant").answer("talk")
        rounds.place(self.case.pk, by=staff("fang"), centre_id=Centre.objects.get(short_name="区矛调中心").pk, mediator_id=staff("wu").pk)
        return self.take("wu").talk("wu")

    def directed(self) -> "Story":
        """From the second mediation to blue's directed mediation with mediator He."""
        self.second().close("wu").move("ask_court", self.lin)
        self.answer("talk", "applicant").answer("talk")
        centre = Centre.objects.get(short_name="区矛调中心")
        rounds.register_and_direct(self.case.pk, by=staff("zhou"), court_number="(2026)浙0108民诉前调1号", centre_id=centre.pk, mediator_id=staff("he").pk)
        return self.take("he").talk("he")


def latest_code(outbox_phone: str) -> str:
    """The digits of the newest text to a phone."""
    from mediation.outreach.models import Message

    texts = [m for m in Message.objects.order_by("-pk") if m.phone == outbox_phone and m.template == "code"]
    return "".join(c for c in texts[0].body if c.isdigit())[:6]


__all__ = ["DRAWING", "LIN", "WANG", "OneTimeCode", "Story", "latest_code", "qian", "staff"]
