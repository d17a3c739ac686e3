"""The baton command: what it says, what it never does half, and the exit codes that scripts rely on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]
BUDGET_MAPPING = ROOT / "examples/gla/budget-mapping.yaml"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing answers


Command = Callable[..., Any]
"""See conftest."""


@pytest.fixture
def budget_file(tmp_path: Path) -> Path:
    path = tmp_path / "budget.csv"
    path.write_text(
        "budget_item,approved_amount,fiscal_year\nPens,10.00,2012-04-01/2013-03-31\nInk,ten,2012-04-01/2013-03-31\n",
        encoding="utf-8",
    )
    return path


class TestHelp:
    def test_every_command_is_listed(self, baton: Command) -> None:
        said = baton("--help")
        assert said.code == 0
        for command in (
            "up",
            "demo",
            "import",
            "replay",
            "lights",
            "orders",
            "dead-letters",
            "token",
            "schemas",
            "formula",
        ):
            assert command in said.out

    @pytest.mark.parametrize("command", ["lights", "orders", "token", "demo"])
    def test_every_listing_speaks_json(self, baton: Command, command: str) -> None:
        assert "--json" in baton(command, "--help").out


class TestRefusedRows:
    def test_are_told_with_line_value_and_reason_and_nothing_is_sent(self, baton: Command, budget_file: Path) -> None:
        # nothing answers at this address: had anything been sent, the exit code would be 5
        said = baton("import", "budget", budget_file, "--mapping", BUDGET_MAPPING, "--url", NOWHERE)
        assert said.code == 3
        assert "1 of 2 rows were refused; nothing was sent" in said.err
        assert "line 3, approved_amount 'ten'" in said.err

    def test_are_json_for_machines(self, baton: Command, budget_file: Path) -> None:
        said = baton("import", "budget", budget_file, "--mapping", BUDGET_MAPPING, "--url", NOWHERE, "--json")
        (refused,) = json.loads(said.out)["refused"]
        assert (said.code, refused["line"], refused["code"]) == (3, 3, "not_an_amount")
        assert set(refused["texts"]) == {"zh", "en"}

    def test_can_be_left_out_by_saying_so(self, baton: Command, budget_file: Path) -> None:
        said = baton("import", "budget", budget_file, "--mapping", BUDGET_MAPPING, "--url", NOWHERE, "--skip-refused")
        assert said.code == 5  # now it is sent, and nobody answers


class TestFailuresTeach:
    def test_a_mapping_of_another_kind(self, baton: Command, budget_file: Path) -> None:
        said = baton("import", "payments", budget_file, "--mapping", BUDGET_MAPPING)
        assert said.code == 2
        assert "is a mapping of kind budget; this command needs one of kind payments" in said.err

    def test_a_file_that_is_not_there(self, baton: Command) -> None:
        said = baton("import", "budget", "nowhere.csv", "--mapping", BUDGET_MAPPING)
        assert (said.code, "nowhere.csv does not exist" in said.err) == (3, True)

    def test_nobody_answers(self, baton: Command) -> None:
        said = baton("lights", "--url", NOWHERE)
        assert (said.code, "`baton up` starts it" in said.err) == (5, True)

    def test_a_replay_without_a_payments_mapping(self, baton: Command, budget_file: Path) -> None:
        said = baton(
            "replay", "--budget", budget_file, "--payments", budget_file, "--mapping", BUDGET_MAPPING,
            "--rules", ROOT / "examples/gla/rules.yaml",
        )  # fmt: skip
        assert said.code == 2
        assert "kind: payments" in said.err


class TestTokens:
    def test_a_token_speaks_for_the_roles_asked_for(self, baton: Command) -> None:
        said = baton("token", "--role", "finance", "--json")
        assert (said.code, json.loads(said.out)["token"].count(".")) == (0, 2)

    def test_a_role_that_does_not_exist_is_answered_with_those_that_do(self, baton: Command) -> None:
        said = baton("token", "--role", "king")
        assert said.code == 2
        assert "unit_head" in said.err

    def test_the_head_of_a_unit_needs_the_unit(self, baton: Command) -> None:
        assert "add --unit" in baton("token", "--role", "unit_head").err
