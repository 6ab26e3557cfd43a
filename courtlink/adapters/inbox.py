"""The court whose clerks work on our own pages: the same protocol in process. Its record is the filing itself, so nothing can drift."""

from datetime import datetime

from django.db.models import QuerySet

from cases.models import Step
from courtlink.adapters.court_rules import problems_of
from courtlink.adapters.port import Appointment, CourtTrouble, Event, Parcel, Problem, Receipt, Standing
from courtlink.flow import ON_THE_WAY, can_be_taken_back
from courtlink.keys import known_keys
from courtlink.kinds import FilingState, HearingNews, Trouble
from courtlink.models import Court, Filing, Hearing

S = FilingState
STATE_OF = {f"filing_{state}": state for state in (S.RECEIVED, S.UNDER_REVIEW, S.ACCEPTED, S.RETURNED, S.REJECTED, S.DECIDED, S.WITHDRAWN)}


class Inbox:
    """The clerks' pages of one court."""

    def __init__(self, court: Court, *, now: datetime) -> None:
        self.court, self.now = court, now

    def submit(self, parcel: Parcel) -> Receipt:
        """Check it as any court does, and hand it to the clerks."""
        filing = self._filing(parcel.ref)
        if parcel.sha256 != filing.package_sha256:
            raise CourtTrouble(Trouble.CONFLICT)
        if problems := self.check(parcel):
            raise CourtTrouble(Trouble.REFUSED, "; ".join(filter(None, (f"{p.path} {p.code} {p.sentence}".strip() for p in problems))))
        return Receipt(self._mark(filing), filing.package_sha256, filing.received_at or self.now)

    def check(self, parcel: Parcel) -> list[Problem]:
        """The rules of every court."""
        return problems_of(parcel.content, known_keys(), ref=parcel.ref, policy=self.court.policy)

    def status(self, ref: str) -> Standing:
        """The filing's own state."""
        filing = self._filing(ref)
        if filing.state in (S.DRAFT, *ON_THE_WAY):
            raise CourtTrouble(Trouble.UNKNOWN)
        return Standing(filing.state, filing.package_sha256, self._mark(filing), _story(filing).count())

    def events(self, ref: str, after: int) -> list[Event]:
        """The Steps that it left in the record of the case."""
        filing = self._filing(ref)
        dates = {row.uid: row for row in filing.hearings.all()}
        found = [_date(step, number, dates) if step.name in HearingNews.values else self._event(filing, step, number) for number, step in enumerate(_story(filing), start=1)]
        return found[after:]

    def withdraw(self, ref: str) -> None:
        """The filing says it already."""
        filing = self._filing(ref)
        if filing.state != S.WITHDRAWN and not can_be_taken_back(filing.state, filing.kind):
            raise CourtTrouble(Trouble.CONFLICT)

    def _filing(self, ref: str) -> Filing:
        found = Filing.objects.filter(ref=ref, case__court=self.court.centre_id).first()
        if found is None:
            raise CourtTrouble(Trouble.UNKNOWN)
        return found

    def _mark(self, filing: Filing) -> str:
        return f"{self.court.centre.court_code}-{filing.ref}"

    def _event(self, filing: Filing, step: Step, number: int) -> Event:
        state = STATE_OF[step.name]
        last = state == filing.state
        docket = filing.docket_number if state in (S.ACCEPTED, S.DECIDED) else ""
        rows = filing.documents.exclude(review_reason="") if state == S.RETURNED else []
        objections = [Problem(row.path, row.review_reason, row.review_words) for row in rows]
        return Event(number, state, step.at, docket, filing.reason if last else "", filing.remark if last else "", filing.result if last else "", objections)


def _story(filing: Filing) -> QuerySet[Step]:
    """What happened to it since the court has it, in order."""
    told = Step.objects.filter(case=filing.case_id, facts__filing=filing.ref, name__in=[*STATE_OF, *HearingNews.values])
    return told.order_by("seq") if filing.received_at is not None else told.none()


def _date(step: Step, number: int, dates: dict[str, Hearing]) -> Event:
    """A date that was set, moved or cancelled; where it is held and with whom is what it says now."""
    said, row = step.facts, dates[step.facts["uid"]]
    begins, ends = (datetime.fromisoformat(said[name]) for name in ("begins", "ends"))
    told = Appointment(row.uid, said["sequence"], step.name, said["date"], begins, ends, row.room, row.place, row.link, row.contact)
    return Event(number, "", step.at, appointment=told)
