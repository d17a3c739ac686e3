"""What keeps a log readable in an outage: a failure is told when it begins, and then once a minute with its count."""

import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, cast

from structlog import DropEvent
from structlog.typing import EventDict, WrappedLogger

from chassis.retry import is_outage

WINDOW_SECONDS = 60.0
OF_AN_OUTAGE = 1
OF_A_FAULT = 20
OF_ANSWERS = 5
LONGEST_ERROR = 300
LONGEST_TRACEBACK = 4_000
MOST_KINDS = 1_000

ANSWERED = "answered"
"""The line that every request leaves."""
CROWDED, GONE = 429, (502, 503, 504)

NEVER_LEFT_OUT = frozenset({"unexpected_error"})
"""Lines with the request id that a caller was told to report."""

Kind = tuple[object, ...]


@dataclass(slots=True)
class _Told:
    since: float
    times: int = 0
    unsaid: int = 0
    traced: float | None = None


class Repeats:
    """A structlog processor: leaves out what was said enough of this minute, and shortens errors.

    A line of the same kind (service, event, type of the error) is told at most so many times a minute: once where
    something else is gone (`is_outage`), where the place in our code says nothing and is left out too; more often
    where the fault may be ours, with one traceback a minute. The next line says how many were left out (`unsaid`).
    """

    def __init__(self, now: Callable[[], float] = time.monotonic):
        self._now = now
        self._kinds: dict[Kind, _Told] = {}

    def __call__(self, _logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        template = line.pop("template", None)
        error = _error_of(line.pop("exc_info", None))
        most = _most(line, method, error, foreign=template is not None)
        if most is None and error is None:
            return line
        name = line["event"] if template is None else template
        told = self._told((line.get("service"), name, type(error), line.get("status")))
        if most is not None and told.times >= most:
            told.unsaid += 1
            raise DropEvent
        told.times += 1
        if told.unsaid:
            line["unsaid"], told.unsaid = told.unsaid, 0
        if error is not None:
            self._describe(line, error, told)
        return line

    def _told(self, kind: Kind) -> _Told:
        now = self._now()
        told = self._kinds.get(kind)
        if told is None:
            if len(self._kinds) >= MOST_KINDS:
                self._kinds = {one: known for one, known in self._kinds.items() if now - known.since < WINDOW_SECONDS}
            told = self._kinds[kind] = _Told(now)
        elif now - told.since >= WINDOW_SECONDS:
            told.since, told.times = now, 0
        return told

    def _describe(self, line: EventDict, error: BaseException, told: _Told) -> None:
        line.setdefault("error", shortly(error))
        if is_outage(error):
            return
        if told.traced is None or told.since - told.traced >= WINDOW_SECONDS:
            told.traced = told.since
            line["traceback"] = "".join(traceback.format_exception(error))[-LONGEST_TRACEBACK:]


def shortly(error: BaseException) -> str:
    """The type and the first line of what an error says."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"[:LONGEST_ERROR]


def _most(line: EventDict, method: str, error: BaseException | None, *, foreign: bool) -> int | None:
    """How often lines of this kind are told in a minute; None: always."""
    if line["event"] in NEVER_LEFT_OUT:
        return None
    if line["event"] == ANSWERED:
        return OF_ANSWERS if line["status"] == CROWDED or line["status"] in GONE else None
    if foreign or (error is not None and is_outage(error)):
        return OF_AN_OUTAGE
    return OF_A_FAULT if error is not None or method in ("warning", "error", "critical") else None


_Info = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


def _error_of(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return cast(_Info, given)[1]
    return sys.exc_info()[1] if given else None
