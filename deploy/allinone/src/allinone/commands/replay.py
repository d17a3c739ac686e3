"""`baton replay`: a whole fiscal year of somebody's files, as it would have happened."""

import asyncio
import json
import signal
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import outcome, planning, replaying
from allinone.driving.outcome import Outcome
from allinone.driving.progress import meter
from allinone.driving.replaying import Plan
from allinone.failures import WrongUse
from allinone.installation import Place


def replay(
    budget: Annotated[Path, typer.Option(help="CSV file of the budget items.")],
    payments: Annotated[Path, typer.Option(help="CSV file of the payments.")],
    mapping_files: Annotated[
        list[Path], typer.Option("--mapping", help="Mapping of the budget file, and again of the payments file.")
    ],
    rules_file: Annotated[Path, typer.Option("--rules", help="File of the monitoring rules.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as one JSON line, the last one.")] = False,
    skip_refused: Annotated[bool, typer.Option(help="Go on without the rows that are refused.")] = False,
    fresh: Annotated[bool, typer.Option(help="Use an empty installation that leaves nothing behind.")] = False,
    url: Annotated[str | None, typer.Option(envvar="BATON_URL", help="Use a running Baton instead.")] = None,
    keys: options.Keys = options.KEYS,
    folder: Annotated[Path, typer.Option(help="Folder of the installation to use.")] = installation.FOLDER,
) -> None:
    """Replays a fiscal year: payments in order, lights at their checkpoints, orders.

    Repeating it changes nothing; interrupted, it goes on where it stopped. Without --url the services run in this
    process, on the data in --folder.
    """
    plan = planning.read(budget, payments, mapping_files, rules_file, skip_refused=skip_refused)
    where = _place(url, keys, folder, fresh=fresh)
    found = asyncio.run(_run(where, plan))
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        show(found)


def _place(url: str | None, keys: Path, folder: Path, *, fresh: bool) -> AbstractAsyncContextManager[Place]:
    if fresh and url is not None:
        raise WrongUse("--fresh starts an installation of its own; leave out --url.")
    if fresh:
        return installation.fresh()
    if url is not None:
        return installation.known(Place(url, keys))
    return installation.own(folder)


async def _run(where: AbstractAsyncContextManager[Place], plan: Plan) -> Outcome:
    this = asyncio.current_task()
    if this is not None:
        # an end that was asked for still stops the PostgreSQL that was started for this run
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    async with where as place, installation.baton(place, plan.facts.code) as baton:
        with meter(showing.remarks, f"replay of {plan.facts.code} {plan.fiscal_year}") as show_progress:
            sent = await replaying.replay(baton, plan, meter=show_progress)
        return await outcome.collect(baton, sent, fiscal_year=plan.fiscal_year, checkpoints=plan.checkpoints)


def show(found: Outcome) -> None:
    rows = [
        ("payments accepted", f"{found.accepted}, together {found.as_json()['accepted_total']}"),
        ("payments intercepted", showing.counts(found.intercepted)),
        *((f"lights {day}", showing.counts(states)) for day, states in found.lights.items()),
        ("crossings, recoveries", f"{found.crossings}, {found.recoveries}"),
        ("orders", showing.counts(found.orders)),
    ]
    showing.table(("what", "how many"), rows)
