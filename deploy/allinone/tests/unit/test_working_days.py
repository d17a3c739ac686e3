"""Where the working days of a region come from: the published calendar, weekdays, or a file for a year."""

from pathlib import Path
from typing import Any

import pytest

from allinone.failures import FileRefused
from allinone.files import mapping, working_days
from contracts.envelope import Labels

FILE = "year: 2027\nsource: 放假安排\ndays_off: [2027-01-01]\nworking_weekend_days: [2027-02-14]\n"


def region(days: Any) -> mapping.RegionFacts:
    return mapping.facts(
        {
            "code": "linhe",
            "labels": Labels(zh="临河县", en="Linhe"),
            "currency": "CNY",
            "zone": "Asia/Shanghai",
            "fiscal_year_start": "01-01",
            "working_days": days,
        }
    )


def test_three_years_come_from_one_source_where_a_mapping_names_it(tmp_path: Path) -> None:
    found = working_days.given(region("china"), first=2025, beside=tmp_path)
    assert found == {2025: "china", 2026: "china", 2027: "china"}


def test_each_year_may_have_its_own_source(tmp_path: Path) -> None:
    (tmp_path / "days.yaml").write_text(FILE, "utf-8")
    found = working_days.given(region({"2025": "china", "2027": "days.yaml"}), first=2025, beside=tmp_path)
    assert found[2025] == "china"
    assert isinstance(found[2027], working_days.DaysOfYear)
    assert [day.isoformat() for day in found[2027].days_off] == ["2027-01-01"]


def test_a_file_of_another_year_is_refused(tmp_path: Path) -> None:
    (tmp_path / "days.yaml").write_text(FILE, "utf-8")
    with pytest.raises(FileRefused, match="has the days of 2027, but stands for 2028"):
        working_days.given(region({"2028": "days.yaml"}), first=2028, beside=tmp_path)


def test_a_day_of_another_year_is_refused(tmp_path: Path) -> None:
    (tmp_path / "days.yaml").write_text(FILE.replace("2027-02-14", "2026-02-14"), "utf-8")
    with pytest.raises(FileRefused, match="2026-02-14 is no day of 2027"):
        working_days.load(tmp_path / "days.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"days\.yaml does not exist"):
        working_days.given(region({"2027": "days.yaml"}), first=2027, beside=tmp_path)
