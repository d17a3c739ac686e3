"""Days as a file writes them: by formats of its mapping, each text with exactly one reading, or refused with all."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product

from allinone.files.refusals import CellRefused
from contracts.budget import FIRST_DAY, LAST_DAY

WIDTHS = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "I": 2, "M": 2, "S": 2, "j": 3}
"""Directives that stand for digits, and how many."""
UNPADDED = frozenset("mdHIMS")
"""Those which people write with one digit as well, where a sign stands on either side."""
WORDS = {"b": "[A-Za-z]+", "B": "[A-Za-z]+", "a": "[A-Za-z]+", "A": "[A-Za-z]+", "p": "[AaPp][Mm]", "f": "[0-9]{1,6}"}
USUAL = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y",
         "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S",
         "%Y%m%d%H%M%S", "%y-%m-%d", "%d-%m-%y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d %B %Y", "%d-%b-%y",
         "%d-%b-%Y")  # fmt: skip
"""Ways to write a day that a refusal tries, so as to say what the text could mean."""


DAY_NUMBER = re.compile(r"[3-6][0-9]{4}(\.[0-9]+)?")
"""A day as a spreadsheet counts it (1982 to 2091). It is never read: an amount or a code may look the same."""
EXCEL_ZERO = date(1899, 12, 30)


def checked(written: str) -> str:
    """The format. Raises ValueError where it does not say one day, or holds what is not read here."""
    names = [part[1:] for part in _tokens(written) if part[0] == "%" and part[1:] != "%"]
    for name in names:
        if name not in WIDTHS and name not in WORDS:
            zone = " (elsewhere it may be another day: `take` the day out of it)" if name in ("z", "Z") else ""
            raise ValueError(
                f"`%{name}` in {written!r} is not read here{zone}; known: {', '.join([*WIDTHS, *WORDS])} · 不支持此格式"
            )
        if names.count(name) > 1:
            raise ValueError(f"`%{name}` stands twice in {written!r} · 重复")
    if ("Y" in names) == ("y" in names):
        raise ValueError(f"{written!r} does not name the year, once: %Y (2025) or %y (25) · 须写一次年份")
    months = sum(name in names for name in "mbB")
    if not ((months == 1 and "d" in names and "j" not in names) or (months == 0 and "j" in names and "d" not in names)):
        raise ValueError(f"{written!r} does not name month and day, once each: %m and %d · 须各写一次月和日")
    return written


def day(text: str, formats: tuple[str, ...]) -> date:
    """The day that the text says by all formats that fit. Raises CellRefused."""
    text = text.strip()
    meanings = {found for written in formats if (found := _read(text, written)) is not None}
    if len(meanings) == 1:
        (found,) = meanings
        if not FIRST_DAY <= found <= LAST_DAY:
            raise CellRefused("day_out_of_range", first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
        return found
    if meanings:
        raise CellRefused("ambiguous_date", meanings=" / ".join(sorted(one.isoformat() for one in meanings)))
    shown = ", ".join(formats)
    if loose := sorted({found.isoformat() for written in formats for found in _with_lost_digits(text, written)}):
        raise CellRefused("date_lacks_digits", formats=shown, meanings=" / ".join(loose))
    told = "; ".join(f"{found.isoformat()} ({how})" for found, how in list(_other_readings(text))[:3])
    raise CellRefused("not_a_date", formats=shown, meanings=told or "—")


def _other_readings(text: str) -> Iterator[tuple[date, str]]:
    """What the text could mean otherwise, each with how it would be read."""
    narrow = unicodedata.normalize("NFKC", text)
    also = "" if narrow == text else ", normalise: [nfkc]"
    for written in USUAL:
        if (found := _read(narrow, written)) is not None:
            yield found, written + also
    if DAY_NUMBER.fullmatch(text):
        counted = EXCEL_ZERO + timedelta(days=int(text.partition(".")[0]))
        yield counted, "a spreadsheet's number of a day / 表格软件的日期序号: format the column as a date, save again"


def _read(text: str, written: str) -> date | None:
    return _strptime(text, written) if _exact(written).fullmatch(text) else None


def _strptime(text: str, written: str) -> date | None:
    try:
        return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _tokens(written: str) -> list[str]:
    return re.findall(r"%.|.", written, re.DOTALL)


def _is_digits(token: str) -> bool:
    return token.isdigit() or (token[0] == "%" and token[1:] in (*WIDTHS, "f"))


@cache
def _exact(written: str) -> re.Pattern[str]:
    """What a text of this format looks like: where only digits tell the parts apart, each has all of its digits."""
    tokens = _tokens(written)
    pattern = []
    for place, token in enumerate(tokens):
        beside = [tokens[other] for other in (place - 1, place + 1) if 0 <= other < len(tokens)]
        alone = not any(_is_digits(other) for other in beside)
        pattern.append(_part(token, unpadded=alone))
    return re.compile("".join(pattern))


def _part(token: str, *, unpadded: bool) -> str:
    name = token[1:]
    if token[0] != "%" or name == "%":
        return r"\s+" if token.isspace() else re.escape(token[-1])
    if name in WORDS:
        return WORDS[name]
    return f"[0-9]{{1,{WIDTHS[name]}}}" if unpadded and name in UNPADDED else f"[0-9]{{{WIDTHS[name]}}}"


def _with_lost_digits(text: str, written: str) -> Iterator[date]:
    """The days that the text could mean if some of its parts had lost a zero in front."""
    tokens = _tokens(written)
    wide = [place for place, token in enumerate(tokens) if token[0] == "%" and token[1:] in UNPADDED]
    for lost in product((False, True), repeat=len(wide)):
        short = {place for place, yes in zip(wide, lost, strict=True) if yes}
        pattern = "".join(
            f"(?P<p{place}>{'[0-9]' if place in short else _part(token, unpadded=False)})"
            for place, token in enumerate(tokens)
        )
        found = re.fullmatch(pattern, text)
        if found is not None:
            whole = "".join(("0" if place in short else "") + found[f"p{place}"] for place in range(len(tokens)))
            meaning = _strptime(whole, written)
            if meaning is not None:
                yield meaning
