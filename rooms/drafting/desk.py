"""Who has which draft open in this process. It passes changes on that are in the log already, and looks for those of other processes."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from channels.db import database_sync_to_async

from rooms import bus
from rooms.drafting import frames
from rooms.hub import NO_SEAT
from rooms.looking import Looking
from rooms.models import Draft, Seat, Sitting
from rooms.outlet import Outlet
from rooms.reads.drafts import changes_after, may_remark, may_write
from rooms.reads.heads import heads, without_post
from rooms.reads.rights import seats_in
from rooms.wire import encode

State = dict[str, Any]


@dataclass(eq=False, slots=True)
class Page:
    """One open draft on one screen."""

    draft: int
    sitting: int
    seat: int  # key of the row
    place: int  # number in the sitting
    name: str
    reader: str
    outlet: Outlet
    number: int = 0  # the last change it was given
    told: State = field(default_factory=dict)
    here: frames.Presence | None = None

    def presence(self, *, gone: bool = False) -> bytes:
        """Where this page's caret is, for the others."""
        at = self.here or frames.Presence(0, 0, None)
        return frames.presence(at.client, at.clock + gone, name=self.name, seat=self.place, cursor=at.cursor, gone=gone)


class Desk:
    """The open drafts of this process."""

    def __init__(self) -> None:
        self.pages: dict[int, set[Page]] = defaultdict(set)
        self.looking = Looking(self._look, self._called, bus.DRAFTS, lambda: len(self.pages))
        self.known: dict[int, tuple[Any, ...]] = {}

    def join(self, page: Page) -> None:
        """Begin to listen, before the text is read; and hear where the others are."""
        for other in self.pages[page.draft]:
            if other.here is not None:
                page.outlet.push(other.presence())
        self.pages[page.draft].add(page)
        if self.looking.begin():
            self.known = {}

    def leave(self, page: Page) -> None:
        """Stop."""
        self.pages[page.draft].discard(page)
        if not self.pages[page.draft]:
            self.pages.pop(page.draft)
            self.known.pop(page.draft, None)

    async def stand(self, page: Page, presence: frames.Presence) -> None:
        """A page says where its caret is; nobody moves the caret of another."""
        others = {other.here.client for other in self.pages[page.draft] if other is not page and other.here}
        if presence.client in others or (page.here and page.here.client != presence.client):
            return
        page.here = presence
        await self.pass_on(page, page.presence())

    async def pass_on(self, page: Page, frame: bytes) -> None:
        """Give a caret to everybody else who has this draft open, here and in other processes."""
        self._show(page.draft, frame, but=page)
        await bus.call({"kind": "presence", "draft": page.draft, "frame": frame}, bus.DRAFTS)

    def _show(self, draft: int, frame: bytes, but: Page | None = None) -> None:
        for other in self.pages.get(draft, ()):
            if other is not but:
                other.outlet.push(frame)

    async def hear(self, page: Page, seq: int, update: bytes) -> None:
        """A change of this page is in the log: give it to the others; whoever lacks earlier ones gets all from the log."""
        behind = False
        for other in tuple(self.pages.get(page.draft, ())):
            if other.number != seq - 1:
                behind = True
                continue
            other.number = seq
            if other is not page:
                other.outlet.push(frames.tell(update))
        if behind:
            await self.news(page.draft)
        await bus.call({"kind": "news", "draft": page.draft}, bus.DRAFTS)

    async def news(self, draft: int) -> None:
        """Read what is new about a draft, and give it to those who are meant; close the pages of those who lost their seat."""
        pages = tuple(self.pages.get(draft, ()))
        if not pages:
            return
        changes, states = await _look_at(draft, min(page.number for page in pages), {(page.sitting, page.seat) for page in pages})
        for page in pages:
            state = states.get(page.seat)
            if state is None or state["reader"] != page.reader:
                await page.outlet.drop(NO_SEAT)
                continue
            for seq, update in changes:
                if seq > page.number:
                    page.number = seq
                    page.outlet.push(frames.tell(update))
            if state != page.told:
                page.told = state
                page.outlet.push(encode(state))

    async def _called(self, event: dict[str, Any]) -> None:
        if event["kind"] == "presence":
            self._show(event["draft"], event["frame"])
        else:
            await self.news(event["draft"])

    async def _look(self) -> None:
        """What other processes wrote, and who has lost the seat."""
        found, lost = await _heads({page for pages in self.pages.values() for page in pages})
        for draft, head in found.items():
            if self.known.get(draft) != head or lost:
                self.known[draft] = head
                await self.news(draft)


@database_sync_to_async
def _heads(pages: set[Page]) -> tuple[dict[int, tuple[Any, ...]], set[int]]:
    """How far each draft and its sittings are, and the sittings in which somebody lost a post."""
    rooms = heads(list({page.sitting for page in pages}))
    sittings: dict[int, list[int]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.sitting):
        sittings[page.draft].append(page.sitting)
    rows = Draft.objects.filter(pk__in=sittings).values_list("pk", "last_seq", "version")
    return {pk: (*rest, *(rooms.get(s, ())[:2] for s in sittings[pk])) for pk, *rest in rows}, without_post([page.seat for page in pages])


@database_sync_to_async
def _look_at(draft_id: int, after: int, seats: set[tuple[int, int]]) -> tuple[list[tuple[int, bytes]], dict[int, State]]:
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None or not draft.key:
        return [], {}
    states: dict[int, State] = {}
    for sitting in Sitting.objects.select_related("round", "mediator", "case").filter(pk__in={sitting for sitting, _seat in seats}):
        for seat in seats_in(sitting.pk):
            if (sitting.pk, seat.pk) in seats and seat.is_inside and Draft.objects.of(sitting).visible_to(seat.reader).filter(pk=draft_id):
                states[seat.pk] = state_for(draft, seat, sitting)
    return changes_after(draft, after), states


def state_for(draft: Draft, seat: Seat, sitting: Sitting) -> State:
    """What a page is told beside the text."""
    return {
        "type": "state",
        "reader": seat.reader,
        "writes": may_write(draft, seat, sitting),
        "remarks": may_remark(draft, seat, sitting),
        "stage": sitting.round.state,
        "version": draft.version,
    }


def wake(draft_id: int) -> None:
    """Have open pages look at once, from a page's thread."""
    if (loop := DESK.looking.loop) is not None and DESK.pages.get(draft_id):
        asyncio.run_coroutine_threadsafe(DESK.news(draft_id), loop)
    bus.call_from_a_page({"kind": "news", "draft": draft_id}, bus.DRAFTS)


DESK = Desk()
