"""docs/command.md names every command and every exit code."""

import inspect
import re
from pathlib import Path

import pytest

from allinone import cli, failures
from allinone.commands import scheme

PAGE = (Path(__file__).parents[4] / "docs" / "command.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(cli.COMMANDS))
def test_every_command_is_told(command: str) -> None:
    assert f"`baton {command}" in PAGE


@pytest.mark.parametrize(
    "command", [str(one.name or one.callback.__name__) for one in scheme.app.registered_commands if one.callback]
)
def test_every_command_of_schemes_is_told(command: str) -> None:
    told = "\n".join(line for line in PAGE.splitlines() if "`baton scheme " in line)
    assert re.search(rf"`(baton scheme )?{command} ", told)


def test_every_exit_code_is_told_on_the_page_and_by_the_command() -> None:
    kinds = [kind for _, kind in inspect.getmembers(failures, inspect.isclass) if issubclass(kind, failures.Failure)]
    for code in {kind.exit_code for kind in kinds}:
        assert f"| {code} | " in PAGE
        assert f"{code} " in str(cli.__doc__)
        assert re.search(rf"(^|· |\s){code} ", str(failures.__doc__))
