"""`baton cascade`: goals divided level by level, down to one sheet per person."""

from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import cascades, registers
from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER
from allinone.failures import WrongUse
from allinone.files import cascades as files
from allinone.files import findings
from allinone.installation import Place
from contracts.cascades import CascadeContent

app = typer.Typer(no_args_is_help=True, help="Cascades: goals divided level by level, down to one sheet per person.")

Code = Annotated[str, typer.Argument(help="Code of the cascade.")]


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="A cascade as YAML (docs/county.md).")],
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Drafts a cascade from a file, or its next version; the same again changes nothing."""
    content = files.load(file)
    version, new = installation.ask(Place(url, keys), region, lambda baton: cascades.draft(baton, content))
    if as_json:
        showing.as_json({"code": content.code, "version": version, "new": new})
    else:
        told = "was drafted" if new else "says this already"
        showing.out.print(f"{content.code} version {version} {told}", highlight=False)


@app.command()
def propose(
    code: Code,
    goals: Annotated[list[str] | None, typer.Option("--goal", help="Only this goal; may be repeated.")] = None,
    of: Annotated[str | None, typer.Option(help="Only below this node; without it from the top down.")] = None,
    by: Annotated[str, typer.Option(help="headcount (others need weights: POST /cascades/…:propose).")] = "headcount",
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Divides goals of a draft; whoever decides may change every share afterwards."""
    if by != "headcount":
        raise WrongUse(f"--by {by} needs weights, which a command line cannot say; ask POST /cascades/{code}:propose.")

    async def send(baton: Baton) -> Json:
        content = (await registers.cascade(baton, code)).content
        wanted = [split for split in cascades.splits(content, goals or ()) if of is None or split[1] == of]
        if not wanted:
            raise WrongUse(f"Cascade {code} has nothing to divide there: check --goal and --of.")
        return await cascades.propose(baton, code, wanted, by=by)

    found = installation.ask(Place(url, keys), region, send)
    if as_json:
        showing.as_json(found)
        return
    showing.table(
        ("goal", "below", "who", "share %"),
        [
            (one["goal"], one["of"], share["node"], share["share"])
            for one in found["proposals"]
            for share in one["shares"]
        ],
        title=f"{code}: revision {found['revision']}",
    )


@app.command()
def check(
    code: Code,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Says what keeps a cascade from being approved: goals that nobody carries, persons without indicators."""
    found = installation.ask(Place(url, keys), region, lambda baton: _coverage(baton, code))
    if as_json:
        showing.as_json({"findings": found})
        return
    for one in found:
        print(findings.line_of({"file": code, **one}))
    if not found:
        print(f"{code}: no findings")


@app.command()
def approve(
    code: Code,
    reason: Annotated[str, typer.Option(help="Why it is approved; kept with it.")],
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Approves the newest draft, by somebody else than who wrote it. It never changes after."""
    found = installation.ask(Place(url, keys), region, lambda baton: cascades.approve(baton, code, reason=reason))
    _show([found], as_json=as_json)


@app.command("list")
def listing(
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Lists the cascades of a region, each with the version in force, else its newest draft."""
    _show(installation.ask(Place(url, keys), region, lambda baton: baton.all("/cascades", by=DRAFTER)), as_json=as_json)


async def _coverage(baton: Baton, code: str) -> list[Json]:
    return await registers.coverage(baton, code, (await registers.cascade(baton, code)).version)


def _show(found: list[Json], *, as_json: bool) -> None:
    if as_json:
        showing.as_json(found)
        return
    showing.table(
        ("code", "version", "name", "state"),
        [(one["code"], one["version"], _name(one), one["state"]) for one in found],
    )


def _name(one: Json) -> str:
    labels = one["labels"] if "labels" in one else CascadeContent.model_validate(one["cascade"]).labels.model_dump()
    return f"{labels['zh']} {labels['en']}"
