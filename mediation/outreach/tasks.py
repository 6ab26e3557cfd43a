"""Jobs of outreach."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mediation.outreach import actions


@app.task(name="outreach.send", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send(message: int) -> None:
    """Send one message."""
    actions.send(message)
