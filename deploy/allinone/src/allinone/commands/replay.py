"""`baton replay`: a whole fiscal year of somebody's files, as it would have happened."""

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.commands.region import warn
from allinone.driving import outcome, planning, replaying
from allinone.driving.client import Json
from allinone.driving.outcome import Outcome
from allinone.driving.people import OPERATOR
from allinone.driving.progress import meter
from allinone.driving.replaying import Plan
from allinone.failures import WrongUse
from allinone.files import tables, years
from allinone.files.years import OfAnotherYear
from allinone.installation import Place


def replay(
    budget: Annotated[Path | None, typer.Option(help="File of the budget items.")] = None,
    payments: Annotated[Path | None, typer.Option(help="File of the payments.")] = None,
    mapping_files: Annotated[
        list[Path] | None, typer.Option("--mapping", help="Mapping of the budget file, and again of the payments file.")
    ] = None,
    rules_file: Annotated[Path | None, typer.Option("--rules", help="File of the monitoring rules.")] = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="End the replay that runs in --region where it stands; nothing is played.")
    ] = False,
    region: options.Region = options.REGION,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as one JSON line, the last one.")] = False,
    skip_refused: Annotated[bool, typer.Option(help="Go on without the rows that are refused.")] = False,
    other_years: Annotated[
        bool, typer.Option("--other-years", help="Play payments too that belong to another year's budget.")
    ] = False,
    fresh: Annotated[bool, typer.Option(help="Use an empty installation that leaves nothing behind.")] = False,
    url: Annotated[str | None, typer.Option(help="Use a running Baton instead; by default BATON_URL.")] = None,
    keys: options.Keys = options.KEYS,
    folder: Annotated[Path, typer.Option(help="Folder of the installation to use.")] = installation.FOLDER,
) -> None:
    """Replays a fiscal year: payments in order, lights at their checkpoints, orders.

    Repeating it changes nothing; interrupted, it goes on where it stopped. Without --url the services run in this
    process, on the data in --folder.
    """
    where = _place(url, keys, folder, fresh=fresh)
    if finish:
        ended = asyncio.run(_finish(where, region))
        if as_json:
            showing.as_json(ended)
        else:
            showing.out.print(f"replay of {region} is {ended['state']}; its clock stands at {ended['clock_at']}")
        return
    if budget is None or payments is None or rules_file is None or not mapping_files:
        raise WrongUse("A replay needs --budget, --payments, a --mapping for each of them, and --rules.")
    plan = planning.read(
        budget, payments, mapping_files, rules_file, skip_refused=skip_refused, other_years=other_years
    )
    for one in plan.hidden:
        showing.remarks.print(tables.left_out_line(one), highlight=False, markup=False)
    if plan.other_years:
        showing.remarks.print(years.told(plan.other_years, taken=other_years), highlight=False, markup=False)
    found = asyncio.run(_run(where, plan, left_out=() if other_years else plan.other_years))
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        show(found)


async def _finish(where: AbstractAsyncContextManager[Place], region: str) -> Json:
    async with where as place, installation.baton(place, region) as baton:
        running = [one for one in await baton.all("/replays", by=OPERATOR) if one["state"] == "running"]
        if not running:
            raise WrongUse(f"No replay is running in region {region}.")
        return await baton.post(f"/replays/{running[0]['id']}:finish", {}, by=OPERATOR)


def _place(url: str | None, keys: Path, folder: Path, *, fresh: bool) -> AbstractAsyncContextManager[Place]:
    if fresh and url is not None:
        raise WrongUse("--fresh starts an installation of its own; leave out --url.")
    if fresh:
        return installation.fresh()
    if url := url or os.environ.get("BATON_URL"):
        return installation.known(Place(url, keys))
    return installation.own(folder)


async def _run(where: AbstractAsyncContextManager[Place], plan: Plan, *, left_out: Sequence[OfAnotherYear]) -> Outcome:
    this = asyncio.current_task()
    if this is not None:
        # an end that was asked for still stops the PostgreSQL that was started for this run
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    async with where as place, installation.baton(place, plan.facts.code) as baton:
        with meter(showing.remarks, f"replay of {plan.facts.code} {plan.fiscal_year}") as show_progress:
            sent = await replaying.replay(baton, plan, meter=show_progress, unarranged=warn)
        return await outcome.collect(
            baton, sent, fiscal_year=plan.fiscal_year, checkpoints=plan.checkpoints, left_out=left_out
        )


def show(found: Outcome) -> None:
    rows = [
        ("payments accepted", f"{found.accepted}, together {found.as_json()['accepted_total']}"),
        ("payments intercepted", found.intercepted_payments),
        ("reasons, each payment once", showing.counts(found.intercepted)),
        *(
            (f"lights {day}, {one.rule} of each {one.object_kind}", showing.counts(one.states))
            for day, rules in found.lights_by_rule.items()
            for one in rules
        ),
        ("crossings, recoveries", f"{found.crossings}, {found.recoveries}"),
        ("orders", showing.counts(found.orders)),
        ("left out, of another year's budget", showing.counts(found.other_years)),
    ]
    showing.table(("what", "how many"), rows)
