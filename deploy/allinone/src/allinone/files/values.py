"""One cell of a file → one value: text, amount, date, code. Pure; raises CellRefused with the reason."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from allinone.files.mapping import Normalisation, Numbers, Source
from allinone.files.refusals import CellRefused

LONGEST_CODE = 120
_SPACES = re.compile(r"\s+")

_NORMALISE: dict[Normalisation, Callable[[str], str]] = {
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "strip": str.strip,
    "single_spaces": lambda text: _SPACES.sub(" ", text).strip(),
    "upper": str.upper,
    "lower": str.lower,
}


def prepare(source: Source, cell: str) -> str:
    """The cell after take, normalise, translate, when_empty and pad, in that order; may be empty."""
    text = cell
    if source.take is not None and text.strip():
        found = re.search(source.take, text)
        if found is None:
            raise CellRefused("take_found_nothing", expression=source.take)
        text = found.group(1) or ""
    for step in source.normalise:
        text = _NORMALISE[step](text)
    text = source.translate.get(text, text)
    if not text.strip() and source.when_empty is not None:
        text = source.when_empty
    if source.pad is not None and text:
        fill = source.pad.sign * (source.pad.length - len(text))
        text = fill + text if source.pad.side == "left" else text + fill
    return text


def amount(text: str, numbers: Numbers) -> Decimal:
    """The amount in the currency's unit, exact: never rounded, never through a float."""
    written = text.strip()
    for sign in numbers.leave_out:
        written = written.replace(sign, "")
    digits, negative = _without_sign(written.strip(), numbers)
    grouped = re.escape(numbers.thousands)
    whole = rf"(?:[0-9]{{1,3}}(?:{grouped}[0-9]{{3}})+|[0-9]+)" if numbers.thousands else r"[0-9]+"
    if re.fullmatch(rf"{whole}(?:{re.escape(numbers.decimal)}[0-9]+)?", digits, re.ASCII) is None:
        raise CellRefused("not_an_amount", decimal=numbers.decimal, thousands=numbers.thousands)
    plain = digits.replace(numbers.thousands, "") if numbers.thousands else digits
    value = Decimal(plain.replace(numbers.decimal, ".")) * int(numbers.unit)
    if value != value.quantize(Decimal("0.01")):
        raise CellRefused("too_many_decimals")
    if value >= Decimal(10) ** 18:
        raise CellRefused("amount_too_large")
    return (-value if negative != numbers.inverted and value else value).quantize(Decimal("0.01"))


def _without_sign(text: str, numbers: Numbers) -> tuple[str, bool]:
    if numbers.negative == "parentheses" and text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if numbers.negative == "trailing_minus" and text.endswith("-"):
        return text[:-1].strip(), True
    if numbers.negative == "minus" and text.startswith("-"):
        return text[1:].strip(), True
    return text, False


def day(text: str, formats: tuple[str, ...]) -> date:
    """The date, where exactly one meaning fits: 03/04/2012 with %d/%m and %m/%d both allowed is refused."""
    meanings = set()
    for written in formats:
        try:
            meanings.add(datetime.strptime(text.strip(), written).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if not meanings:
        raise CellRefused("not_a_date", formats=", ".join(formats))
    if len(meanings) > 1:
        raise CellRefused("ambiguous_date", meanings=" / ".join(sorted(one.isoformat() for one in meanings)))
    return meanings.pop()


def code(text: str, *, longest: int = LONGEST_CODE) -> str:
    """A code as Baton takes it: printable, composed (NFC), no space at the ends, no double space."""
    composed = unicodedata.normalize("NFC", text)
    spaced_well = composed == _SPACES.sub(" ", composed).strip()
    if not (1 <= len(composed) <= longest and spaced_well and composed.isprintable()):
        raise CellRefused("not_a_code", longest=longest)
    return composed


def plain_code(text: str) -> str:
    """The code of a unit, a fund or a feed: it stands in addresses, so only plain characters."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", text, re.ASCII) is None:
        raise CellRefused("not_a_plain_code")
    return text


def fiscal_year(text: str) -> str:
    if re.fullmatch(r"[12][0-9]{3}", text, re.ASCII) is None:
        raise CellRefused("not_a_fiscal_year")
    return text


def one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise CellRefused("unknown_word", known=", ".join(known))
    return text


def true_or_false(text: str) -> bool:
    return one_of(text.lower(), ("true", "false")) == "true"
