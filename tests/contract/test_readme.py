"""What the README shows of commands and answers is what they say."""

import json
import re
from pathlib import Path

import pytest

from formulas.arithmetic import NoValue
from formulas.data import Data
from formulas.evaluation import evaluate, plain
from formulas.language import parse
from indicators.documents import pack
from indicators.documents.explain import explain
from indicators.domain import formula_check

PACK = "schemes/tengchong/departments.yaml"


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text("utf-8")


def test_every_line_that_explain_is_shown_to_print_is_printed(readme: str, repository: Path) -> None:
    assert f"baton scheme explain {PACK} --language en" in readme
    (shown,) = re.findall(r"```text\n(.*?)```", readme, re.DOTALL)
    printed = explain(pack.read(repository / PACK), "en").splitlines()
    assert [line for line in shown.splitlines() if line and line not in printed] == []


def test_the_checked_formula_is_answered_as_shown(readme: str, repository: Path) -> None:
    content = pack.read(repository / PACK)
    asked = re.search(r'"formula": "([^"]+)", "scheme": {"code": "departments"', readme)
    shown = re.search(r"```json\n(.*?)```", readme, re.DOTALL)
    assert asked is not None
    assert shown is not None
    checked = formula_check.check(asked[1], formula_check.of_things(content.indicators, content.data_items))
    assert checked.error == json.loads(shown[1])


def test_the_evaluated_formula_has_the_value_shown(readme: str) -> None:
    data = re.search(r"echo '(.+)' > ", readme)
    formula = re.search(r"baton formula '(.+)' --data", readme)
    shown = re.search(r'prints `{"value": "(.+)"}`', readme)
    assert data is not None
    assert formula is not None
    assert shown is not None
    value = evaluate(parse(formula[1]), Data.of_json(json.loads(data[1])))
    assert not isinstance(value, NoValue)
    assert plain(value) == shown[1]
