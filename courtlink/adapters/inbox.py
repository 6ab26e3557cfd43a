"""The court whose clerks work on our own pages: the same protocol in process. Its record is the filing itself, so nothing can drift."""

from datetime import datetime

from courtlink.adapters.court_rules import problems_of
from courtlink.adapters.port import CourtTrouble, Event, Parcel, Problem, Receipt, Standing
from courtlink.flow import CAN_BE_TAKEN_BACK, FORWARD, ON_THE_WAY
from courtlink.keys import known_keys
from courtlink.kinds import FilingState, Trouble
from courtlink.models import Court, Filing

S = FilingState
AFTER_RECEIPT = {S.RETURNED: S.UNDER_REVIEW, S.REJECTED: S.UNDER_REVIEW, S.WITHDRAWN: S.RECEIVED}


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
        return Standing(filing.state, filing.package_sha256, self._mark(filing), len(_way(filing)))

    def events(self, ref: str, after: int) -> list[Event]:
        """The way that led to its state."""
        filing = self._filing(ref)
        found = [self._event(filing, number, state) for number, state in enumerate(_way(filing), start=1)]
        return found[after:]

    def withdraw(self, ref: str) -> None:
        """The filing says it already."""
        if self._filing(ref).state not in (*CAN_BE_TAKEN_BACK, S.WITHDRAWN):
            raise CourtTrouble(Trouble.CONFLICT)

    def _filing(self, ref: str) -> Filing:
        found = Filing.objects.filter(ref=ref, case__court=self.court.centre_id).first()
        if found is None:
            raise CourtTrouble(Trouble.UNKNOWN)
        return found

    def _mark(self, filing: Filing) -> str:
        return f"{self.court.centre.court_code}-{filing.ref}"

    def _event(self, filing: Filing, number: int, state: str) -> Event:
        at = filing.decided_at or filing.received_at or self.now
        last = state == filing.state
        docket = filing.docket_number if state in (S.ACCEPTED, S.DECIDED) else ""
        rows = filing.documents.exclude(review_reason="") if state == S.RETURNED else []
        objections = [Problem(row.path, row.review_reason, row.review_words) for row in rows]
        return Event(number, state, at, docket, filing.reason if last else "", filing.remark if last else "", filing.result if last else "", objections)


def _way(filing: Filing) -> list[str]:
    if filing.received_at is None:
        return []
    state = S(filing.state)
    forward: list[str] = list(FORWARD[FORWARD.index(S.RECEIVED) : FORWARD.index(AFTER_RECEIPT.get(state, state)) + 1])
    return forward if state in forward else [*forward, state]
