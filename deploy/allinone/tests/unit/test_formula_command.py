"""baton formula: one line for machines, words for people, and never a traceback."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from allinone import cli

Run = Callable[..., tuple[int, str, str]]

DATA = {
    "values": {"a": "10", "完成率": "0.9", "empty": None, "unquoted": 12.5, "GDP 增速": "5.20"},
    "periods": {"a": {"prior": "8", "ytd": ["1", "2.5"]}},
    "peers": {"a": ["10", None, "12"]},
}


@pytest.fixture
def baton(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.json").write_text(json.dumps(DATA, ensure_ascii=False), encoding="utf-8")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["baton", "formula", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


class TestForMachines:
    @pytest.mark.parametrize(
        ("formula", "answer"),
        [
            ("a/3", {"value": "3.333333333333333333333333333333333"}),
            ("a>3 AND NOT a>30", {"value": "true"}),
            ("IF([完成率]>=85%, 100, 0)", {"value": "100"}),
            ("[ＧＤＰ　增速]", {"value": "5.2"}),
            ("empty+1", {"no_value": "missing"}),
            ("a/0", {"no_value": "division_by_zero"}),
            ("YTD(a)-PRIOR(a)", {"value": "-4.5"}),
            ("PEER_RANK(a)", {"value": "2"}),
        ],
    )
    def test_the_value_or_the_reason_is_one_line_of_json(self, baton: Run, formula: str, answer: Any) -> None:
        code, out, err = baton(formula, "--data", "data.json", "--json")
        assert (code, out.count("\n"), err) == (0, 1, "")
        assert json.loads(out) == answer

    @pytest.mark.parametrize(
        ("formula", "category", "place"),
        [
            ("-a^2", "syntax", [1, 3]),
            ("", "syntax", [1, 1]),
            ("nowhere", "type", [1, 1]),
            ("a+(a>1)", "type", [1, 2]),
            ("unquoted", "type", [None, None]),
            ("10^60", "limit", [1, 3]),
            ("\udcff", "syntax", [1, 1]),
        ],
    )
    def test_an_error_says_what_where_and_in_both_languages(
        self, baton: Run, formula: str, category: str, place: list[int | None]
    ) -> None:
        code, out, err = baton(formula, "--data", "data.json", "--json")
        said = json.loads(out)
        assert (code, out.count("\n"), said["error"]) == (3, 1, category)
        assert [said["line"], said["column"]] == place
        assert set(said) == {"error", "code", "line", "column", "expected", "texts"}
        assert set(said["texts"]) == {"zh", "en"}
        assert "baton: " in err

    @pytest.mark.parametrize(
        ("formula", "value"), [("-a", "-10"), ("--a", "10"), ("-(1+2)*3", "-9"), ("-1=-1", "true")]
    )
    def test_a_formula_may_begin_with_a_minus(self, baton: Run, formula: str, value: str) -> None:
        for words in (["--", formula], [formula]):
            code, out, _ = baton("--data", "data.json", "--json", *words)
            assert (code, json.loads(out)) == (0, {"value": value})

    def test_without_data_there_are_no_names(self, baton: Run) -> None:
        assert json.loads(baton("2^10", "--json")[1]) == {"value": "1024"}
        assert json.loads(baton("a", "--json")[1])["code"] == "name_without_data"


class TestForPeople:
    def test_the_value_stands_alone(self, baton: Run) -> None:
        assert baton("a*2", "--data", "data.json")[:2] == (0, "20\n")
        assert baton("empty", "--data", "data.json")[:2] == (0, "no value: missing\n")

    def test_an_error_is_told_with_its_place(self, baton: Run) -> None:
        code, out, err = baton("a +\n²", "--data", "data.json")
        assert (code, out) == (3, "")
        assert "line 2, column 1" in err


class TestFiles:
    @pytest.mark.parametrize("content", ["", "[]", "{", '"x"', "null", "[" * 100_000, "\xff"])
    def test_that_hold_no_object_are_refused(self, baton: Run, tmp_path: Path, content: str) -> None:
        (tmp_path / "wrong.json").write_text(content, encoding="latin-1")
        code, out, err = baton("1+1", "--data", "wrong.json", "--json")
        said = json.loads(out)
        assert (code, said["error"], out.count("\n")) == (3, "type", 1)
        assert said["code"] in ("data_unreadable", "data_misshapen")
        assert all("wrong.json" in text for text in [*said["texts"].values(), err])

    def test_that_are_not_there_are_named(self, baton: Run) -> None:
        code, out, err = baton("1+1", "--data", "nowhere.json", "--json")
        assert (code, json.loads(out)["error"]) == (3, "type")
        assert "nowhere.json" in err
        assert "No such file" in err
        assert baton("1+1", "--data", "nowhere.json")[:2] == (3, "")

    def test_that_say_a_name_twice_are_refused(self, baton: Run, tmp_path: Path) -> None:
        (tmp_path / "twice.json").write_text('{"values": {"a": "1", "a": "2"}}', encoding="utf-8")
        code, out, _ = baton("a", "--data", "twice.json", "--json")
        assert (code, json.loads(out)["code"]) == (3, "names_collide")


class TestCommands:
    def test_groups_stay_groups(self) -> None:
        group = typer.main.get_command(cli._cli)
        for name in ("scheme", "import", "dead-letters"):
            assert hasattr(group.get_command(None, name), "commands"), name  # type: ignore[attr-defined]  # it is a group
