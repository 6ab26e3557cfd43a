"""Jobs of the vault."""

from procrastinate.contrib.django import app

from mediation.vault import actions, pieces


@app.task(name="vault.draw_pages", retry=3)
def draw_pages(file: int) -> None:
    """Make pictures of a paper's pages."""
    actions.draw_pages(file)


@app.periodic(cron="41 * * * *")
@app.task(name="vault.forget_uploads", queueing_lock="vault.forget_uploads", pass_context=False)
def forget_uploads(timestamp: int) -> None:
    """Drop what was never finished."""
    pieces.forget_old()


@app.periodic(cron="23 * * * *")
@app.task(name="vault.sweep", queueing_lock="vault.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Look at a part of the store every hour; the whole of it takes eleven days."""
    actions.sweep(f"{timestamp // 3600 % 256:02x}")
