"""Where a command finds Baton: an address with keys to sign tokens, or an installation started for the purpose."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from allinone import main
from allinone.driving.client import Baton
from allinone.driving.people import Tokens, development_tokens

T = TypeVar("T")
FOLDER = Path(".baton")
URL = "http://127.0.0.1:8000"
REQUEST_SECONDS = 60.0
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """A running installation: its address, and the folder with the keys of its development issuer."""

    url: str
    keys: Path

    def tokens(self, region: str) -> Tokens:
        return development_tokens(self.keys, region=region)


@asynccontextmanager
async def baton(place: Place, region: str) -> AsyncIterator[Baton]:
    async with httpx.AsyncClient(base_url=place.url, timeout=REQUEST_SECONDS) as http:
        yield Baton(http, place.tokens(region), region=region, patience=PATIENCE_SECONDS)


def ask(place: Place, region: str, send: Callable[[Baton], Awaitable[T]]) -> T:
    """What a command sends to one region of an installation, from its first request to its answer."""

    async def run() -> T:
        async with baton(place, region) as client:
            return await send(client)

    return asyncio.run(run())


@asynccontextmanager
async def known(place: Place) -> AsyncIterator[Place]:
    """An installation that somebody else runs."""
    yield place


@asynccontextmanager
async def own(folder: Path, *, durable: bool = True, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Place]:
    """An installation of this process, served as long as it is needed."""
    async with (
        main.installed(folder, durable=durable) as installation,
        main.served(installation, host=host, port=port) as url,
    ):
        yield Place(url, folder / "keys")


@asynccontextmanager
async def fresh() -> AsyncIterator[Place]:
    """An empty installation that leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="baton-", ignore_cleanup_errors=True) as folder:
        async with own(Path(folder), durable=False) as place:
            yield place
