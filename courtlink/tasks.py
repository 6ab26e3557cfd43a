"""Jobs of the court link."""

from procrastinate.contrib.django import app

from courtlink.actions.take_back import follow_case


@app.task(name="courtlink.follow", retry=5)
def follow(case: int) -> None:
    """Take back the filings that a case has left behind."""
    follow_case(case)
