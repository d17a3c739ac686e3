"""Feeds: registered with a rhythm; silent when they miss it; back when something arrives."""

from collections.abc import Iterable

from sqlalchemy import RowMapping

from budget_monitor.domain.feed import Feed
from budget_monitor.domain.refusals import AlreadyExists
from budget_monitor.storage import budget_items
from budget_monitor.storage import feeds as storage
from budget_monitor.usecases import lights
from chassis import deadlines, outbox
from chassis.db import Tx
from chassis.refusal import NotFound
from chassis.service import Deadline
from contracts.budget import FeedRegistered, FeedReturned, FeedWentSilent
from contracts.envelope import Labels


async def register(tx: Tx, *, code: str, labels: Labels, rhythm_days: int | None) -> None:
    """Raises AlreadyExists."""
    if not await storage.add(tx, code=code, labels=labels.model_dump(), rhythm_days=rhythm_days):
        raise AlreadyExists(what="feed", id=code, difference="nothing")
    await _watch(tx, Feed(code, rhythm_days, tx.now, None))
    registered = FeedRegistered(code=code, version=1, labels=labels, rhythm_days=rhythm_days)
    await outbox.put(tx, registered, aggregate=code, sequence=1)


async def arrive(tx: Tx, code: str) -> None:
    """Something arrived through the feed. Raises NotFound."""
    row = await storage.lock(tx, code)
    if row is None:
        raise NotFound(what="feed", id=code, region=tx.region.code)
    await _arrived(tx, row)


async def arrived(tx: Tx, codes: Iterable[str]) -> None:
    """The same for the feeds that a batch names; one that nobody registered is left to the check."""
    for code in sorted(codes):
        row = await storage.lock(tx, code)
        if row is not None:
            await _arrived(tx, row)


async def _arrived(tx: Tx, row: RowMapping) -> None:
    code = row["code"]
    feed = storage.feed_of(row)
    await _watch(tx, Feed(code, feed.rhythm_days, feed.registered_at, tx.now))
    if not row["silent"]:
        await storage.change(tx, code, last_arrival=tx.now)
        return
    version = row["version"] + 1
    await storage.change(tx, code, last_arrival=tx.now, silent=False, version=version)
    await outbox.put(tx, FeedReturned(code=code, arrived_at=tx.now), aggregate=code, sequence=version)
    await lights.feed_changed(tx, await budget_items.of_feed(tx, code), "feed_returned", tx.now)


async def _watch(tx: Tx, feed: Feed) -> None:
    silent_from = feed.silent_from()
    if silent_from is not None:
        await deadlines.set(tx, "feed-silence", feed.code, silent_from)


async def fall_silent(tx: Tx, deadline: Deadline) -> None:
    """The rhythm passed without an arrival: every light that lives on the feed turns stale."""
    row = await storage.lock(tx, deadline.key)
    if row is None or row["silent"] or not storage.feed_of(row).is_silent(deadline.due_at):
        return
    version = row["version"] + 1
    await storage.change(tx, row["code"], silent=True, version=version)
    silent = FeedWentSilent(code=row["code"], last_arrival=row["last_arrival"])
    await outbox.put(tx, silent, aggregate=row["code"], sequence=version, time=deadline.due_at)
    items = await budget_items.of_feed(tx, row["code"])
    await lights.feed_changed(tx, items, "feed_silent", deadline.due_at)
