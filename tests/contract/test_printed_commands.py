"""Every command that a page prints works as printed, in a folder that holds nothing but what the page gives."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from tests.contract.printed import COMMAND, Page, read

from allinone import installation
from allinone.installation import Place

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "README.zh-CN.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("services/*/README.md")),
]
OF_THE_COUNTY = [
    "README.md",
    "README.zh-CN.md",
    "docs/formulas.md",
    "docs/registers.md",
    "services/gateway/README.md",
]
BEGINS_ELSEWHERE = {"baton up --no-demo", "make run", "make test", "make up", "make kafka"}
"""What a page asks for before its own commands: it serves until it is ended, or is the whole of a CI step."""


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str


async def run(page: Page, folder: Path, *, address: str, keys: Path) -> Ran:
    for name, text in page.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", page.script(address),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "BATON_URL": address,
            "BATON_KEYS": str(keys),
            "COLUMNS": "200",
        },
    )  # fmt: skip
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_command_is_printed_where_no_test_runs_it(path: Path) -> None:
    hidden = [
        line
        for text in read(path).other
        for line in text.splitlines()
        if COMMAND.match(line) and line.partition("#")[0].strip() not in BEGINS_ELSEWHERE
    ]
    assert hidden == [], "mark its block with sh, so that it is run as printed"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with installation.own(tmp_path_factory.mktemp("empty"), durable=False) as own:
        yield own


class TestACountyOfOnesOwn:
    async def test_comes_from_an_empty_installation_to_its_lights(self, place: Place, tmp_path: Path) -> None:
        page = read(ROOT / "docs/county.md")
        ran = await run(page, tmp_path, address=place.url, keys=place.keys)
        assert ran.code == 0, ran.err
        lights = re.findall(r"^│ (\w+) +│ ([A-Z]+-\d\d) ", ran.out, re.MULTILINE)
        assert lights == [("green", "EDU-01"), ("red", "EDU-02"), ("yellow", "ROAD-01"), ("no_value", "ROAD-02")]
        assert "accepted 3, intercepted 1" in ran.out
        assert "2027 version 1: 6 weekdays off" in ran.out
        assert "The working days of 2027 are not published yet" in ran.err
        assert (tmp_path / "sheets.xlsx").stat().st_size > 0

        again = await run(page, tmp_path, address=place.url, keys=place.keys)
        assert "accepted 3, intercepted 1, known 4" in again.out, again.err


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demonstration(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """`baton up` with its county, as `make run` starts it."""
    folder = tmp_path_factory.mktemp("run") / ".baton"
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("baton"), "up", "--folder", folder, "--port", "0",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    printed = ""
    while "curl -s" not in printed or not printed.endswith("\n\n"):
        line = await process.stdout.readline()
        assert line, f"baton up ended early: {printed}"
        printed += line.decode()
    found = re.search(r"Baton answers at (\S+)", printed)
    assert found is not None
    (folder.parent / "printed").write_text(printed, "utf-8")
    yield Place(found[1], folder / "keys")
    process.terminate()
    await process.wait()


@pytest.mark.slow
class TestTheDemonstrationCounty:
    @pytest.mark.parametrize(
        "page", ["README.md", "README.zh-CN.md", "docs/formulas.md", "docs/registers.md", "services/gateway/README.md"]
    )
    async def test_answers_every_command_of_a_page(self, demonstration: Place, tmp_path: Path, page: str) -> None:
        for name in (".venv", "schemes"):
            (tmp_path / name).symlink_to(ROOT / name)
        ran = await run(read(ROOT / page), tmp_path, address=demonstration.url, keys=demonstration.keys)
        assert ran.code == 0, ran.err

    async def test_answers_the_requests_that_its_start_prints(self, demonstration: Place, tmp_path: Path) -> None:
        printed = (demonstration.keys.parents[1] / "printed").read_text("utf-8")
        commands = [line for line in printed.splitlines() if line.startswith(("export TOKEN=", "curl -s"))]
        assert len(commands) == 5
        page = Page(ROOT, {}, commands, [])
        ran = await run(page, tmp_path, address=demonstration.url, keys=demonstration.keys)
        assert ran.code == 0, ran.err
