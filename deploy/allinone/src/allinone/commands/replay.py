"""`baton replay`: a whole fiscal year of somebody's files, as it would have happened."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, TypeVar, get_args

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import outcome, replaying
from allinone.driving.outcome import Outcome
from allinone.driving.progress import meter
from allinone.driving.replaying import Plan
from allinone.failures import FileRefused, WrongUse
from allinone.files import mapping, reading, report, rules
from allinone.files.mapping import BudgetMapping, Mapping, PaymentsMapping, RegionFacts
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
    plan = read_plan(budget, payments, mapping_files, rules_file, skip_refused=skip_refused)
    where = _place(url, keys, folder, fresh=fresh)
    found = asyncio.run(_run(where, plan))
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        show(found)


def read_plan(budget: Path, payments: Path, mapping_files: list[Path], rules_file: Path, *, skip_refused: bool) -> Plan:
    """Everything is read and checked before the first request. Raises FileRefused, WrongUse."""
    mappings = [mapping.load(path) for path in mapping_files]
    for_budget, for_payments = _one(mappings, BudgetMapping), _one(mappings, PaymentsMapping)
    items = reading.read_budget(budget, for_budget)
    paid = reading.read_payments(payments, for_payments)
    report.check(budget, items, skip_refused=skip_refused)
    report.check(payments, paid, skip_refused=skip_refused)
    years = sorted({record.fiscal_year for record in items.records})
    if len(years) != 1:
        raise FileRefused(f"{budget} has items of {len(years)} fiscal years ({', '.join(years)}); a replay takes one.")
    return Plan(
        facts=_facts(mappings),
        fiscal_year=years[0],
        budget=items.records,
        payments=paid.records,
        rules=rules.load(rules_file),
        assessees=for_budget.assessees,
        funds={fund.code: fund for fund in for_budget.funds},
    )


M = TypeVar("M", BudgetMapping, PaymentsMapping)


def _one(mappings: list[Mapping], kind: type[M]) -> M:
    found = [one for one in mappings if isinstance(one, kind)]
    if len(found) != 1:
        given = ", ".join(one.kind for one in mappings) or "none"
        wanted = get_args(kind.model_fields["kind"].annotation)[0]
        raise WrongUse(f"A replay takes one mapping with `kind: {wanted}`, given with --mapping; found: {given}.")
    return found[0]


def _facts(mappings: list[Mapping]) -> RegionFacts:
    given = {one.region for one in mappings if one.region is not None}
    if len(given) != 1:
        raise FileRefused(
            f"The mappings describe {len(given)} regions; a replay needs exactly one `region` (code, labels, currency, "
            "zone, fiscal_year_start), in the budget's mapping."
        )
    return given.pop()


def _place(url: str | None, keys: Path, folder: Path, *, fresh: bool) -> AbstractAsyncContextManager[Place]:
    if fresh and url is not None:
        raise WrongUse("--fresh starts an installation of its own; leave out --url.")
    if fresh:
        return installation.fresh()
    if url is not None:
        return installation.known(Place(url, keys))
    return installation.own(folder)


async def _run(where: AbstractAsyncContextManager[Place], plan: Plan) -> Outcome:
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
