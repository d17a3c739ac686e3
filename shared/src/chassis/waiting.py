"""Waiting for one of two things, bounded in time."""

import asyncio


async def either(stop: asyncio.Event, wake: asyncio.Event | None, seconds: float) -> None:
    """Returns when one of the events is set, at the latest after so many seconds."""
    waiting = [asyncio.create_task(event.wait()) for event in (stop, wake) if event is not None]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
