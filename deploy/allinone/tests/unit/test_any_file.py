"""Thousands of generated files: every cell is taken exactly, or refused with its line and what to do.

Who writes a cell knows what is meant by it. Some ways to write are those that the mapping names, others are of another
country, another machine or no amount at all. Whatever is taken has to be what was meant.
"""

import csv
import io
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from allinone.driving import bodies
from allinone.failures import FileRefused
from allinone.files import mapping, reading, rules
from allinone.files.mapping import PaymentsMapping
from allinone.files.records import PaymentRecord, Reading
from budget_monitor.api.payments import ImportPayments

FILES = {"few": 1_500, "many": 10_000}
JUNK = [
    "", " ", "-", "—", "n/a", "#REF!", "########", "1e3", "1.5E+02", "0x10", "1_000", "NaN", "Infinity", "½", "²", "٣",
    "一百",
    "12.345.67", "1,2,3", "--1", "+1", "1-1", "(1", "1)", "£", "1 £ 2", "4元50", "5万", "5%",
    "\u200b1", "1\u200b", "\x001",
    "=1+1", "'1", '"', "TRUE", "null", "9" * 30, "0." + "1" * 60, "1." + "0" * 400, "9" * 5_000, "２０２５",
    "\ud7ff", "😀",
]  # fmt: skip
SETTINGS: list[dict[str, Any]] = [
    {},
    {"thousands": ","},
    {"decimal": ",", "thousands": "."},
    {"decimal": ",", "thousands": " "},
    {"thousands": ",", "grouping": "indian"},
    {"negative": ["minus", "parentheses", "trailing_minus", "cr"], "thousands": ",", "leave_out": ["¥", "元"]},
    {"exponents": True, "zero": ["-"]},
]
DAYS = ["%Y-%m-%d", "%d%m%Y", "%Y%m%d", "%d/%m/%Y", "%Y年%m月%d日", "%d.%m.%y", "%d-%b-%Y"]
HEADER = ["ref", "day", "payee", "item", "amount"]


@dataclass
class Row:
    """What was meant; `plain` where each cell is written as the mapping says, so that nothing may be refused."""

    cells: list[Any]
    amount: Decimal | None
    day: date | None
    plain: bool
    settled: bool = False
    """Whether the mapping itself says what the amount is, though somebody else would read another one."""


@dataclass
class Made:
    settings: dict[str, Any]
    rows: list[Row] = field(default_factory=list)


def grouped(digits: str, sign: str, *, indian: bool = False) -> str:
    head, tail = digits[:-3], digits[-3:]
    step = 2 if indian else 3
    parts: list[str] = []
    while head:
        parts.insert(0, head[-step:])
        head = head[:-step]
    return sign.join([*parts, tail])


def write_amount(rng: random.Random, amount: Decimal, numbers: dict[str, Any]) -> str:
    """The amount as somebody writes whose settings these are."""
    whole, _, cents = format(abs(amount), "f").partition(".")
    if numbers.get("thousands") and rng.random() < 0.7:
        whole = grouped(whole, numbers["thousands"], indian=numbers.get("grouping") == "indian")
    cents = "" if cents == "00" and rng.random() < 0.5 else numbers.get("decimal", ".") + cents
    text = whole + cents
    if numbers.get("leave_out") and rng.random() < 0.5:
        text = rng.choice(["¥" + text, text + "元", "¥ " + text])
    if amount >= 0:
        return text
    style = rng.choice(numbers.get("negative", ["minus"]))
    return {
        "minus": rng.choice("-−–－") + text,
        "parentheses": f"({text})",
        "trailing_minus": text + rng.choice("-−"),
        "cr": text + "CR",
    }[style]


def write_day(rng: random.Random, day: date, written: str) -> str:
    text = day.strftime(written)
    if "/" in written or "年" in written:
        return re.sub(r"(?<![0-9])0", "", text) if rng.random() < 0.3 else text
    return text


def row(rng: random.Random, number: int, settings: dict[str, Any]) -> Row:
    amount = (
        Decimal(rng.choice([1, 5, 99, 100_000, 123_456, 10_000_000, 98_765_432_100])) / 100 * rng.choice([1, 1, -1])
    )
    amount = amount.quantize(Decimal("0.01"))
    day = date(2025, 1, 1) + timedelta(days=rng.randrange(365))
    numbers, written = settings["numbers"], settings["dates"][0]
    shown, said, plain = write_amount(rng, amount, numbers), write_day(rng, day, written), True
    meant: Decimal | None = amount
    meant_day: date | None = day
    settled = False
    how = rng.random()
    if how < 0.15:  # as somebody else would write it
        plain, shown = False, write_amount(rng, amount, rng.choice(SETTINGS))
        if numbers and re.search(r"(?<![0-9.,])[0-9]{1,3}[.,][0-9]{3}(?![0-9.,])", shown):
            settled = True  # a mapping that names its signs says what 1.000 is
    elif how < 0.3:
        shown, meant, plain = rng.choice(JUNK), None, False
    elif how < 0.4 and "%d%m" in written:  # a spreadsheet dropped the zero in front
        said, plain = said.lstrip("0"), said[0] != "0"
    elif how < 0.45:
        said, meant_day, plain = rng.choice(JUNK), None, False
    return Row([f"R{number}", said, "县医院", f"A-{number}", shown], meant, meant_day, plain, settled)


def make(rng: random.Random) -> Made:
    settings = {"numbers": rng.choice(SETTINGS), "dates": [rng.choice(DAYS)]}
    made = Made(settings)
    made.rows = [row(rng, number, settings) for number in range(rng.randrange(1, 5))]
    return made


def as_csv(rng: random.Random, made: Made, path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=rng.choice(["\n", "\r\n"]))
    writer.writerow(HEADER)
    for one in made.rows:
        writer.writerow(one.cells)
    path.write_text(out.getvalue(), encoding=rng.choice(["utf-8", "utf-8-sig"]), newline="", errors="surrogatepass")


def as_workbook(rng: random.Random, made: Made, path: Path) -> None:
    """Numbers and days as such, some in formats that show something else."""
    formats = ["General", "0.00", "#,##0.00", "0%", '0!.0,"万"', "000000", "@", '0.00"元"', "0.0E+00"]
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("支付")
        sheet.write_row(0, 0, HEADER)
        for number, one in enumerate(made.rows, 1):
            for column, cell in enumerate(one.cells):
                sheet.write_string(number, column, str(cell)[:32_000])
            if one.amount is not None and rng.random() < 0.6:
                shown = rng.choice(formats)
                sheet.write_number(number, 4, float(one.amount), book.add_format({"num_format": shown}))
                one.plain = one.plain and shown in ("General", "0.00", "#,##0.00")
            if one.day is not None and rng.random() < 0.5:
                shown = rng.choice(["yyyy-mm-dd", "d/m/yyyy", "yyyy", 'm"月"d"日"'])
                sheet.write_datetime(number, 1, one.day, book.add_format({"num_format": shown}))
                one.plain = one.plain and shown in ("yyyy-mm-dd", "d/m/yyyy")


def judge(made: Made, found: Reading[PaymentRecord]) -> None:
    """Every row was taken as it was meant, or refused with its line, its key and what to do."""
    taken = {record.external_ref: record for record in found.records}
    refused = {told.line for told in found.refused}
    for number, one in enumerate(made.rows):
        record = taken.get(f"R{number}")
        assert (record is None) == (number + 2 in refused), one
        assert record is not None or not one.plain, (made.settings, one, [t.text("en") for t in found.refused])
        if record is not None:
            assert record.line == number + 2
            # what nobody meant anything by is taken only where it is plainly a number or a day
            meant = one.amount if one.amount is not None else plainly(one.cells[4], made)
            assert one.settled or record.total == meant, one
            assert one.day is None or record.value_date == one.day, one
    for told in found.refused:
        assert told.key is not None
        assert len(told.value or "") < 200
        assert len(told.text("en")) < 900
        assert told.text("zh")
    if found.records:
        # what is read is what the service takes: no request fails for its form, long after the file was read
        ImportPayments.model_validate({"payments": [bodies.payment(one, then="pay") for one in found.records]})


def plainly(text: str, made: Made) -> Decimal:
    numbers = made.settings["numbers"]
    text = text.replace("１", "1").strip()
    for sign in numbers.get("leave_out", ()):
        text = text.removesuffix(sign).removeprefix(sign)
    match = re.fullmatch(r"(-?)([0-9]+)(?:[.,]([0-9]+))?(?:[eE]([+-]?[0-9]+))?", text, re.ASCII)
    assert match, f"{text!r} was taken"
    sign, whole, fraction, exponent = match.groups()
    assert exponent is None or numbers.get("exponents")
    return Decimal(f"{sign}{whole}.{fraction or 0}E{exponent or 0}").quantize(Decimal("0.01"))


def payments(made: Made) -> PaymentsMapping:
    columns = {"external_ref": "ref", "value_date": "day", "payee": "payee", "item": "item", "fund": {"constant": "F"},
               "amount": "amount"}  # fmt: skip
    return PaymentsMapping.model_validate({"kind": "payments", "columns": columns, **made.settings})


@pytest.mark.parametrize("how_many", ["few", pytest.param("many", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("write", "share"), [(as_csv, 0.8), (as_workbook, 0.2)], ids=["csv", "workbook"])
def test_every_cell_is_taken_as_it_was_meant_or_refused(
    write: Callable[[random.Random, Made, Path], None], share: float, how_many: str, tmp_path: Path
) -> None:
    counts = {"taken": 0, "refused": 0}
    for seed in range(int(FILES[how_many] * share)):
        rng = random.Random(seed)
        made = make(rng)
        path = tmp_path / "file"
        write(rng, made, path)
        found = reading.read_payments(path, payments(made))
        try:
            judge(made, found)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        counts["taken"] += len(found.records)
        counts["refused"] += len(found.refused)
    assert min(counts.values()) > FILES[how_many] * share / 5, counts


def tried(read: Callable[[], Any], path: Path) -> Any:
    """What was read, or None where the whole file was refused: by its name, in our own words."""
    try:
        return read()
    except FileRefused as refused:
        told = str(refused)
    assert str(path) in told
    assert not re.search(r"Input should|pydantic|Traceback|<unicode|Value error", told), told
    return None


@pytest.mark.parametrize("how_many", ["few", pytest.param("many", marks=pytest.mark.slow)])
def test_a_spoiled_file_is_read_or_refused_and_nothing_else(how_many: str, tmp_path: Path) -> None:
    refused = 0
    for seed in range(FILES[how_many]):
        rng = random.Random(seed)
        made = make(rng)
        path = tmp_path / "file"
        (as_workbook if seed % 10 == 0 else as_csv)(rng, made, path)
        data = bytearray(path.read_bytes())
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(data) or 1)
            match rng.randrange(4):
                case 0 if data:
                    data[at] = rng.randrange(256)
                case 1:
                    data[at:at] = rng.choice([b'"', b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xe2\x88\x92", b";"])
                case 2:
                    del data[at : at + rng.randrange(1, 20)]
                case _:
                    data = data[: at + 1]
        path.write_bytes(data)
        found = tried(partial(reading.read_payments, path, payments(made)), path)
        if found is None:
            refused += 1
            continue
        for record in found.records:
            ImportPayments.model_validate({"payments": [bodies.payment(record, then="pay")]})
    assert refused > FILES[how_many] / 20


SCALARS = [
    "010", "0x1F", "1e3", "1_000", "yes", "No", "on", "true", "2025-04-01", "12:30:00", ".inf", "~", "null", "000123",
    "12.50", "a b", "名称", '"quoted"', "'it''s'", "!!int 3", "!!python/object:os.system x", "*a", "&a 1",
    "<<", "|", ">",
    "- x", "[a, b]", "{a: b}", "[", "}", "@x", "`x`", "%x", "? x", ": x", "x: y", "#", "\t", "=", "1.0", "-5", "+5",
    "''",
    "%d/%m", "%Y-%m-%d", "(", "^(a)$", "日", "\x07", "\u2028", "9" * 400, "[" * 60, "{constant: 007}", "{column: No}",
]  # fmt: skip
MAPPING = {
    "kind": "payments", "skip_lines": "0", "delimiter": '","', "encoding": "utf-8", "dates": '["%Y-%m-%d"]',
    "numbers": '{decimal: ".", unit: 10000}', "ignore_rows": "[{column: c, values: [x]}]", "rows_are": "lines",
    "columns": "{external_ref: r, value_date: d, payee: p, item: i, fund: {constant: 007}, amount: a}",
}  # fmt: skip
RULES = """reason: r
rules:
  - code: year-end
    labels: {zh: 年末, en: Year end}
    legal_basis: article 7
    measure: {kind: execution_rate, object: budget_item, budget: current}
    moves_between_checkpoints: false
    levels:
      - {code: red, labels: {zh: 红灯, en: red}, at_once: [order]}
      - {code: green, labels: {zh: 绿灯, en: green}}
    checkpoints:
      - day: 03-31
        labels: {zh: 年末, en: Year end}
        bands: [{level: red, operator: "<", bound: 10, recovery_operator: ">=", recovery: 10}]
    answered_by: owner
    answer_within_working_days: 10
    overdue_points: 0
"""


def spoiled(rng: random.Random, text: str) -> str:
    """The text with some of its scalars replaced by others, or with a line twice, or gone."""
    for _ in range(rng.randrange(1, 3)):
        lines = text.splitlines()
        at = rng.randrange(len(lines))
        match rng.randrange(4):
            case 0:
                lines.insert(at, lines[at])
            case 1:
                del lines[at]
            case _:
                lines[at] = re.sub(
                    r": [^:{}\[\],]*(?=[,}\]]|$)", lambda _: f": {rng.choice(SCALARS)}", lines[at], count=1
                )
        text = "\n".join(lines) + "\n"
    return text


def leaves(node: yaml.Node | None) -> set[str]:
    """Every text that stands in a document."""
    if isinstance(node, yaml.ScalarNode):
        return {str(node.value)}
    if isinstance(node, yaml.MappingNode):
        return set().union(*(leaves(key) | leaves(value) for key, value in node.value))
    return set().union(*map(leaves, node.value)) if isinstance(node, yaml.SequenceNode) else set()


def texts(value: Any) -> set[str]:
    """Every text of a model that was written in its file."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(texts, value.values()))
    return set().union(*map(texts, value)) if isinstance(value, list | tuple | set | frozenset) else set()


@pytest.mark.parametrize("how_many", ["few", pytest.param("many", marks=pytest.mark.slow)])
def test_every_scalar_of_a_yaml_file_is_the_text_that_stands_there_or_refused(how_many: str, tmp_path: Path) -> None:
    kept = 0
    path = tmp_path / "file.yaml"
    for seed in range(FILES[how_many]):
        rng = random.Random(seed)
        base = RULES if seed % 4 == 0 else "".join(f"{key}: {value}\n" for key, value in MAPPING.items())
        path.write_text(spoiled(rng, base), encoding="utf-8")
        found = tried(partial(rules.load if seed % 4 == 0 else mapping.load, path), path)
        if found is None:
            continue
        kept += 1
        written = leaves(yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader))
        assert texts(found.model_dump(exclude_unset=True, mode="python")) <= written, seed
        for number in re.findall("^skip_lines: ([0-9]+)$", path.read_text("utf-8"), re.MULTILINE):
            assert (getattr(found, "skip_lines", None), number) == (int(number), str(int(number))), seed
    assert FILES[how_many] / 20 < kept < FILES[how_many]
