"""Parts of the machine that a test needs: where one is absent it skips, or fails if the part is required."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def absent(part: str, word: str) -> NoReturn:
    """Ends the test: a failure where BATON_REQUIRE names `part`, else a skip; `word` says what to do."""
    required = {name.strip() for name in os.environ.get("BATON_REQUIRE", "").split(",")}
    if part in required:
        pytest.fail(f"{part} is required here (BATON_REQUIRE) and absent: {word}", pytrace=False)
    pytest.skip(f"{part} is absent: {word}")


def data_folder(repository: Path) -> Path:
    """Where the public payments and budgets lie: BATON_DATA, else `shared/data` beside the repository."""
    return Path(os.environ.get("BATON_DATA") or repository.parent / "shared/data")


def shared_data(repository: Path) -> Path:
    folder = data_folder(repository)
    if not (folder / "gla-payments-2012-13.csv").is_file():
        absent(
            "shared-data",
            f"put gla-payments-2012-13.csv and gla-budget-2012-13.csv into {folder}, or set BATON_DATA",
        )
    return folder


def promtool() -> Path:
    found = shutil.which("promtool")
    if found is None:
        absent("promtool", "install the Debian package prometheus")
    return Path(found)


def prometheus() -> Path:
    found = shutil.which("prometheus")
    if found is None:
        absent("prometheus", "install the Debian package prometheus")
    return Path(found)
