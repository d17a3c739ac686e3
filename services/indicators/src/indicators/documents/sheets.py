"""One sheet per person as a workbook, and what the printed page shows besides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.cascades import CascadeContent, CascadeIndicator
from contracts.money import plain_text
from indicators.documents.registers import writing
from indicators.documents.registers.columns import Language
from indicators.documents.registers.sheet_columns import GOALS, INDICATORS, word
from indicators.documents.registers.writing import Book
from indicators.domain.cascade.sheet import Carried, Sheet
from indicators.domain.cascade.version import State

WORDS: dict[str, tuple[str, str]] = {
    "title": ("绩效指标表", "Performance sheet"),
    "contents": ("目录", "Contents"),
    "code": ("编码", "Code"),
    "name": ("名称", "Name"),
    "level": ("层级", "Level"),
    "post": ("岗位", "Post"),
    "above": ("上级", "Above"),
    "period": ("考核期", "Period"),
    "version": ("版本", "Version"),
    "goals": ("承担目标", "Goals carried"),
    "indicators": ("指标", "Indicators"),
    "sum": ("合计", "Total"),
    "sheet": ("工作表", "Sheet"),
    "draft": ("草案，未经批准", "Draft, not approved"),
    "approved": ("已批准", "Approved"),
    "superseded": ("已被新版本取代", "Superseded"),
    "self": ("本人签字", "Signed"),
    "head": ("负责人签字", "Head of the unit"),
    "date": ("日期", "Date"),
    "numbered": ("{number}（{state}）", "{number} ({state})"),
    "colon": ("：", ": "),
    "digest": ("内容摘要", "Digest of the content"),
}
"""What stands on a sheet beside its content, in zh and en."""

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Version:
    """The version of a cascade that sheets are of. `digest` is there once it is approved; `at` is its own time."""

    content: CascadeContent
    number: int
    state: State
    digest: str | None
    at: datetime


def say(key: str, language: Language) -> str:
    zh, en = WORDS[key]
    return zh if language == "zh" else en


def workbook(version: Version, sheets: Sequence[Sheet], language: Language) -> bytes:
    """A workbook of these sheets; of more than one, a list of them comes first."""
    with writing.book(version.at) as (book, file):
        names = _names(sheets)
        if len(sheets) != 1:
            _contents(book, version, sheets, names, language)
        for sheet, name in zip(sheets, names, strict=True):
            _sheet(book, book.sheet(name), version, sheet, language)
    return file.getvalue()


def facts(version: Version, sheet: Sheet, language: Language) -> list[tuple[str, str]]:
    """What stands above the tables: whose sheet it is, of which version."""
    above = " → ".join(node.labels.said(language) for node in sheet.above)
    post = sheet.node.post
    found = [
        ("code", sheet.node.code),
        ("name", sheet.node.labels.said(language)),
        ("level", sheet.level.labels.said(language) if sheet.level else sheet.node.level),
        ("post", post.said(language) if post else ""),
        ("above", above),
        ("period", version.content.period),
        ("version", say("numbered", language).format(number=version.number, state=say(version.state, language))),
    ]
    return [(say(key, language), text) for key, text in found if text]


def goal_cells(number: int, goal: Carried, language: Language) -> dict[str, str | None]:
    return {
        "number": str(number),
        "goal": goal.code,
        "goal_zh": goal.labels.zh,
        "goal_en": goal.labels.en,
        "share": plain_text(goal.share),
        "of_goal": plain_text(goal.of_goal),
        "amount": plain_text(goal.amount.value) if goal.amount else None,
        "amount_unit": goal.amount.unit.said(language) if goal.amount else None,
    }


def line_cells(number: int, line: CascadeIndicator, language: Language) -> dict[str, str | None]:
    texts = {"label": line.labels, "unit": line.unit, "standard": line.standard, "source": line.source}
    return {
        "number": str(number),
        "code": line.code,
        "kind": word(line.kind, language),
        "goal": line.goal,
        "serves": line.serves,
        "weight": plain_text(line.weight) if line.weight is not None else None,
        "target": plain_text(line.target) if line.target is not None else None,
        "period": word(line.period, language),
        **{f"{key}_zh": labels.zh if labels else None for key, labels in texts.items()},
        **{f"{key}_en": labels.en if labels else None for key, labels in texts.items()},
    }


def _sheet(book: Book, page: Any, version: Version, sheet: Sheet, language: Language) -> None:
    last, colon = len(INDICATORS) - 1, say("colon", language)
    writing.widths(page, INDICATORS, language)
    writing.line(book, page, 0, 0, last, _title(version, language), book.title)
    row = 1
    for label, text in facts(version, sheet, language):
        # two cells each: the reader of a corrected sheet finds the code beside its name
        page.write_string(row, 0, label, book.plain)
        writing.line(book, page, row, 1, last, text)
        row += 1
    row += 1
    if sheet.goals:
        goals = [goal_cells(number, goal, language) for number, goal in enumerate(sheet.goals, 1)]
        row = writing.table(book, page, row, GOALS, goals, language=language) + 1
    lines = [line_cells(number, line, language) for number, line in enumerate(sheet.indicators, 1)]
    row = writing.table(book, page, row, INDICATORS, lines, language=language)
    writing.line(book, page, row, 0, last, f"{say('sum', language)}{colon}{plain_text(sheet.weight)}")
    signed = f"{colon}{'　' * 8}".join(say(key, language) for key in ("self", "head", "date"))
    writing.line(book, page, row + 2, 0, last, f"{signed}{colon}")


def _contents(
    book: Book, version: Version, sheets: Sequence[Sheet], names: Sequence[str], language: Language
) -> None:  # fmt: skip
    page = book.sheet(say("contents", language))
    page.set_column(0, 4, 24)
    writing.line(book, page, 0, 0, 4, _title(version, language), book.title)
    for column, key in enumerate(("code", "name", "level", "above", "sheet")):
        page.write_string(1, column, say(key, language), book.header)
    for row, (sheet, name) in enumerate(zip(sheets, names, strict=True), 2):
        level = sheet.level.labels.said(language) if sheet.level else sheet.node.level
        above = sheet.above[-1].labels.said(language) if sheet.above else ""
        for column, text in enumerate((sheet.node.code, sheet.node.labels.said(language), level, above)):
            page.write_string(row, column, text, book.text)
        page.write_url(row, 4, f"internal:'{name}'!A1", book.text, name)


def _title(version: Version, language: Language) -> str:
    return f"{version.content.labels.said(language)} {say('title', language)}"


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """A name for each sheet, as spreadsheets allow: short, without some signs, each once whatever its case."""
    taken: set[str] = set()
    names: list[str] = []
    for number, sheet in enumerate(sheets, 1):
        plain = FORBIDDEN.sub("-", sheet.node.code)
        name = plain[:LONGEST_NAME]
        if name.casefold() in taken or len(plain) > LONGEST_NAME or name.casefold() == "history":
            tail = f"~{number}"
            name = f"{plain[: LONGEST_NAME - len(tail)]}{tail}"
        taken.add(name.casefold())
        names.append(name)
    return names
