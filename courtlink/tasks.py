"""Jobs of the court link."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from courtlink.actions import answers, deliver, early, events, summon
from courtlink.actions.compare import compare_all
from courtlink.actions.take_back import follow_case
from mediation.people.models import User


@app.task(name="courtlink.follow", retry=5)
def follow(case: int) -> None:
    """Take back the filings that a case has left behind, and send the application that was signed together with the agreement."""
    follow_case(case)
    early.complete(case)


@app.task(name="courtlink.deliver", retry=5)
def carry(filing: int, attempt: int) -> None:
    """Carry a sealed package to the court, once."""
    deliver.deliver(filing, attempt)


@app.task(name="courtlink.withdraw", retry=5)
def withdraw(filing: int, attempt: int) -> None:
    """Tell a court that papers are taken back."""
    deliver.withdraw(filing, attempt)


@app.task(name="courtlink.catch_up", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def catch_up(filing: int) -> None:
    """Fetch what happened to a filing at the court, and take it over."""
    events.catch_up(filing)


@app.task(name="courtlink.carry_out", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def carry_out(sheet: int, by: int) -> None:
    """Carry out a list of answers for the clerk who asked; rows that were done stay done."""
    answers.carry_out(sheet, by=User.objects.get(pk=by))


@app.task(name="courtlink.tell_date", retry=5)
def tell_date(hearing: int, sequence: int, news: str) -> None:
    """Tell people what became of a date at the court."""
    summon.tell_date(hearing, sequence, news)


@app.task(name="courtlink.remind_date", retry=5)
def remind_date(hearing: int, sequence: int, minutes: int) -> None:
    """Remind people of a date at the court, when it still stands."""
    summon.remind_date(hearing, sequence, minutes)


@app.periodic(cron="*/15 * * * *")
@app.task(name="courtlink.compare", queue="court", queueing_lock="courtlink.compare", pass_context=False)
def compare(timestamp: int) -> None:
    """Compare filings that have been quiet with the courts' records."""
    compare_all(full=False)


@app.periodic(cron="47 2 * * *")
@app.task(name="courtlink.compare_fully", queue="court", queueing_lock="courtlink.compare_fully", pass_context=False)
def compare_fully(timestamp: int) -> None:
    """Compare every open filing, once a night."""
    compare_all(full=True)


@app.periodic(cron="17 4 * * *")
@app.task(name="courtlink.forget_old_sheets", queueing_lock="courtlink.forget_old_sheets", pass_context=False)
def forget_old_sheets(timestamp: int) -> None:
    """Forget what old lists of answers said."""
    answers.forget_old_sheets()
