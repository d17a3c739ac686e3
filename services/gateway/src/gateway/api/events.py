"""GET /events: everything that happened in the region, as a stream or in pages."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse

from chassis import paging
from chassis.door import ActorHere, Door
from chassis.paging import Limit, Page
from chassis.problems import responses
from chassis.refusal import Refusal
from contracts.topics import BY_EVENT_TYPE
from gateway.event_entry import LARGEST, LoggedEvent
from gateway.storage import event_log
from gateway.stream import Streams, known_in

router = APIRouter(route_class=Door, tags=["events"])


class EventTypeUnknown(Refusal):
    code = "event_type_unknown"
    kind = "invalid"
    en = "There is no event type {type}. /asyncapi.json lists them."
    zh = "没有事件类型 {type}。事件类型见 /asyncapi.json。"


class PositionUnreadable(Refusal):
    code = "position_unreadable"
    kind = "invalid"
    en = "{position} is no position of the log. Use the `id` of an event as you received it, or leave it out."
    zh = "{position} 不是日志位置。请原样使用收到的事件 id，或省略。"


@router.get(
    "/events",
    response_model=Page[LoggedEvent],
    responses={
        200: {
            "description": "A page, or with `Accept: text/event-stream` a stream that goes on",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **responses(410, 503),
    },
)
async def events(
    request: Request,
    actor: ActorHere,
    after: Annotated[int | None, Query(ge=0, le=LARGEST, description="the last position seen / 已读位置")] = None,
    cursor: paging.Cursor = None,
    limit: Limit = paging.DEFAULT_LIMIT,
    types: Annotated[
        list[str] | None, Query(alias="type", max_length=50, description="only these types / 仅限这些类型")
    ] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response | Page[LoggedEvent]:
    """Oldest first. A stream without a position begins now; a page without one begins at the beginning.

    A position that the log has not reached, or that is of another log, is answered with 410.
    A page ends early where its events would be more than 8 MB together: `next_cursor` says whether more follow.

    事件按先后排列；位置超出日志或属于另一套系统时返回 410；一页超过 8 MB 时提前截断，以 `next_cursor` 续读。
    以 `Accept: text/event-stream` 请求则为持续的事件流，断线后凭 `Last-Event-ID` 续传。
    """
    wanted = _types(types)
    if "text/event-stream" in request.headers.get("accept", ""):
        position = after if last_event_id is None else _position(last_event_id)
        stream = await _streams(request).read(actor, after=position, types=wanted)
        return EventSourceResponse(stream, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    (start,) = cursor.key(event_log.POSITION) if cursor else (after or 0,)
    async with request.app.state.database.read(actor.region, actor=actor) as tx:
        known_in(await event_log.ends(tx), start)
        part = await event_log.after(tx, start, types=wanted, limit=limit)
    return Page(
        items=[LoggedEvent.of(row) for row in part.rows],
        next_cursor=paging.cursor_of([part.rows[-1]["position"]]) if part.more else None,
    )


def _types(types: list[str] | None) -> frozenset[str]:
    for one in types or ():
        if one not in BY_EVENT_TYPE:
            raise EventTypeUnknown(type=one[:100])
    return frozenset(types or ())


def _position(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 20 and int(given) <= LARGEST):
        raise PositionUnreadable(position=given[:40])
    return int(given)


def _streams(request: Request) -> Streams:
    state = request.app.state
    if getattr(state, "streams", None) is None:
        state.streams = Streams(state.database, state.stop, state.desk.settings)
    streams: Streams = state.streams
    return streams
