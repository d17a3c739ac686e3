"""The register of assessees as a table: written, and taken in one transaction, all rows or none."""

import asyncio
from dataclasses import dataclass
from datetime import date

from chassis.db import ReadTx, Tx
from indicators.documents.registers import assessee_changes, hidden
from indicators.documents.registers import assessees as register
from indicators.documents.registers.assessee_changes import Changes
from indicators.documents.registers.assessees import Registered
from indicators.documents.registers.columns import Language
from indicators.documents.registers.refused import LeftOut, RefusedCell, WorkbookUnreadable
from indicators.domain.assessee import Assessee
from indicators.domain.register import ChangesUnexplained, RegisterRefused, WorkbookRefused
from indicators.storage import queries, regions
from indicators.usecases import assessees

MOST = 1_000_000
"""A register is one file, however many it lists."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a table changed, what was left out because somebody asked for the rest, and what was read over."""

    changes: Changes
    refused: tuple[RefusedCell, ...]
    left_out: tuple[LeftOut, ...]


async def take(
    tx: Tx, workbook: bytes, *, skip_refused: bool, reason: str | None, leave_out_hidden: bool = False
) -> Imported:
    """Registers who is new, amends who differs. `reason` stands where a row gives none.

    Raises WorkbookRefused, RegisterRefused with every refused cell, ChangesUnexplained, and what registering raises.
    """
    try:
        seen = await asyncio.to_thread(hidden.loads, workbook, leave_out=leave_out_hidden)
    except WorkbookUnreadable as error:
        raise WorkbookRefused(because=error.text("en"), because_zh=error.text("zh")) from error
    read = await asyncio.to_thread(register.read, seen.grids)
    # before reading what is registered: a change that comes between would be undone by the file
    await regions.lock(tx)
    known = {one.code: one for one in await _all(tx)}
    changes = assessee_changes.of(read.rows, {code: _row(one) for code, one in known.items()})
    refused = (*read.refused, *changes.refused)
    if refused and not skip_refused:
        raise RegisterRefused(count=len(refused), refused=[one.as_json() for one in refused])
    unexplained = [one.row.code for one in changes.amended if not (one.row.reason or reason)]
    if unexplained:
        raise ChangesUnexplained(codes=", ".join(unexplained))
    parents = {code: one.parent for code, one in known.items()}
    for row in changes.new:
        await assessees.register(tx, _assessee(row), known_parents=parents)
        parents[row.code] = row.parent
    for amendment in changes.amended:
        row = amendment.row
        await assessees.amend(
            tx,
            row.code,
            given_version=known[row.code].version,
            changes=amendment.changes,
            valid_from=amendment.since,
            reason=row.reason or str(reason),
            known_parents=parents,
        )
        parents[row.code] = row.parent
    return Imported(changes, refused, (*seen.told, *read.left_out))


async def write(tx: ReadTx, *, category: str | None, as_of: date | None, language: Language) -> bytes:
    """The register as it stands, or stood on a day, as an .xlsx file."""
    rows = [_row(one) for one in await _all(tx, category=category, as_of=as_of)]
    title = "考核对象登记表" if language == "zh" else "Register of assessees"
    return await asyncio.to_thread(register.write, rows, title=title, made_at=tx.now, language=language)


async def _all(tx: ReadTx, *, category: str | None = None, as_of: date | None = None) -> list[Assessee]:
    return await queries.list_assessees(
        tx, category=category, parent=None, as_of=as_of, known_on=None, after=None, limit=MOST
    )


def _row(one: Assessee) -> Registered:
    return Registered(
        code=one.code,
        labels=one.labels,
        category=one.category,
        kind=one.kind,
        criterion=one.criterion,
        parent=one.parent,
        responsible=one.responsible,
        since=one.valid_from,
    )


def _assessee(row: Registered) -> Assessee:
    return Assessee(
        code=row.code,
        version=1,
        kind=row.kind,
        category=row.category,
        parent=row.parent,
        labels=row.labels,
        responsible=row.responsible,
        valid_from=None,
        criterion=row.criterion,
    )
