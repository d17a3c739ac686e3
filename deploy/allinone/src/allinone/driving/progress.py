"""How far a long run is: a bar on a terminal, now and then a plain line in a log file."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

SECONDS_BETWEEN_LINES = 5.0


class Meter(Protocol):
    """`what` is where the run stands; `done` of `total` parts are finished."""

    def __call__(self, what: str, done: int, total: int) -> None: ...


def silent(what: str, done: int, total: int) -> None:
    """For callers that want no report."""


@contextmanager
def meter(console: Console, title: str) -> Iterator[Meter]:
    if not console.is_terminal:
        yield _plain(console, title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title} · {what}", completed=done, total=total)

        yield show


def _plain(console: Console, title: str) -> Meter:
    last = -SECONDS_BETWEEN_LINES

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            console.print(f"{title}: {what} ({done} of {total})", highlight=False)

    return show
