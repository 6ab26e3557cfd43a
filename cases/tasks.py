"""Jobs of the cases app: three lines each, taking ids."""

from procrastinate.contrib.django import app

from cases.actions import once
from cases.actions.announce import announce_step
from cases.actions.remind import remind_due


@app.task(name="cases.announce", retry=5)
def announce(step: int) -> None:
    """Tell the people concerned of a happening."""
    announce_step(step)


@app.periodic(cron="* * * * * */20")
@app.task(name="cases.remind", queueing_lock="cases.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Remind whoever's turn it is when a clock has run out."""
    remind_due()


@app.periodic(cron="17 3 * * *")
@app.task(name="cases.forget_old_keys", queueing_lock="cases.forget_old_keys", pass_context=False)
def forget_old_keys(timestamp: int) -> None:
    """Drop kept answers that no program will ask for again."""
    once.forget_old_keys()
