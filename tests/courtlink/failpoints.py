"""Where a worker can die on the way of a filing, each reached from outside: nothing in the product knows of it."""

from django.db import connection

from courtlink.actions.take_back import take_back
from courtlink.models import Filing
from tests.courtlink.line import fresh
from tests.courtlink.workers import Hold, Worker, row_held, somebody_waits, until


def job_of(filing: Filing, task: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM procrastinate_jobs WHERE task_name = %s AND (args ->> 'filing')::bigint = %s", [task, filing.pk])
        return cursor.fetchone()[0]


def at_the_court(worker: Worker, court, filing: Filing, *, moment: str, word: str, cut: bool = False) -> None:
    hold = Hold(court.sandbox, moment, word, cut=cut)
    until(hold.reached.is_set, f"{moment} {word}")
    worker.kill()
    hold.release()


def before_it_arrives(worker: Worker, court, filing: Filing) -> None:
    """The bytes were on their way and the line broke with the worker."""
    at_the_court(worker, court, filing, moment="before", word=filing.ref, cut=True)


def arrived_but_not_answered(worker: Worker, court, filing: Filing) -> None:
    at_the_court(worker, court, filing, moment="after", word=filing.ref)


def answered_but_not_marked(worker: Worker, court, filing: Filing) -> None:
    """The receipt is here, and the row that it belongs to is busy."""
    with row_held("cases_case", "id", filing.case_id):
        until(lambda: somebody_waits("cases_case"), "waiting for the case")
        worker.kill()


def marked_but_not_done(worker: Worker, court, filing: Filing) -> None:
    """The filing is received, and the worker dies before it can say that the job is over."""
    hold = Hold(court.sandbox, "before", filing.ref)
    until(hold.reached.is_set, "the call")
    with row_held("procrastinate_jobs", "id", job_of(filing, "courtlink.deliver")):
        hold.release()
        until(lambda: fresh(filing).state == "received", "the mark")
        worker.kill()


def events_fetched_but_not_taken_over(worker: Worker, court, filing: Filing) -> None:
    until(lambda: fresh(filing).state == "received", "the receipt")
    hold = Hold(court.sandbox, "before", "/events")
    court.sandbox.shelf.decide(filing.ref, "under_review")
    ask(filing)
    until(hold.reached.is_set, "the question")
    with row_held("cases_case", "id", filing.case_id):
        hold.release()
        until(lambda: somebody_waits("cases_case"), "waiting for the case")
        worker.kill()


def taken_back_there_but_not_done(worker: Worker, court, filing: Filing) -> None:
    until(lambda: fresh(filing).state == "received", "the receipt")
    hold = Hold(court.sandbox, "after", "/withdraw")
    take_back(filing.pk, by=filing.created_by)
    until(hold.reached.is_set, "the withdrawal")
    worker.kill()
    hold.release()


def ask(filing: Filing) -> None:
    from courtlink.actions.events import plan

    plan(filing)


POINTS = {
    before_it_arrives: "received",
    arrived_but_not_answered: "received",
    answered_but_not_marked: "received",
    marked_but_not_done: "received",
    events_fetched_but_not_taken_over: "under_review",
    taken_back_there_but_not_done: "withdrawn",
}
