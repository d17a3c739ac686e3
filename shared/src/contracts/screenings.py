"""Events of screening rounds: what was found before an assessment, and what became of it."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.envelope import EventData, Labels, SchemeLabels
from contracts.indicators import Frozen
from contracts.schemes import Sha256


class ScreeningCount(Frozen):
    """How many items of one kind were screened, had findings, and were decided how."""

    screened: int = Field(ge=0)
    with_findings: int = Field(ge=0)
    improved: int = Field(ge=0)
    removed: int = Field(ge=0)
    returned: int = Field(ge=0)
    kept: int = Field(ge=0)


class ScreeningDecided(Frozen):
    """One item about which something was found, and the last decision on it.

    `sha256` is the digest of the item as it was screened. An improvement names the version that mends it; `remaining`
    are the codes that this version still has. What was returned went back to `author`.
    """

    kind: Literal["indicator", "data_item"]
    code: str
    labels: SchemeLabels
    sha256: Sha256
    findings: tuple[str, ...] = Field(description="codes of what was found")
    decision: Literal["improved", "removed", "returned", "kept"]
    improved_version: int | None = Field(default=None, ge=1)
    remaining: tuple[str, ...] = ()
    author: str | None = None
    decided_by: str
    reason: str


class ScreeningClosed(EventData):
    """A round of screening with its report: nothing that was found is left open. Key: code of the round.

    `sha256` is over everything that was screened, as it was read when the round was run.
    """

    event_type: ClassVar[str] = "indicators.screening-closed.v1"

    code: str
    labels: Labels
    sha256: Sha256
    run_by: str
    closed_by: str
    reason: str
    indicators: ScreeningCount
    data_items: ScreeningCount
    decided: tuple[ScreeningDecided, ...]
