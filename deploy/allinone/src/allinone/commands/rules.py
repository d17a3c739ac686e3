"""`baton rules`: monitoring rules from a file, checked, published by two persons, listed, withdrawn (docs/rules.md)."""

from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import definitions
from allinone.driving.client import Baton, Json
from allinone.driving.people import AUDITOR, PUBLISHER
from allinone.files import rules
from allinone.installation import Place
from contracts.envelope import SchemeLabels

app = typer.Typer(no_args_is_help=True, help="Monitoring rules: what a light watches, and what it brings.")

RuleFilePath = Annotated[Path, typer.Argument(help="A file of rules (docs/rules.md).")]


@app.command()
def check(
    file: RuleFilePath,
    fiscal_year_start: Annotated[str, typer.Option(help="Month-day on which the fiscal year begins.")] = "01-01",
    as_json: options.AsJson = False,
) -> None:
    """Says everything that would keep the rules of a file from being published, without a server."""
    found = rules.load(file)
    rules.check(file, found, fiscal_year_start=fiscal_year_start)
    if as_json:
        showing.as_json({"findings": [], "rules": [rule.code for rule in found.rules]})
    else:
        showing.out.print(f"{file}: {showing.several(len(found.rules), 'rule')}, no findings", highlight=False)


@app.command()
def publish(
    file: RuleFilePath,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Drafts the rules of a file and publishes them, by two persons of the office; the same again changes nothing."""
    wanted = rules.load(file)

    async def send(baton: Baton) -> list[Json]:
        defined = await baton.get(f"/regions/{region}", by=AUDITOR)
        rules.check(file, wanted, fiscal_year_start=defined["fiscal_year_start"])
        await definitions.publish_rules(baton, wanted)
        return [await baton.get(f"/monitoring-rules/{rule.code}", by=AUDITOR) for rule in wanted.rules]

    _show(installation.ask(Place(url, keys), region, send), as_json=as_json)


@app.command("list")
def listing(
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists the rules of a region, each with the version in force, else its newest draft."""
    found = installation.ask(Place(url, keys), region, lambda baton: baton.all("/monitoring-rules", by=AUDITOR))
    _show(found, as_json=as_json)


@app.command()
def withdraw(
    code: Annotated[str, typer.Argument(help="Code of the rule.")],
    reason: Annotated[str, typer.Option(help="Why it is withdrawn; kept with it.")],
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Withdraws the version of a rule that is in force."""

    async def send(baton: Baton) -> Json:
        current = await baton.get(f"/monitoring-rules/{code}", by=AUDITOR)
        path = f"/monitoring-rules/{code}/versions/{current['version']}"
        return await baton.post(f"{path}:withdraw", {"reason": reason}, by=PUBLISHER)

    _show([installation.ask(Place(url, keys), region, send)], as_json=as_json)


def _show(found: list[Json], *, as_json: bool) -> None:
    if as_json:
        showing.as_json(found)
        return
    showing.table(
        ("code", "version", "name", "state"),
        [
            (one["code"], one["version"], SchemeLabels(**one["rule"]["labels"]).beside(" "), one["state"])
            for one in found
        ],
    )
