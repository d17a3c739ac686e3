"""Waiting, bounded in time."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def either(stop: asyncio.Event, wake: asyncio.Event | None, seconds: float) -> None:
    """Returns when one of the events is set, at the latest after so many seconds."""
    waiting = [asyncio.create_task(event.wait()) for event in (stop, wake) if event is not None]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """The result of the work. Raises TimeoutError in time, also where the work does not end when it is cancelled:
    a database that hangs answers no cancelling either. Such work is left behind."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait([task], timeout=seconds)
    finally:
        task.cancel()
    if not done:
        task.add_done_callback(_forget)
        raise TimeoutError(f"no answer in {seconds} s")
    return task.result()


def _forget(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
