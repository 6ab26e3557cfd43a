"""Jobs of the cases app: three lines each, taking ids."""

from procrastinate.contrib.django import app

from cases.actions import days, forget, once, tallies
from cases.actions.announce import announce_step
from cases.actions.calendar import recount_all


@app.task(name="cases.announce", retry=5)
def announce(step: int) -> None:
    """Tell the people concerned of a happening."""
    announce_step(step)


@app.task(name="cases.recount", queueing_lock="cases.recount", retry=5)
def recount() -> None:
    """Count the running clocks again after a change of the calendar or of the hours of duty."""
    recount_all()


@app.periodic(cron="17 3 * * *")
@app.task(name="cases.forget_old_keys", queueing_lock="cases.forget_old_keys", pass_context=False)
def forget_old_keys(timestamp: int) -> None:
    """Drop kept answers that no program will ask for again."""
    once.forget_old_keys()


@app.periodic(cron="37 3 * * *")
@app.task(name="cases.forget_old", queueing_lock="cases.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Drop drafts, lists, texts and codes whose time is over."""
    forget.forget_old()


@app.periodic(cron="7 1 * * *")
@app.task(name="cases.close_day", queueing_lock="cases.close_day", pass_context=False)
def close_day(timestamp: int) -> None:
    """Keep one hash over everything that happened until yesterday."""
    days.close_yesterday()


@app.periodic(cron="17 * * * *")
@app.task(name="cases.stamp_roots", queue="court", queueing_lock="cases.stamp_roots", pass_context=False)
def stamp_roots(timestamp: int) -> None:
    """Ask the authority of time about the roots it has not seen, every hour until it has answered."""
    days.stamp_roots()


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.fold_tallies", queueing_lock="cases.fold_tallies", pass_context=False)
def fold_tallies(timestamp: int) -> None:
    """Make few rows of the many that count the cases."""
    tallies.fold()
