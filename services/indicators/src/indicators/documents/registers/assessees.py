"""The register of assessees as a table, written and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import get_args

from contracts.envelope import Labels
from contracts.scheme.basics import AssesseeKind
from contracts.scheme.words import WORDS
from indicators.documents.registers import cells, headers, rows, writing
from indicators.documents.registers.columns import Column, Language
from indicators.documents.registers.grid import Cell, Grid
from indicators.documents.registers.refused import CellRefused, LeftOut, RefusedCell
from indicators.documents.registers.rows import Row
from indicators.domain.cascade.structure import circles

COLUMNS = (
    Column("number", "序号", "No.", width=6),
    Column(
        "code", "编码", "Code", "考核对象", "Assessee", width=20, needed=True,
        also=("编码", "单位编码", "对象编码", "单位代码", "机构编码", "code"),
    ),
    Column(
        "label_zh", "名称", "Chinese name", "考核对象", "Assessee", width=28, needed=True,
        also=("名称", "中文名称", "单位名称", "对象名称", "机构名称", "姓名", "name"),
    ),
    Column(
        "label_en", "英文名称", "English name", "考核对象", "Assessee", width=28,
        also=("英文名称", "单位英文名称", "名称英文"),
    ),
    Column("kind", "对象类型", "Kind", width=10, also=("单位类型", "机构类型")),
    Column(
        "category", "分类", "Category", width=16, needed=True,
        also=("类别", "考核分类", "考核类别", "分类编码", "类别编码"),
    ),
    Column("criterion", "归类标准", "Criterion", width=20, also=("分类标准", "分类依据")),
    Column(
        "parent", "编码", "Code", "上级", "Parent", width=20,
        also=("上级单位编码", "上级编码", "主管部门编码", "主管单位编码", "上级单位代码"),
    ),
    Column(
        "parent_name", "名称", "Name", "上级", "Parent", width=20,
        also=("上级单位名称", "上级名称", "上级单位", "主管部门", "主管单位", "上级"),
    ),
    Column(
        "responsible_zh", "中文", "Chinese", "责任岗位", "Responsible", width=16,
        also=("责任岗位", "责任人", "责任部门", "责任科室", "责任单位"),
    ),
    Column("responsible_en", "英文", "English", "责任岗位", "Responsible", width=16, also=("责任岗位英文",)),
    Column("since", "起始日期", "Since", width=12, also=("生效日期", "自何日起", "变更日期")),
    Column("reason", "变更理由", "Reason", width=20, also=("变更原因", "变动原因")),
)  # fmt: skip

KINDS: Mapping[str, AssesseeKind] = {
    **{WORDS[kind]: kind for kind in get_args(AssesseeKind)},
    **{kind: kind for kind in get_args(AssesseeKind)},
}


@dataclass(frozen=True, slots=True)
class Registered:
    """One row of the register. `since` is the first day of this version, None from the beginning; `reason` says why
    it changes. `row` is where it was read, and says nothing about the assessee.
    """

    code: str
    labels: Labels
    category: str
    kind: AssesseeKind = "organisation"
    criterion: str | None = None
    parent: str | None = None
    responsible: Labels | None = None
    since: date | None = None
    reason: str | None = None
    row: Row | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Register:
    """All that a file says: its rows in order, every refused cell, and what was read over."""

    rows: tuple[Registered, ...]
    refused: tuple[RefusedCell, ...]
    left_out: tuple[LeftOut, ...] = ()


def write(register: Sequence[Registered], *, title: str, made_at: datetime, language: Language = "zh") -> bytes:
    """The register as an .xlsx file."""
    names = {one.code: one.labels for one in register}
    lines = [_cells(number, one, names, language) for number, one in enumerate(register, 1)]
    with writing.book(made_at) as (book, file):
        sheet = book.sheet("考核对象登记表" if language == "zh" else "Assessees")
        writing.register(book, sheet, COLUMNS, lines, title=title, language=language)
    return file.getvalue()


def _cells(
    number: int, one: Registered, names: Mapping[str, Labels], language: Language
) -> dict[str, str | None]:  # fmt: skip
    above = names.get(one.parent or "")
    return {
        "number": str(number),
        "code": one.code,
        "label_zh": one.labels.zh,
        "label_en": one.labels.en,
        "kind": WORDS[one.kind] if language == "zh" else one.kind,
        "category": one.category,
        "criterion": one.criterion,
        "parent": one.parent,
        "parent_name": None if above is None else above.zh if language == "zh" else above.en,
        "responsible_zh": one.responsible.zh if one.responsible else None,
        "responsible_en": one.responsible.en if one.responsible else None,
        "since": one.since.isoformat() if one.since else None,
        "reason": one.reason,
    }


def read(grids: Sequence[Grid]) -> Register:
    """Every visible sheet of the workbook that has the header."""
    read: list[tuple[Row, Registered]] = []
    refused: list[RefusedCell] = []
    left_out: list[LeftOut] = []
    tables = [(one, header) for one in grids if (header := headers.find(one, COLUMNS)) is not None]
    if not tables:
        refused += [problem for one in grids[:1] for problem in headers.refusals(one, None, COLUMNS)]
    for one, header in tables:
        wrong = headers.refusals(one, header, COLUMNS)
        refused += wrong
        left_out += headers.left_out(one, header)
        if not wrong:
            found, over = rows.data(one, header)
            read += [(row, _record(row)) for row in found]
            left_out += over
    _refuse_doubles(read)
    complete = _with_parents(read)
    refused += [cell for row, _ in read for cell in row.refused]
    return Register(tuple(complete), tuple(refused), tuple(left_out))


def _record(row: Row) -> Registered:
    zh = row.read("label_zh", cells.text)
    responsible = row.read_or("responsible_zh", cells.text, None)
    return Registered(
        code=row.read("code", cells.member_code),
        labels=_labels(row, zh, "label_en"),
        category=row.read("category", cells.member_code),
        kind=row.read_or("kind", _kind, "organisation"),
        criterion=row.read_or("criterion", cells.text, None),
        parent=row.read_or("parent", cells.member_code, None),
        responsible=_labels(row, responsible, "responsible_en") if responsible else None,
        since=row.read_or("since", cells.day, None),
        reason=row.read_or("reason", cells.text, None),
        row=row,
    )


def _refuse_doubles(read: Sequence[tuple[Row, Registered]]) -> None:
    first: dict[str, str] = {}
    for row, record in read:
        place = f"{row.grid.name}!{row.address('code')}"
        other = first.setdefault(record.code, place)
        if not row.refused and other != place:
            row.refuse("code", CellRefused("duplicate_code", other=other))


def _with_parents(read: Sequence[tuple[Row, Registered]]) -> list[Registered]:
    """The rows that stand. Who gives the name of the parent only means the row of that name; nobody is in a circle."""
    named: dict[str, list[str]] = {}
    for _, record in read:
        for label in dict.fromkeys((record.labels.zh, record.labels.en)):
            named.setdefault(label, []).append(record.code)
    found: dict[str, tuple[Row, Registered]] = {}
    for row, record in read:
        name = row.read_or("parent_name", cells.text, None)
        if record.parent is None and name is not None:
            codes = named.get(name, [])
            if len(codes) == 1:
                record = replace(record, parent=codes[0])
            else:
                row.refuse("parent_name", CellRefused("parent_name_unknown", name=name))
        if not row.refused:
            found[record.code] = (row, record)
    for path in circles({code: record.parent for code, (_, record) in found.items()}):
        row, _ = found[path[0]]
        row.refuse(row.where("parent", "parent_name"), CellRefused("parents_in_circle", path=" → ".join(path)))
    return [record for row, record in found.values() if not row.refused]


def _labels(row: Row, zh: str | None, english: str) -> Labels:
    """Both names; the Chinese one stands for an English one that is not written."""
    known = zh or "–"
    en = row.read_or(english, cells.text, known) or known
    return Labels(zh=known, en=en)


def _kind(cell: Cell) -> AssesseeKind:
    return cells.one_of(cell, KINDS)
