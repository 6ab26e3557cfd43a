"""Filings on their way: jobs run at once whatever their time, and courts of every kind to carry them to."""

import random
from datetime import datetime, timedelta

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from courtlink.actions import hearings, review
from courtlink.actions.courts import connect_court
from courtlink.actions.exchanges import port_of
from courtlink.adapters.port import CourtTrouble, Parcel
from courtlink.keys import known_keys
from courtlink.models import Filing, Hearing, Slot
from courtlink.sandbox.court import Faults, SandboxCourt
from mediation.people.models import Centre
from mediation.vault.reads import open_original
from tests.people import staff

NETWORKS = ["127.0.0.0/8"]
DOCKETS = {"lawsuit": "(2026)浙0108民初9号", "confirmation": "(2026)浙0108民特9号", "enforcement": "(2026)浙0108执9号"}


def waiting() -> list[tuple[str, dict]]:
    """The court link's jobs that wait, oldest first."""
    rows = ProcrastinateJob.objects.filter(task_name__startswith="courtlink.", status="todo").order_by("pk")
    return [(row.task_name, row.args) for row in rows]


def run_jobs(most: int = 60) -> int:
    """Do them all, now; what a court's trouble ends is done again, as the worker would. Return how many ran."""
    for ran in range(most):
        row = ProcrastinateJob.objects.filter(task_name__startswith="courtlink.", status="todo").order_by("pk").values_list("pk", "task_name", "args").first()
        if row is None:
            return ran
        try:
            app.tasks[row[1]](**row[2])
        except CourtTrouble:
            continue
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
    raise AssertionError(f"no end of jobs: {waiting()}")


def fresh(filing: Filing) -> Filing:
    return Filing.objects.select_related("case__court", "package").get(pk=filing.pk)


def parcel(filing: Filing) -> Parcel:
    filing = fresh(filing)
    with open_original(filing.package) as file:
        return Parcel(filing.ref, filing.package_sha256, file.read())


class InboxSide:
    """The clerks' pages."""

    kind, sandbox = "inbox", None

    def decide(self, filing: Filing, what: str, **facts) -> None:
        clerk, row = staff("zhou"), fresh(filing)
        if row.state in ("submitted", "received") and what != "decided":
            review.take(filing.pk, by=clerk)
        match what:
            case "accepted":
                review.accept(filing.pk, by=clerk, docket_number=DOCKETS[filing.kind])
            case "returned":
                lead = row.documents.get(role="lead")
                review.send_back(filing.pk, by=clerk, reasons={lead.pk: ("unclear_facts", "请补充")}, remark="请补正")
            case "rejected":
                review.reject(filing.pk, by=clerk, reason="not_this_court", remark="不属于本院管辖")
            case "decided":
                review.decide(filing.pk, by=clerk, result="enforced" if row.kind == "enforcement" else "confirmed")

    def summon(self, filing: Filing, begins: datetime, *, room: str, hearing: Hearing | None = None) -> None:
        """Set a date for two hours, or move one."""
        slot, clerk = Slot("hearing", begins, begins + timedelta(hours=2), room=room), staff("zhou")
        if hearing is None:
            hearings.set_date(filing.pk, by=clerk, slot=slot)
        else:
            hearings.move_date(hearing.pk, by=clerk, slot=slot)

    def call_off(self, filing: Filing, hearing: Hearing) -> None:
        hearings.cancel_date(hearing.pk, by=staff("zhou"))

    def effects(self, filing: Filing) -> int:
        return fresh(filing).case.steps.filter(name="filing_received", facts__filing=filing.ref).count()


class SandboxSide:
    """A court over HTTP."""

    def __init__(self, kind: str, faults: Faults) -> None:
        self.kind = kind
        self.sandbox = SandboxCourt(keys=known_keys, callback="http://127.0.0.1:9/told", faults=faults).start()
        connect_court(Centre.objects.get(short_name="滨江法院"), url=self.sandbox.url, key=self.sandbox.public_key, networks=NETWORKS)

    def decide(self, filing: Filing, what: str, **facts) -> None:
        facts |= {"result": "enforced" if filing.kind == "enforcement" else "confirmed"} if what == "decided" else {}
        facts |= {"reason": "not_this_court", "remark": "不属于本院管辖"} if what == "rejected" else {}
        if what != "decided":
            self.sandbox.shelf.decide(filing.ref, "under_review")
        self.sandbox.shelf.decide(filing.ref, what, **facts)
        app.tasks["courtlink.catch_up"].defer(filing=filing.pk)
        run_jobs()

    def summon(self, filing: Filing, begins: datetime, *, room: str, hearing: Hearing | None = None) -> None:
        known = {"uid": hearing.uid} if hearing else {}
        self._report(filing, begins=begins.isoformat(), ends=(begins + timedelta(hours=2)).isoformat(), room=room, **known)

    def call_off(self, filing: Filing, hearing: Hearing) -> None:
        self._report(filing, uid=hearing.uid, status="cancelled")

    def _report(self, filing: Filing, **facts) -> None:
        self.sandbox.shelf.summon(filing.ref, **facts)
        app.tasks["courtlink.catch_up"].defer(filing=filing.pk)
        run_jobs()

    def effects(self, filing: Filing) -> int:
        return next((row["effects"] for row in self.sandbox.shelf.filings() if row["ref"] == filing.ref), 0)


def side(kind: str):
    if kind == "inbox":
        return InboxSide()
    return SandboxSide(kind, Faults() if kind == "http" else Faults(delay=0.02, drop=0.3, double=0.5, reorder=True, luck=random.Random(3)))


def port(filing: Filing):
    return port_of(fresh(filing))


def patiently(call, times: int = 30):
    """Ask a court that cuts lines until it answers."""
    for _time in range(times):
        try:
            return call()
        except CourtTrouble as fault:
            if fault.lasts:
                raise
    raise AssertionError("it never answered")
