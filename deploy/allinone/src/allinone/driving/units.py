"""What a table of units would change: who is new, who is registered otherwise, and whose parent nobody knows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allinone.driving import bodies
from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER
from allinone.files.mapping import AssesseesMapping
from allinone.files.records import AssesseeRecord
from allinone.files.refusals import RefusedRow

COMPARED = ("category", "parent")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A unit that stays as it is registered though the table says something else of it."""

    record: AssesseeRecord
    registered: Mapping[str, str | None]

    def as_json(self) -> dict[str, Any]:
        return {"line": self.record.line, "code": self.record.code, "registered": dict(self.registered)}

    @property
    def told(self) -> str:
        """One line about it, for people."""
        stands = ", ".join(f"{name} {value or '—'}" for name, value in self.registered.items())
        return f"  line {self.record.line}, {self.record.code}: stays as it is registered ({stands}) / 维持已登记内容"


@dataclass(frozen=True, slots=True)
class Plan:
    """`new` stand with the units above before those below them."""

    new: Sequence[AssesseeRecord]
    known: int
    otherwise: Sequence[Otherwise]
    refused: Sequence[RefusedRow]


async def plan(baton: Baton, records: Sequence[AssesseeRecord], rule: AssesseesMapping) -> Plan:
    """Compares a table with what is registered; changes nothing."""
    registered = {one["code"]: one async for one in baton.pages("/assessees", by=DRAFTER)}
    new = {one.code: one for one in records if one.code not in registered}
    orphans = [one for one in new.values() if one.parent and one.parent not in new and one.parent not in registered]
    sorted_new = list(_above_first(new))
    circle = [one for one in new.values() if one not in sorted_new]
    known = [one for one in records if one.code in registered]
    otherwise = [Otherwise(one, found) for one in known if (found := _differing(one, registered[one.code], rule))]
    refused = [_refused(one, "parent_unknown", rule) for one in orphans]
    refused += [_refused(one, "parent_in_a_circle", rule) for one in circle]
    return Plan(sorted_new, len(known), otherwise, sorted(refused, key=lambda row: row.line))


def _above_first(new: Mapping[str, AssesseeRecord]) -> Iterator[AssesseeRecord]:
    """Units above before units below; those whose parents end in a circle are left out."""
    waiting = dict(new)
    while ready := [one for one in waiting.values() if one.parent not in waiting]:
        yield from ready
        for one in ready:
            del waiting[one.code]


def _differing(record: AssesseeRecord, registered: Json, rule: AssesseesMapping) -> dict[str, str | None]:
    """What is registered of the values that the table has and that differ."""
    wanted = bodies.assessee(record)
    given = [name for name in COMPARED if getattr(rule.columns, name) is not None]
    found = {name: registered[name] for name in given if wanted[name] != registered[name]}
    languages = ["zh", *(["en"] if rule.columns.label_en is not None else [])]
    labels = {f"label_{one}": registered["labels"][one] for one in languages}
    return found | {name: value for name, value in labels.items() if value != wanted["labels"][name[-2:]]}


def _refused(record: AssesseeRecord, code: str, rule: AssesseesMapping) -> RefusedRow:
    source = rule.columns.parent
    column = None if source is None else source.place
    return RefusedRow(record.line, column, record.parent, code, {"unit": record.code}, "columns.parent")
