"""Files of rules: whatever would keep them from being published is named at once, with its line, in both outputs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

RULES = """reason: Rules of the year
rules:
  - code: quarter-ends
    labels: {zh: 季末执行率, en: Rate at quarter ends}
    legal_basis: article 7
    measure: {kind: execution_rate, object: budget_item, budget: current}
    moves_between_checkpoints: false
    levels:
      - {code: red, labels: {zh: 红灯, en: red}, at_once: [order]}
      - {code: yellow, labels: {zh: 黄灯, en: yellow}, at_once: [order]}
      - {code: green, labels: {zh: 绿灯, en: green}}
    checkpoints:
      - day: 03-31
        labels: {zh: 一季度, en: Q1}
        bands:
          - {level: red, operator: "<", bound: 10, recovery_operator: ">=", recovery: 10}
          - {level: yellow, operator: "<", bound: 15, recovery_operator: ">=", recovery: 15}
    answered_by: owner
    answer_within_working_days: 10
    overdue_points: 0
"""


@pytest.fixture
def checked(baton: Command, tmp_path: Path) -> Callable[..., Any]:
    """Checks the rules with some of their text replaced."""

    def check(*changes: tuple[str, str], words: tuple[str, ...] = ()) -> Any:
        text = RULES
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "rules.yaml"
        path.write_text(text, "utf-8")
        return baton("rules", "check", path, *words)

    return check


TOO_EARLY = ('bound: 10, recovery_operator: ">=", recovery: 10', 'bound: 10, recovery_operator: ">=", recovery: 5')
NO_ORDER = ("at_once: [order]}\n      - {code: yellow", "at_once: [talk]}\n      - {code: yellow")
UNKNOWN_LEVEL = ("{level: yellow", "{level: amber")


class TestAFileWithFindings:
    @pytest.mark.parametrize(
        ("change", "code", "line"),
        [
            (TOO_EARLY, "recovery_on_the_bad_side", 16),
            (NO_ORDER, "level_without_order", 9),
            (UNKNOWN_LEVEL, "band_of_unknown_level", 17),
        ],
    )
    def test_has_each_with_its_line_in_both_outputs(
        self, checked: Callable[..., Any], change: tuple[str, str], code: str, line: int
    ) -> None:
        said = checked(change)
        assert said.code == 3
        assert f"rules.yaml:{line}: " in said.err

        machine = checked(change, words=("--json",))
        assert machine.code == 3
        found = {one["code"]: one for one in json.loads(machine.out)["findings"]}
        assert found[code]["line"] == line
        assert set(found[code]["texts"]) == set(found[code]["mend"]) == {"zh", "en"}

    @pytest.mark.parametrize(
        ("change", "zh", "en"),
        [
            (TOO_EARLY, "“红灯” 的恢复条件", "recovery of “red”"),
            (NO_ORDER, "等级 “红灯” 未触发", "level “red” brings"),
            (UNKNOWN_LEVEL, "等级 “黄灯” 缺少区间", "level “yellow” has no band"),
        ],
    )
    def test_calls_its_levels_by_their_names(
        self, checked: Callable[..., Any], change: tuple[str, str], zh: str, en: str
    ) -> None:
        texts = [one["texts"] for one in json.loads(checked(change, words=("--json",)).out)["findings"]]
        assert any(zh in one["zh"] and en in one["en"] for one in texts)
        assert not any(code in one["zh"] for one in texts for code in ("red", "yellow"))

    def test_has_all_of_them_at_once(self, checked: Callable[..., Any]) -> None:
        found = json.loads(checked(TOO_EARLY, NO_ORDER, words=("--json",)).out)["findings"]
        assert {one["code"] for one in found} == {"recovery_on_the_bad_side", "level_without_order"}

    def test_is_judged_by_the_beginning_of_the_fiscal_year(self, checked: Callable[..., Any]) -> None:
        later = (
            "    answered_by",
            "      - day: 02-28\n        labels: {zh: 二月, en: February}\n        bands:\n"
            '          - {level: red, operator: "<", bound: 10, recovery_operator: ">=", recovery: 10}\n'
            '          - {level: yellow, operator: "<", bound: 15, recovery_operator: ">=", recovery: 15}\n'
            "    answered_by",
        )
        assert checked(later).code == 3
        assert checked(later, words=("--fiscal-year-start", "03-01")).code == 0


def test_a_file_without_findings_is_said_to_have_none(checked: Callable[..., Any]) -> None:
    said = checked()
    assert (said.code, said.err) == (0, "")
    assert "1 rule, no findings" in said.out


def test_a_file_of_several_years_is_told_how_to_leave_out_the_others(baton: Command, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "b.csv").write_text("code,amount,year\n" + "".join(f"A,1000,{year}\n" for year in range(2020, 2026)))
    (tmp_path / "p.csv").write_text("ref,day,payee,item,amount\n")
    (tmp_path / "b.yaml").write_text(
        "kind: budget\n"
        "columns: {code: code, amount: amount, fiscal_year: year, owner: {constant: u}, fund: {constant: F}}\n"
    )
    (tmp_path / "p.yaml").write_text(
        "kind: payments\n"
        "columns: {external_ref: ref, value_date: day, payee: payee, item: item, fund: {constant: F}, amount: amount}\n"
    )
    said = baton(
        "replay", "--budget", tmp_path / "b.csv", "--payments", tmp_path / "p.csv", "--mapping", tmp_path / "b.yaml",
        "--mapping", tmp_path / "p.yaml", "--rules", tmp_path / "rules.yaml", "--url", "http://127.0.0.1:9",
    )  # fmt: skip
    assert said.code == 3
    assert '`ignore_rows: [{column: year, matches: "^(2021|2022|2023|2024|2025)"}]`' in said.err


def test_a_replay_names_the_findings_of_its_rules_before_it_sends_anything(baton: Command, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace(*TOO_EARLY), "utf-8")
    (tmp_path / "b.csv").write_text("code,amount\nA,1000\n")
    (tmp_path / "p.csv").write_text("ref,day,payee,item,amount\n1,2025-02-01,X,A,100\n")
    (tmp_path / "b.yaml").write_text(
        "kind: budget\n"
        "region: {code: mini, labels: {zh: 小, en: mini}, currency: CNY, zone: UTC, fiscal_year_start: 01-01}\n"
        "columns: {code: code, amount: amount, fiscal_year: {constant: 2025}, owner: {constant: u},"
        " fund: {constant: F}}\n"
    )
    (tmp_path / "p.yaml").write_text(
        "kind: payments\n"
        "columns: {external_ref: ref, value_date: day, payee: payee, item: item, fund: {constant: F}, amount: amount}\n"
    )
    said = baton(
        "replay", "--budget", tmp_path / "b.csv", "--payments", tmp_path / "p.csv", "--mapping", tmp_path / "b.yaml",
        "--mapping", tmp_path / "p.yaml", "--rules", tmp_path / "rules.yaml", "--url", "http://127.0.0.1:9",
    )  # fmt: skip
    assert said.code == 3
    assert "rules.yaml:16: " in said.err


class TestAFileWithoutEnglish:
    def test_is_told_each_text_with_its_line_unless_it_says_so(self, checked: Callable[..., Any]) -> None:
        missing = ("labels: {zh: 红灯, en: red}", "labels: {zh: 红灯}")
        said = checked(missing)
        assert (said.code, "“红灯” has no English text" in said.err + said.out) == (3, True)
        assert "without_english" in said.err + said.out
        assert checked(missing, ("rules:", "without_english: true\nrules:")).code == 0
