"""One screen with one draft open. It carries and decides nothing."""

from typing import Any

from channels.db import database_sync_to_async

from mediation.refusals import NotFound, Refusal
from rooms.actions import drafts
from rooms.connection import Connection
from rooms.drafting import frames
from rooms.drafting.desk import DESK, Page, state_for
from rooms.drafting.numbers import MalformedError
from rooms.hub import NO_SEAT
from rooms.models import Draft, Seat, Sitting
from rooms.outlet import SLOW
from rooms.reads.drafts import draft_for, loaded
from rooms.reads.entry import entry_for, seated
from rooms.wire import encode


class DraftConsumer(Connection):
    """A person at a draft."""

    RATE, BURST = 40.0, 120.0  # a typist sends ten changes and ten carets a second
    BUDGET = 1024 * 1024  # a whole text is one frame
    page: Page | None = None

    async def begin(self) -> int:
        """Find the draft, then say how it stands and ask for what this page has and the log has not."""
        try:
            draft, seat, sitting = await _found(self.user, **self.asked)
        except NotFound:
            return NO_SEAT
        self.page = page = Page(draft.pk, sitting.pk, seat.pk, seat.number, seat.name, seat.reader, self.outlet, number=draft.last_seq)
        DESK.join(page)
        page.told = await database_sync_to_async(state_for)(draft, seat, sitting)
        self.outlet.push(encode(page.told))
        self.outlet.push(frames.ask(await _state(draft.pk)))
        return 0

    def forget(self) -> None:
        """Listen no more."""
        if self.page is not None:
            DESK.leave(self.page)

    async def end(self) -> None:
        """The caret goes with the page."""
        if self.page is not None and self.page.here is not None:
            await DESK.pass_on(self.page, self.page.presence(gone=True))

    async def hear(self, text: str | None, data: bytes | None) -> None:
        """Parse, act, answer refusals."""
        if self.page is None:
            return
        if self.spend() < 0 or len(data or b"") > frames.FRAME:
            await self.close(SLOW)
            return
        try:
            await self._act(self.page, frames.parse(data or b""))
        except Refusal as refusal:
            self.outlet.push(encode({"type": "refused", "code": refusal.code, "sentence": str(refusal.sentence)}))
        except MalformedError:
            self.outlet.push(encode({"type": "refused", "code": "unknown-message", "sentence": ""}))

    async def _act(self, page: Page, frame: frames.Frame) -> None:
        match frame:
            case frames.Ask(state):
                self.outlet.push(frames.answer(await _missing(page.draft, state)))
            case frames.Change(update):
                kept = await database_sync_to_async(drafts.change)(page.draft, page.sitting, by=self.user, update=update)
                if kept is not None:
                    await DESK.hear(page, kept.seq, update)
            case frames.Presence():
                await DESK.stand(page, frame)
            case frames.Got(several):
                self.outlet.confirm(several)


@database_sync_to_async
def _found(user: Any, number: str, zone: str) -> tuple[Draft, Seat, Sitting]:
    """The draft of a zone, for somebody inside the room; NotFound for everybody else."""
    sitting, seat = seated(entry_for(user, number))
    return draft_for(sitting, seat.reader, zone), seat, sitting


@database_sync_to_async
def _state(draft_id: int) -> bytes:
    """What the log has, so that a page sends what it wrote while the line was broken."""
    state: bytes = loaded(Draft.objects.get(pk=draft_id)).get_state()
    return state


@database_sync_to_async
def _missing(draft_id: int, state: bytes) -> bytes:
    """What a page lacks; MalformedError when it does not say what it has."""
    try:
        update: bytes = loaded(Draft.objects.get(pk=draft_id)).get_update(state)
    except (ValueError, RuntimeError) as broken:
        raise MalformedError(str(broken)) from broken
    return update
