"""Jobs that look after the jobs."""

from procrastinate.contrib.django import app

SILENT = 30  # seconds without a heartbeat: the worker was killed


@app.periodic(cron="* * * * * */10")
@app.task(name="mediation.rescue", queueing_lock="mediation.rescue", pass_context=False)
async def rescue(timestamp: int) -> None:
    """Try again what a killed worker left half done; its lock would hold up every later job of the same case. All jobs can be repeated."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await app.job_manager.retry_job(job)
