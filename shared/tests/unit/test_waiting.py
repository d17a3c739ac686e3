"""Nobody waits longer than was said."""

import asyncio
import time

import pytest

from chassis.waiting import within


async def answering() -> int:
    return 7


async def failing() -> int:
    raise ValueError("no")


class TestWithin:
    async def test_gives_the_result(self) -> None:
        assert await within(5, answering()) == 7

    async def test_raises_what_the_work_raises(self) -> None:
        with pytest.raises(ValueError, match="no"):
            await within(5, failing())

    async def test_is_over_in_time_though_the_work_answers_no_cancelling(self) -> None:
        ended = asyncio.Event()

        async def stubborn() -> None:
            while not ended.is_set():
                try:
                    await ended.wait()
                except asyncio.CancelledError:
                    continue

        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await within(0.05, stubborn())
        assert time.monotonic() - began < 2
        ended.set()

    async def test_ends_with_its_caller(self) -> None:
        begun, cancelled = asyncio.Event(), asyncio.Event()

        async def working() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        caller = asyncio.create_task(within(60, working()))
        await begun.wait()
        caller.cancel()
        await asyncio.wait([caller])
        async with asyncio.timeout(5):
            await cancelled.wait()
