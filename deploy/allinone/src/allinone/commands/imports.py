"""`baton import`: tables (CSV or XLSX) by a mapping, and registers; all rows or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar, get_args
from uuid import uuid4

import typer

from allinone import installation
from allinone.commands import advice, options, registers, showing
from allinone.driving import bodies, definitions, sending, units
from allinone.driving.client import Baton, Json
from allinone.driving.progress import meter
from allinone.driving.sending import Sent
from allinone.failures import Failure, Refused, WrongUse
from allinone.files import mapping, reading, report, tables, years
from allinone.files.mapping import AssesseesMapping, BudgetMapping, PaymentsMapping
from allinone.files.records import BudgetRecord, PaymentRecord
from allinone.files.refusals import RefusedRow
from allinone.files.years import OfAnotherYear
from allinone.installation import Place

app = typer.Typer(
    no_args_is_help=True, help="Imports tables by a mapping (docs/mapping.md), and registers (docs/registers.md)."
)

File = Annotated[Path, typer.Argument(help="The file: CSV, or an .xlsx workbook.")]
MappingFile = Annotated[Path, typer.Option("--mapping", help="The mapping that says how to read it.")]
SkipRefused = Annotated[bool, typer.Option(help="Go on without the rows that are refused.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read, decide and report; change nothing.")]
CORRECT = "Correct the file or the mapping."
AMENDING = "  A register (docs/registers.md) amends units that are registered, from the day that it names."
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})
M = TypeVar("M", BudgetMapping, PaymentsMapping, AssesseesMapping)


@app.command()
def budget(
    file: File,
    mapping_file: MappingFile,
    skip_refused: SkipRefused = False,
    dry_run: DryRun = False,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Imports budget items with their funds and allocations, however many, as one: all or nothing."""
    rule = _load(mapping_file, BudgetMapping)
    found = reading.read_budget(file, rule)
    report.check(file, found, skip_refused=skip_refused)

    async def send(baton: Baton) -> tuple[Json, Json]:
        new = await definitions.not_registered(baton, rule.assessees, rule.feeds)
        if not dry_run:
            await definitions.register_assessees(baton, [bodies.assessee(one) for one in rule.assessees])
            await definitions.register_feeds(baton, [bodies.feed(one) for one in rule.feeds])
        declared = {fund.code: fund for fund in rule.funds}
        with meter(showing.remarks, "sending") as show:
            try:
                return new, await sending.budget(
                    baton, found.records, declared, dry_run=dry_run, expected=new, again=uuid4().hex, meter=show
                )
            except Refused as refused:
                raise _about_rows(refused, file, found.records) from refused

    new, taken = installation.ask(Place(url, keys), region, send)
    counts = {
        **{what: len(codes) for what, codes in new.items() if codes},
        "items": len(found.records),
        "known": taken["known_items"],
    }
    _report(counts, found, as_json=as_json, dry_run=dry_run)


def _about_rows(refused: Refused, file: Path, records: Sequence[BudgetRecord]) -> Failure:
    """Baton's refusal of a budget with the lines that it is about, where it is about some."""
    rows = sending.rows_refused(refused, records)
    if not rows:
        return refused
    what_to_do = advice.about(refused)
    return report.refused(file, rows, of=len(records), advice=what_to_do or CORRECT)


@app.command()
def payments(
    file: File,
    mapping_file: MappingFile,
    then: Annotated[str, typer.Option(help="What is done with accepted payments: check, hold or pay.")] = "pay",
    skip_refused: SkipRefused = False,
    other_years: Annotated[
        bool, typer.Option("--other-years", help="Take payments too whose file names another year than their date.")
    ] = False,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Ask for a new decision about payments that stand intercepted.")
    ] = False,
    dry_run: DryRun = False,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Imports payments in order of date and file. Baton is asked about all of them before the first is taken."""
    if then not in get_args(bodies.Then):
        raise WrongUse(f"--then {then} is not possible. Choose check, hold or pay.")
    wanted: Literal["check", "hold", "pay"] = then  # type: ignore[assignment]  # checked above
    rule = _load(mapping_file, PaymentsMapping)
    found = reading.read_payments(file, rule)
    report.check(file, found, skip_refused=skip_refused)

    async def send(baton: Baton) -> Taken:
        own: Sequence[PaymentRecord] = found.records
        others: list[OfAnotherYear] = []
        if rule.columns.budget_year is not None:
            calendar = await definitions.calendar_of(baton)
            own, others = years.parted(found.records, year=None, fiscal_year_of=calendar.fiscal_year_of)
        taken = await _take(
            baton, found.records if other_years else own, wanted, skip_refused=skip_refused, dry_run=dry_run, file=file
        )
        sent = taken.sent
        if recheck:
            sent = await sending.recheck(baton, sent, then=wanted, dry_run=dry_run, again=uuid4().hex)
        return replace(taken, sent=sent, others=tuple(others))

    taken = installation.ask(Place(url, keys), region, send)
    if taken.others:
        showing.remarks.print(years.told(taken.others, taken=other_years), highlight=False, markup=False)
    _report(
        taken.counts() | {"left_out": 0 if other_years else len(taken.others)},
        found,
        as_json=as_json,
        dry_run=dry_run,
        by_baton=taken.refused,
        more={"other_years": [one.as_json() for one in taken.others]},
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the payments of a file: the answers to those that Baton took, the refusals of the others, and
    those which belong to another year's budget."""

    sent: Sequence[Sent]
    refused: Sequence[RefusedRow]
    others: Sequence[OfAnotherYear] = ()

    def counts(self) -> dict[str, int]:
        return {
            "accepted": sum(not one.intercepted for one in self.sent),
            "intercepted": sum(one.intercepted for one in self.sent),
            "known": sum(bool(one.answer.get("known")) for one in self.sent),
            "rechecked": sum(one.rechecked for one in self.sent),
            "refused_by_baton": len(self.refused),
        }


async def _take(
    baton: Baton, given: Sequence[PaymentRecord], then: bodies.Then, *, skip_refused: bool, dry_run: bool, file: Path
) -> Taken:
    """Asks about all of them, then sends those that are taken; raises RowsRefused where some are not and nobody said to
    go on without them."""
    records = sorted(given, key=lambda record: record.value_date)
    asked = await _send_all(baton, records, then, dry_run=True, title="asking")
    refused = [sending.refused_row(one) for one in asked if one.refused]
    if refused and not skip_refused:
        raise report.refused(file, refused, of=len(records))
    taken = [one for one in asked if not one.refused]
    if dry_run:
        return Taken(taken, refused)
    sent = await _send_all(baton, [one.payment for one in taken], then, dry_run=False, title="sending")
    late = [sending.refused_row(one) for one in sent if one.refused]
    return Taken([one for one in sent if not one.refused], [*refused, *late])


@app.command()
def assessees(
    file: Annotated[Path, typer.Argument(help="A table with its mapping, or a register as .xlsx.")],
    mapping_file: Annotated[
        Path | None, typer.Option("--mapping", help="How to read a table that is no register.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why registered units change, where no row says it.")] = None,
    marks: registers.Marks = None,
    leave_out_hidden: registers.LeaveOutHidden = False,
    skip_refused: SkipRefused = False,
    dry_run: DryRun = False,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Imports units that are assessed. Of a CSV file those that are registered already stay as they are, and what it
    says otherwise of them is told; a register amends them from the day that its row names."""
    if mapping_file is None and tables.is_workbook(file):
        registers.import_assessees(
            file,
            Place(url, keys),
            region,
            reason=reason,
            marks=marks,
            leave_out_hidden=leave_out_hidden,
            skip_refused=skip_refused,
            dry_run=dry_run,
            as_json=as_json,
        )
        return
    if mapping_file is None:
        raise WrongUse(f"{file} needs a --mapping that says how to read it; a register is an .xlsx file.")
    rule = _load(mapping_file, AssesseesMapping)
    found = reading.read_assessees(file, rule)
    report.check(file, found, skip_refused=skip_refused)

    async def send(baton: Baton) -> units.Plan:
        plan = await units.plan(baton, found.records, rule)
        if plan.refused:
            raise report.refused(file, plan.refused, of=len(found.records), advice=CORRECT)
        if not dry_run:
            await definitions.register_assessees(baton, [bodies.assessee(record) for record in plan.new])
        return plan

    plan = installation.ask(Place(url, keys), region, send)
    if plan.otherwise and not as_json:
        for line in [*[one.told for one in plan.otherwise[: report.MOST_SHOWN]], AMENDING]:
            showing.remarks.print(line, highlight=False, markup=False)
    _report(
        {"assessees": len(plan.new), "known": plan.known, "otherwise": len(plan.otherwise)},
        found,
        as_json=as_json,
        dry_run=dry_run,
        more={"registered_otherwise": [one.as_json() for one in plan.otherwise]},
    )


app.command("targets")(registers.import_targets)
app.command("sheets")(registers.import_sheets)


async def _send_all(
    baton: Baton, records: list[PaymentRecord], then: bodies.Then, *, dry_run: bool, title: str
) -> list[Sent]:
    sent: list[Sent] = []
    # a run of its own: what an earlier one was answered is not what is known now
    again = uuid4().hex
    with meter(showing.remarks, title) as show:
        for chunk in sending.chunks(records):
            sent.extend(await sending.payments(baton, chunk, then=then, dry_run=dry_run, again=again))
            show(chunk[-1].value_date.isoformat(), len(sent), len(records))
    return sent


def _load(path: Path, kind: type[M]) -> M:
    found = mapping.load(path)
    if not isinstance(found, kind):
        wanted = get_args(kind.model_fields["kind"].annotation)[0]
        raise WrongUse(f"{path} is a mapping of kind {found.kind}; this command needs one of kind {wanted}.")
    return found


def _report(
    counts: dict[str, int],
    found: report.AnyReading,
    *,
    as_json: bool,
    dry_run: bool,
    by_baton: Sequence[RefusedRow] = (),
    more: Mapping[str, Any] = NOTHING_MORE,
) -> None:
    counts = {**counts, "rows_refused": found.refused_lines, "rows_ignored": found.ignored}
    refused = (*found.refused, *by_baton)
    if as_json:
        rows = {
            "refused": [row.as_json() for row in refused],
            "hidden": [one.as_json() for one in found.hidden],
        }
        showing.as_json({**counts, "dry_run": dry_run, **rows, **more})
        return
    for one in found.hidden:
        showing.remarks.print(tables.left_out_line(one), highlight=False, markup=False)
    for line in report.shown(refused):
        showing.remarks.print(line, highlight=False, markup=False)
    showing.out.print(("Nothing was changed: " if dry_run else "Done: ") + showing.counts(counts))
