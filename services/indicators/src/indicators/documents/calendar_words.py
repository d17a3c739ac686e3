"""Days, months and parts of the year as people say them."""

from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PARTS_OF_YEAR: dict[str, tuple[str, str]] = {
    "Q1": ("第一季度", "the first quarter"), "Q2": ("第二季度", "the second quarter"),
    "Q3": ("第三季度", "the third quarter"), "Q4": ("第四季度", "the fourth quarter"),
    "H1": ("上半年", "the first half-year"), "H2": ("下半年", "the second half-year"),
}  # fmt: skip


def day(one: date, *, zh: bool) -> str:
    return f"{one.year} 年 {one.month} 月 {one.day} 日" if zh else f"{one.day} {MONTHS[one.month - 1]} {one.year}"


def month(number: int, *, zh: bool) -> str:
    return f"{number} 月" if zh else MONTHS[number - 1]


def month_day(text: str, *, zh: bool) -> str:
    """Of `03-31`."""
    which, of_month = (int(part) for part in text.split("-"))
    return f"{which} 月 {of_month} 日" if zh else f"{of_month} {MONTHS[which - 1]}"


def part_of_year(text: str, *, zh: bool) -> str:
    """Of `Q1`, `H2` or `03`."""
    return month(int(text), zh=zh) if text.isdigit() else PARTS_OF_YEAR[text][0 if zh else 1]


def period(text: str, *, zh: bool) -> str:
    """Of `2026`, `2026-Q1`, `2026-03`."""
    year, _, part = text.partition("-")
    if not part:
        return f"{year} 年" if zh else year
    said = part_of_year(part, zh=zh)
    return f"{year} 年{said}" if zh else f"{said}{'' if part.isdigit() else ' of'} {year}"
