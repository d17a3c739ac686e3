"""A screening: everything that is found, in the order of what was screened."""

from collections.abc import Iterator

from indicators.domain.checking.finding import Finding
from indicators.domain.screening import duplicates, flaws, gaps, needs
from indicators.domain.screening.formulas import Read, read
from indicators.domain.screening.subject import Item, Subject, called, data_item, indicator

ORDER = {flaw.code: number for number, flaw in enumerate(flaws.FLAWS)}


def screen(subject: Subject) -> dict[Item, list[Finding]]:
    """Every indicator and data item with what was found about it; an empty list where that is nothing."""
    formulas = read(subject)
    found: dict[str, list[Finding]] = {}
    for finding in _findings(subject, formulas):
        found.setdefault(finding.at, []).append(finding)
    items = [*(indicator(code) for code in subject.indicators), *(data_item(code) for code in subject.data_items)]
    return {item: sorted(found.get(item.place, []), key=lambda finding: ORDER[finding.code]) for item in items}


def _findings(subject: Subject, formulas: Read) -> Iterator[Finding]:
    for one in subject.indicators.values():
        yield from gaps.findings(one, subject, formulas)
    yield from duplicates.findings(subject, formulas)
    yield from needs.findings(subject, formulas)
    for code, error in formulas.errors.items():
        values = {
            **called(subject.indicators[code]),
            "formula": subject.indicators[code].formula,
            "error": error.code,
            "error_zh": error.text("zh"),
            "error_en": error.text("en"),
            "line": error.line,
            "column": error.column,
        }
        yield Finding(flaws.FORMULA_UNREADABLE, indicator(code).place, values)
