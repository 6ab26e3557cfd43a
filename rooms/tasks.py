"""Jobs of the rooms."""

from procrastinate.contrib.django import app

from rooms.actions import remind as deeds


@app.task(name="rooms.tell_time", retry=5)
def tell_time(booking: int, sequence: int, news: str, said_by: str) -> None:
    """Tell people what became of a time."""
    deeds.tell_time(booking, sequence, news, said_by)


@app.task(name="rooms.remind", retry=5)
def remind(booking: int, sequence: int, minutes: int) -> None:
    """Remind people of a sitting, when it still stands."""
    deeds.remind(booking, sequence, minutes)
