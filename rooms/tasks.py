"""Jobs of the rooms."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from rooms.actions import films
from rooms.actions import remind as deeds
from rooms.media import control


@app.task(name="rooms.tell_time", retry=5)
def tell_time(booking: int, sequence: int, news: str, said_by: str) -> None:
    """Tell people what became of a time."""
    deeds.tell_time(booking, sequence, news, said_by)


@app.task(name="rooms.remind", retry=5)
def remind(booking: int, sequence: int, minutes: int) -> None:
    """Remind people of a sitting, when it still stands."""
    deeds.remind(booking, sequence, minutes)


@app.task(name="rooms.make_film", retry=RetryStrategy(max_attempts=12, exponential_wait=3))
def make_film(part: int) -> None:
    """Make the film of a recorded part."""
    films.make_film(part)


@app.task(name="rooms.stop_recording", retry=RetryStrategy(max_attempts=100, wait=2))
def stop_recording(sitting: int) -> None:
    """Ask a media server again that did not answer."""
    control.stop_recording(sitting)


@app.periodic(cron="7 4 * * *")
@app.task(name="rooms.forget_recordings", queueing_lock="rooms.forget_recordings", pass_context=False)
def forget_recordings(timestamp: int) -> None:
    """Drop recordings whose time is over."""
    films.forget_recordings()
