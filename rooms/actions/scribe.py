"""One scribe a process: what is said in all its rooms at one moment is stored by one statement and one commit.

While a commit is under way the next words gather, so that a busy process needs few of them. A line to the database of its
own keeps the event loop free of threads; when it breaks, nothing was said, and the pages say it again under the same id.
"""

import asyncio
from datetime import date, datetime
from typing import Any

import psycopg
from channels.db import database_sync_to_async
from django.db import connections
from django.utils import timezone

from cases.models.party import grown_since
from rooms.actions.words import SAY, Stored, Words, facts_of

MOST = 200  # messages in one statement


class Scribe:
    """Stores words in the order in which they came, for one event loop."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Words, asyncio.Future[Stored | None]]] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self.line: psycopg.AsyncConnection[Any] | None = None
        self.work: asyncio.Task[None] | None = None
        self.known = (date.min, date.min)

    async def say(self, words: Words) -> Stored | None:
        """Store it; None when it was refused or said before (`talk.said_before` tells which). Raises psycopg.Error when the database is away."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop:
            self.forget()
            self.loop = loop
        done: asyncio.Future[Stored | None] = loop.create_future()
        self.waiting.append((words, done))
        if self.work is None:
            self.work = loop.create_task(self._work())
        return await done

    def forget(self) -> None:
        """Drop what belongs to a loop that has ended."""
        if self.line is not None:
            self.line.pgconn.finish()
        self.waiting, self.line, self.work, self.loop = [], None, None, None

    async def _work(self) -> None:
        try:
            while self.waiting:
                batch = self._next()
                try:
                    stored = await self._store([words for words, _ in batch])
                except Exception as fault:  # noqa: BLE001 - whoever waits is told, whatever it was
                    await self._hang_up()
                    for _words, done in batch:
                        if not done.done():
                            done.set_exception(fault)
                else:
                    for words, done in batch:
                        if not done.done():
                            done.set_result(stored.get(words.sitting))
        finally:
            self.work = None

    def _next(self) -> list[tuple[Words, "asyncio.Future[Stored | None]"]]:
        """What can go into one statement: the first of each sitting."""
        batch: dict[int, tuple[Words, asyncio.Future[Stored | None]]] = {}
        later = []
        for one in self.waiting:
            if one[0].sitting in batch or len(batch) == MOST:
                later.append(one)
            else:
                batch[one[0].sitting] = one
        self.waiting = later
        return list(batch.values())

    async def _store(self, several: list[Words]) -> dict[int, Stored]:
        line = self.line = self.line or await _open()
        try:
            rows = await (await line.execute(SAY, facts_of(several, grown=await self._grown(several[-1].at)))).fetchall()
        except psycopg.errors.UniqueViolation:
            if len(several) == 1:
                return {}
            found = [await self._store([words]) for words in several]
            return {sitting: row for each in found for sitting, row in each.items()}
        return {row[0]: Stored(*row) for row in rows}

    async def _grown(self, at: datetime) -> date:
        """Who was born after this day is a minor; asked once a day, because the age of majority is a dated row."""
        today = timezone.localdate(at)
        if self.known[0] != today:
            self.known = (today, await database_sync_to_async(grown_since)(at))
        return self.known[1]

    async def _hang_up(self) -> None:
        if self.line is not None:
            await self.line.close()
            self.line = None


async def _open() -> "psycopg.AsyncConnection[Any]":
    """A line with the settings of Django's own, outside its pool."""
    known = connections["default"].get_connection_params()
    words = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    place = {name: value for name, value in known.items() if name in words}
    return await psycopg.AsyncConnection.connect(**place, autocommit=True, prepare_threshold=known.get("prepare_threshold") and 1)


SCRIBE = Scribe()
