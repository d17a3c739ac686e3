"""Events of schemes and of the indicator library. Each carries the whole content, in its canonical form."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contracts.envelope import EventData
from contracts.indicators import Frozen
from contracts.kept_forms import FormOf
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator

Sha256 = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Sm3 = Annotated[str, Field(pattern=r"^sm3:[0-9a-f]{64}$")]
ChangeSize = Literal["overhaul", "small"]


class Change(Frozen):
    """What an amendment is: an overhaul or a small one, of which version, why."""

    size: ChangeSize
    of_version: int = Field(ge=1)
    reason: str


class SchemePublished(EventData):
    """One frozen version of a scheme, whole, with both digests over its canonical JSON. Key: scheme code."""

    event_type: ClassVar[str] = "indicators.scheme-published.v1"

    code: str
    version: int
    scheme: Annotated[dict[str, Any], FormOf(SchemeContent)]
    sha256: Sha256
    sm3: Sm3
    assumed: int = Field(ge=0, description="how many values no published text gives")
    published_by: str
    approved_by: str
    reason: str


class SchemeAmended(SchemePublished):
    """A version that takes the place of an earlier one, with what it is for."""

    event_type: ClassVar[str] = "indicators.scheme-amended.v1"

    change: Change


class PublishedAs(Frozen):
    """How a version had been published: with its content, all that was said of it then."""

    assumed: int = Field(ge=0, description="how many values no published text gives")
    change: Change | None = None
    published_by: str
    approved_by: str
    published_at: datetime
    reason: str


class SchemeWithdrawn(EventData):
    """The end of one version, whole again: who never received it can keep it as it was. Key: scheme code."""

    event_type: ClassVar[str] = "indicators.scheme-withdrawn.v1"

    code: str
    version: int
    scheme: Annotated[dict[str, Any], FormOf(SchemeContent)] | None = Field(
        default=None, description="what was withdrawn; none: it was said before withdrawals were sent whole"
    )
    published: PublishedAs | None = Field(default=None, description="there where `scheme` is")
    holds_again: int | None = Field(
        default=None, description="the version that is in force now that this one is withdrawn; none: no version is"
    )
    sha256: Sha256
    sm3: Sm3
    withdrawn_by: str
    reason: str


class TakenFrom(Frozen):
    """The version of a scheme that an indicator came into the library with."""

    scheme: str
    version: int = Field(ge=1)


class IndicatorPublished(EventData):
    """One version of an indicator of the library, whole, with both digests. Key: indicator code."""

    event_type: ClassVar[str] = "indicators.indicator-published.v1"

    code: str
    version: int
    indicator: Annotated[dict[str, Any], FormOf(LibraryIndicator)]
    valid_from: date
    sha256: Sha256
    sm3: Sm3
    reason: str
    taken_from: TakenFrom | None = Field(default=None, description="none: it was drafted for the library itself")


class IndicatorWithdrawn(EventData):
    """The end of the newest version of an indicator of the library; no earlier one comes back. Key: indicator code."""

    event_type: ClassVar[str] = "indicators.indicator-withdrawn.v1"

    code: str
    version: int
    holds_until: date = Field(description="the first day on which it holds no more")
    sha256: Sha256
    sm3: Sm3
    withdrawn_by: str
    reason: str
