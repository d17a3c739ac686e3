"""`baton up`: everything in one process, with the demonstration county, until Ctrl-C."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer

from allinone import installation
from allinone.commands import demo, showing, summary
from chassis import log

T = TypeVar("T")
LogLevel = Literal["debug", "info", "warning", "error"]


def up(
    folder: Annotated[Path, typer.Option(help="Where the data is kept.")] = installation.FOLDER,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    with_demo: Annotated[bool, typer.Option("--demo/--no-demo", help="Play the demonstration county once.")] = True,
    stop_after_summary: Annotated[bool, typer.Option(help="End instead of serving on.")] = False,
    log_level: Annotated[
        LogLevel, typer.Option(help="From where on the log is written, to standard error; info: a line a request.")
    ] = "warning",
) -> None:
    """Starts Baton in one process: PostgreSQL in the folder, all services, the demonstration county."""
    log.configure(log_level, service="baton", file=sys.stderr)
    asyncio.run(_serve(folder, host, port, with_demo=with_demo, stop_after_summary=stop_after_summary))


async def _serve(folder: Path, host: str, port: int, *, with_demo: bool, stop_after_summary: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    showing.remarks.print(f"Starting PostgreSQL and the services in {folder} …", highlight=False)
    async with installation.own(folder, host=host, port=port) as place:
        if with_demo:
            found = await _unless(stop, demo.play(place))
            if found is not None:
                summary.show(found)
                summary.show_first_steps(found, place)
        else:
            # a token holds for a region, and nothing but the demonstration defines one here
            create = "`baton region create CODE --zh NAME` defines a county"
            print(
                f"Baton answers at {place.url}. {create}, `baton token --region CODE` makes a token for it.", flush=True
            )
        if not stop_after_summary:
            showing.remarks.print("Ctrl-C ends it; the data stays.", highlight=False)
            await stop.wait()
        showing.remarks.print("Stopping …", highlight=False)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of the work, or None where Ctrl-C came first; what was done stays and is gone on with later."""
    doing, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait([doing, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if doing.done():
        return doing.result()
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
    return None
