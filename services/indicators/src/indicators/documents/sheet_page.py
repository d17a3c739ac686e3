"""Sheets as one page that is ready to print: A4, a sheet a page, nothing loaded from elsewhere."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from contracts.money import plain_text
from indicators.documents.registers.columns import Column, Language
from indicators.documents.registers.sheet_columns import GOALS, INDICATORS
from indicators.documents.sheets import Version, facts, goal_cells, line_cells, say
from indicators.domain.cascade.sheet import Sheet

PAGES = Environment(
    loader=PackageLoader("indicators", "documents/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def page(version: Version, sheets: Sequence[Sheet], language: Language) -> str:
    """The sheets as one HTML document."""
    return PAGES.get_template("sheet.html").render(
        title=f"{version.content.labels.said(language)} {say('title', language)}",
        language=language,
        say=partial(say, language=language),
        draft=version.state == "draft",
        digest=version.digest,
        goal_names=[
            _name(GOALS, key, language) for key in ("number", f"goal_{language}", "share", "of_goal", "amount")
        ],
        line_names=[
            _name(INDICATORS, key, language)
            for key in (
                "number", f"label_{language}", "kind", "weight", "target", "period",
                f"standard_{language}", f"source_{language}",
            )
        ],
        pages=[_page(version, sheet, language) for sheet in sheets],
    )  # fmt: skip


def _page(version: Version, sheet: Sheet, language: Language) -> dict[str, Any]:
    return {
        "code": sheet.node.code,
        "facts": facts(version, sheet, language),
        "goals": [goal_cells(number, goal, language) for number, goal in enumerate(sheet.goals, 1)],
        "lines": [line_cells(number, line, language) for number, line in enumerate(sheet.indicators, 1)],
        "weight": plain_text(sheet.weight),
    }


def _name(columns: Sequence[Column], key: str, language: Language) -> str:
    """The name of a column in one row. A column of one language is not called after its language here."""
    (column,) = [one for one in columns if one.key == key]
    group, name = column.header(language)
    if key.startswith(("goal_", "label_", "standard_", "source_")):
        name = name.replace("英文", "").removesuffix(" in English").removesuffix(" in Chinese")
    return f"{group}{name}" if language == "zh" else f"{group} {name}".strip()
