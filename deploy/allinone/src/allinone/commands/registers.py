"""`baton import` of XLSX tables: registers of assessees, targets, sheets (docs/registers.md)."""

from pathlib import Path
from typing import Annotated

import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import registers as driving
from allinone.driving.client import Baton
from allinone.failures import Refused, WrongUse
from allinone.files import packs, tables
from allinone.files.tables import Found
from allinone.installation import Place
from indicators.documents import pack
from indicators.documents.registers import sheet_facts, sheet_targets, sheets, targets
from indicators.documents.registers.refused import LeftOut, RefusedCell

File = Annotated[Path, typer.Argument(help="The .xlsx file.")]
SkipRefused = Annotated[bool, typer.Option(help="Go on without the rows that are refused.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read, decide and report; change nothing.")]
LeaveOutHidden = Annotated[
    bool,
    typer.Option("--leave-out-hidden", help="Leave out hidden rows and columns; else they are read and told."),
]
Marks = Annotated[Path | None, typer.Option("--marks", help="Write the workbook here with refused cells marked.")]
OfPack = Annotated[Path | None, typer.Option("--pack", help="The pack whose targets they are.")]
OfCascade = Annotated[str | None, typer.Option("--cascade", help="Code of the cascade on a running Baton.")]
Version = Annotated[int | None, typer.Option("--version", help="Of the cascade; by default the one in force.")]


def import_assessees(
    file: Path,
    place: Place,
    region: str,
    *,
    reason: str | None,
    marks: Path | None,
    leave_out_hidden: bool,
    skip_refused: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """A register: who is new is registered, who differs is amended from the day that the row names."""
    seen = tables.load(file, leave_out_hidden=leave_out_hidden)

    async def send(baton: Baton) -> Found:
        try:
            taken = await driving.take_register(
                baton,
                file.read_bytes(),
                skip_refused=skip_refused,
                leave_out_hidden=leave_out_hidden,
                reason=reason,
                dry_run=dry_run,
            )
        except Refused as refused:
            if refused.code != "register_refused":
                raise
            taken = {"refused": refused.values["refused"], "left_out": []}
        counts = {name: len(taken.get(name, [])) for name in ("registered", "amended")}
        counts["unchanged"] = taken.get("unchanged", 0)
        cells = [RefusedCell.from_json(one) for one in taken["refused"]]
        found = Found(counts, cells, [LeftOut(**one) for one in taken["left_out"]])
        tables.check(file, seen.grids, found, skip_refused=skip_refused, marks=marks)
        return found

    _tell(installation.ask(place, region, send), as_json=as_json, dry_run=dry_run)


def import_targets(
    file: File,
    of_pack: OfPack = None,
    into: Annotated[Path | None, typer.Option("--into", help="Where the changed pack is written.")] = None,
    cascade: OfCascade = None,
    version: Version = None,
    marks: Marks = None,
    leave_out_hidden: LeaveOutHidden = False,
    skip_refused: SkipRefused = False,
    dry_run: DryRun = False,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Imports targets from a table: into a pack (no server needed), or into the sheets of a cascade."""
    one_of(of_pack, cascade)
    seen = tables.load(file, leave_out_hidden=leave_out_hidden)
    if of_pack is not None:
        if into is None and not dry_run:
            raise WrongUse("Name the file for the changed pack with --into, or only look with --dry-run.")
        read = targets.read(seen.grids, packs.load(of_pack))
        found = Found(
            {"changed": len(read.changed)}, read.refused, (*seen.told, *read.left_out), {"places": list(read.changed)}
        )
        tables.check(file, seen.grids, found, skip_refused=skip_refused, marks=marks)
        if into is not None and not dry_run:
            tables.save(into, pack.dumps(read.content).encode())
        _tell(found, as_json=as_json, dry_run=dry_run)
        return

    async def send(baton: Baton) -> Found:
        before = await driving.cascade(baton, str(cascade), version)
        read = sheet_targets.read(seen.grids, before.content)
        found = Found(
            {"changed": len(read.changed)},
            read.refused,
            (*seen.told, *read.left_out),
            {"indicators": list(read.changed)},
        )
        tables.check(file, seen.grids, found, skip_refused=skip_refused, marks=marks)
        if read.changed and not dry_run:
            found.counts["version"] = await driving.store(baton, before, read.content)
        return found

    _tell(installation.ask(Place(url, keys), region, send), as_json=as_json, dry_run=dry_run)


def import_sheets(
    file: File,
    cascade: Annotated[str, typer.Option("--cascade", help="Code of the cascade.")],
    version: Annotated[int | None, typer.Option("--version", help="By default the one that the sheets name.")] = None,
    marks: Marks = None,
    leave_out_hidden: LeaveOutHidden = False,
    skip_refused: SkipRefused = False,
    dry_run: DryRun = False,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Imports sheets that were corrected by hand: each replaces the lines and shares of its node."""
    seen = tables.load(file, leave_out_hidden=leave_out_hidden)
    named = version if version is not None else sheet_facts.version(seen.grids)

    async def send(baton: Baton) -> Found:
        before = await driving.cascade(baton, cascade, named)
        read = sheets.read(seen.grids, before.content)
        found = Found(
            {"changed": len(read.changed)}, read.refused, (*seen.told, *read.left_out), {"nodes": list(read.changed)}
        )
        tables.check(file, seen.grids, found, skip_refused=skip_refused, marks=marks)
        if read.changed and not dry_run:
            found.counts["version"] = await driving.store(baton, before, read.content)
            findings = await driving.coverage(baton, cascade, found.counts["version"])
            found.counts["findings"] = len(findings)
            found.more["findings_listed"] = findings
        return found

    _tell(installation.ask(Place(url, keys), region, send), as_json=as_json, dry_run=dry_run)


def one_of(of_pack: Path | None, cascade: str | None) -> None:
    """Raises WrongUse unless exactly one of them is named."""
    if (of_pack is None) == (cascade is None):
        raise WrongUse("Name what they are targets of: --pack PACK or --cascade CODE, exactly one of them.")


def _tell(found: Found, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        showing.as_json({**found.as_json(), "dry_run": dry_run})
        return
    for refused in found.refused:
        showing.remarks.print(tables.line_of(refused), highlight=False, markup=False)
    for left_out in found.left_out:
        showing.remarks.print(tables.left_out_line(left_out), highlight=False, markup=False)
    counts = {**found.counts, "cells_refused": len(found.refused), "left_out": len(found.left_out)}
    showing.out.print(("Nothing was changed: " if dry_run else "Done: ") + showing.counts(counts))
