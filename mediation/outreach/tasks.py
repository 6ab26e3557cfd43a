"""Jobs of outreach."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from mediation.outreach import actions, webhooks

TRIES = 6  # after the first: 4 s, 16 s, 1 min, 4 min, 17 min, 68 min


@app.task(name="outreach.send", retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4), pass_context=True)
def send(context: JobContext, message: int) -> None:
    """Send one message; after the last try it is shown as not delivered."""
    actions.send(message, last_try=context.job is not None and context.job.attempts >= TRIES)


@app.task(name="outreach.deliver", queue="webhooks", retry=5)
def deliver(delivery: int, attempt: int) -> None:
    """Tell another system once; the next try is a job of its own."""
    webhooks.attempt(delivery, attempt)


@app.periodic(cron="37 3 * * *")
@app.task(name="outreach.forget_old_events", queueing_lock="outreach.forget_old_events", pass_context=False)
def forget_old_events(timestamp: int) -> None:
    """Drop events that nobody will ask for again."""
    webhooks.forget_old()
