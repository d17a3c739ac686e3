"""`baton export`: registers, targets and sheets as XLSX tables that `baton import` reads back (docs/registers.md)."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.commands.registers import OfCascade, OfPack, Version, one_of
from allinone.driving import registers as driving
from allinone.driving.client import Baton
from allinone.driving.people import DRAFTER
from allinone.failures import WrongUse
from allinone.files import packs, tables
from allinone.installation import Place
from chassis import clock
from indicators.documents.registers import sheet_targets
from indicators.documents.registers import targets as of_scheme
from indicators.documents.registers.columns import Language

app = typer.Typer(no_args_is_help=True, help="Writes XLSX tables that `baton import` reads back (docs/registers.md).")

File = Annotated[Path, typer.Argument(help="The .xlsx file to write.")]
Speaking = Annotated[str, typer.Option("--language", help="zh or en.")]
LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}


@app.command()
def assessees(
    file: File,
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="As it held on this day (YYYY-MM-DD).")] = None,
    language: Speaking = "zh",
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """The register of assessees with parent, category, criterion, responsible post and first day."""
    wanted = _language(language)

    asked = {"category": category, "as_of": _day(as_of), "language": wanted}
    params = {name: value for name, value in asked.items() if value is not None}

    async def fetch(baton: Baton) -> bytes:
        return await baton.download("/assessees:export", by=DRAFTER, **params)

    _write(file, installation.ask(Place(url, keys), region, fetch), as_json=as_json)


@app.command()
def targets(
    file: File,
    of_pack: OfPack = None,
    cascade: OfCascade = None,
    version: Version = None,
    language: Speaking = "zh",
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """The targets of a pack (no server needed), or of all sheets of a cascade."""
    wanted = _language(language)
    one_of(of_pack, cascade)
    if of_pack is not None:
        content = of_scheme.write(packs.load(of_pack), made_at=clock.wall(), language=wanted)
        _write(file, content, as_json=as_json)
        return

    async def fetch(baton: Baton) -> driving.Cascade:
        return await driving.cascade(baton, str(cascade), version)

    found = installation.ask(Place(url, keys), region, fetch)
    content = sheet_targets.write(found.content, made_at=clock.wall(), language=wanted)
    _write(file, content, as_json=as_json, version=found.version)


@app.command()
def sheets(
    file: Annotated[Path, typer.Argument(help="The file to write: .xlsx, or .html to print.")],
    cascade: Annotated[str, typer.Option("--cascade", help="Code of the cascade.")],
    version: Version = None,
    member: Annotated[str | None, typer.Option(help="Only the sheet of this node.")] = None,
    language: Speaking = "zh",
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """One sheet per person and department of a cascade, as a workbook or as a page to print."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in ("xlsx", "html"):
        raise WrongUse(f"{file}: sheets are written as .xlsx or .html.")
    wanted = _language(language)

    async def fetch(baton: Baton) -> bytes:
        number = version if version is not None else (await driving.cascade(baton, cascade)).version
        path = f"/cascades/{cascade}/versions/{number}/sheets" + (f"/{member}" if member else "")
        return await baton.download(path, by=DRAFTER, format=kind, language=wanted)

    _write(file, installation.ask(Place(url, keys), region, fetch), as_json=as_json)


def _write(file: Path, content: bytes, *, as_json: bool, **counts: int) -> None:
    tables.save(file, content)
    if as_json:
        showing.as_json({"file": str(file), "bytes": len(content), **counts})
    else:
        showing.out.print(f"{file}: " + showing.counts({**counts, "bytes": len(content)}), highlight=False)


def _language(given: str) -> Language:
    if given in LANGUAGES:
        return LANGUAGES[given]
    raise WrongUse(f"--language {given} is not possible. Choose zh or en.")


def _day(given: str | None) -> str | None:
    try:
        return date.fromisoformat(given).isoformat() if given else None
    except ValueError as error:
        raise WrongUse(f"--as-of {given} is no day. Write it as 2026-01-31.") from error
