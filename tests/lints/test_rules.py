"""Each rule finds what it is for, and leaves alone what looks like it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _load() -> ModuleType:
    # a script beside this test, in no package
    spec = importlib.util.spec_from_file_location("lint_rules", Path(__file__).with_name("rules.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["lint_rules"] = module
    spec.loader.exec_module(module)
    return module


rules = _load()

USE_CASE = "services/scoring/src/scoring/usecases/orders.py"
DOMAIN = "services/budget-monitor/src/budget_monitor/domain/light.py"
CHASSIS = "shared/src/chassis/door.py"


def found(path: str, text: str) -> list[str]:
    return [line.split(": ")[1] for line in rules.findings(rules.Source(path, text))]


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("path", "text", "rule"),
        [
            (USE_CASE, "async def f(tx):\n    await tx.commit()", "commit"),
            (USE_CASE, "async def f(c):\n    async with c.begin(): pass", "commit"),
            (DOMAIN, "weight = 0.1", "float"),
            (DOMAIN, "def rate(x: float) -> None: ...", "float"),
            (DOMAIN, "rate = float(x)", "float"),
            ("shared/src/contracts/money.py", "HALF = 0.5", "float"),
            (USE_CASE, "from datetime import datetime\nat = datetime.now(UTC)", "clock"),
            (USE_CASE, "import datetime\nat = datetime.datetime.utcnow()", "clock"),
            (USE_CASE, "at = date.today()", "clock"),
            (USE_CASE, "at = time.time()", "clock"),
            (USE_CASE, "at = sqlalchemy.func.now()", "clock"),
            (USE_CASE, "stmt = text('select now()')", "clock"),
            ("services/scoring/tests/unit/test_x.py", "time.sleep(1)", "sleep"),
            ("tests/chaos/test_x.py", "await asyncio.sleep(0.1)", "sleep"),
            ("README.md", "see /" + "root/project", "foreign"),
            ("Makefile", "run: ; ls /" + "tmp", "foreign"),
            ("requirements.lock", "--index-url https://pypi" + ".org/simple", "foreign"),
            (CHASSIS, "print(1)  # noq" + "a", "muted"),
            (CHASSIS, "print(1)  # noq" + "a: T201", "muted"),
            (CHASSIS, "x = y  # type: ignor" + "e[arg-type]", "muted"),
        ],
    )
    def test_each_of_these_breaks_its_rule(self, path: str, text: str, rule: str) -> None:
        assert found(path, text) == [rule]

    def test_an_excuse_for_another_rule_does_not_count(self) -> None:
        assert found(DOMAIN, "weight = 0.1  # allow clock: there is a reason for it") == ["float"]

    def test_an_excuse_without_a_reason_does_not_count(self) -> None:
        assert found(DOMAIN, "weight = 0.1  # allow float:") == ["float"]


class TestWhatIsLeftAlone:
    @pytest.mark.parametrize(
        ("path", "text"),
        [
            (CHASSIS, "async def f(c):\n    await c.commit()"),
            (USE_CASE, "at = tx.now"),
            (USE_CASE, '"""Never calls now() of the database."""'),
            (USE_CASE, "half = 0.5"),
            (USE_CASE, "line = f\"{colon}{'\u3000' * 8}\".join(names)"),
            (DOMAIN, "weight = Decimal('0.1')"),
            (DOMAIN, "weight = 0.1  # allow float: a share of bytes, not of money"),
            ("tests/chaos/test_x.py", "await asyncio.sleep(0)"),
            ("docs/api.md", "GET /" + "working-calendars"),
            (CHASSIS, "print(1)  # noq" + "a: T201 - the answer that the caller waits for"),
            (CHASSIS, "x = y  # type: ignor" + "e[arg-type] # the stub is older than the code"),
        ],
    )
    def test_none_of_these_breaks_a_rule(self, path: str, text: str) -> None:
        assert found(path, text) == []


class TestMigrations:
    FOLDER = "services/scoring/src/scoring/migrations/versions"

    def chain(self, *revisions: tuple[str, str, str | None]) -> list[str]:
        read = [
            rules.Source(f"{self.FOLDER}/{name}.py", f"revision = {revision!r}\ndown_revision = {before!r}\n")
            for name, revision, before in revisions
        ]
        return list(rules.forks(read))

    def test_of_one_chain_are_let_be(self) -> None:
        assert (
            self.chain(("0001_first", "0001", None), ("0002_copies", "0002", "0001"), ("0003_x", "0003", "0002")) == []
        )

    def test_that_landed_with_the_same_number_are_found(self) -> None:
        found = self.chain(("0001_first", "0001", None), ("0002_a", "0002", "0001"), ("0002_b", "0002", "0001"))
        assert len(found) == 2
        assert all("0002_b.py" in line and "0002_a.py too" in line for line in found)

    def test_that_follow_the_same_one_are_found(self) -> None:
        found = self.chain(("0001_first", "0001", None), ("0002_a", "0002", "0001"), ("0003_b", "0003", "0001"))
        assert [line.split(": ")[1] for line in found] == ["migrations"]

    def test_of_another_service_are_another_chain(self) -> None:
        other = "services/gateway/src/gateway/migrations/versions/0001_log.py"
        both = [
            rules.Source(f"{self.FOLDER}/0001_first.py", 'revision = "0001"'),
            rules.Source(other, 'revision = "0001"'),
        ]
        assert list(rules.forks(both)) == []
