"""The envelope of every event: CloudEvents 1.0 in structured JSON, and how event ids are made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

EVENT_IDS = UUID("6f1f0f5e-6f0f-5b8e-9a55-0d6a3c1e7b42")
"""Namespace of event ids. Never changes: ids of old events would change with it."""


@dataclass(frozen=True, slots=True)
class MayBeEmpty:
    """Marks a text that may be empty, which says that there is none. One that is not empty must hold something."""


class Labels(BaseModel):
    """What an official reads, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1, max_length=500, title="中文")
    en: str = Field(min_length=1, max_length=500, title="英文")

    def said(self, language: Literal["zh", "en"]) -> str:
        """The text in a language; the Chinese one where there is no English."""
        return self.zh if language == "zh" else self.en or self.zh

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that there are."""
        return (self.zh, self.en) if self.en else (self.zh,)

    def beside(self, between: str = " · ") -> str:
        """Both texts in one line; the Chinese one alone where there is no English."""
        return between.join(self.texts)


class SchemeLabels(Labels):
    """What an official reads of a scheme. An office that has no English leaves it out; publishing asks for it."""

    en: Annotated[str, MayBeEmpty()] = Field(
        default="", max_length=500, title="英文", description="empty: the office has none"
    )


class EventData(BaseModel):
    """Base of the data of one event type. Consumers ignore fields that they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_type: ClassVar[str]

    def said(self) -> dict[str, Any]:
        """The data as it goes out."""
        return self.model_dump(mode="json")


Data = TypeVar("Data", bound=EventData)
ModelOf = type[Data]


class Event(BaseModel):
    """One event as it travels and as it is kept.

    `time` is business time (a replayed region lives in its own year), `recordedtime` the wall clock of the
    producer. `partitionkey` is the aggregate's id and `sequence` its version, zero-padded so that text order is
    number order. `correlationid` is the case; `causationid` the event that directly caused this one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str
    type: str
    subject: str
    time: datetime
    recordedtime: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    partitionkey: str
    sequence: str = Field(pattern=r"^[0-9]{12}$")
    region: str
    actor: str
    actorroles: str = ""
    traceparent: str | None = None
    correlationid: str | None = None
    causationid: UUID | None = None
    data: dict[str, Any]

    def read(self, model: ModelOf[Data]) -> Data:
        """The data as its contract model. Raises pydantic.ValidationError where it does not fit.

        Unknown fields are ignored at every depth, also inside models that HTTP bodies share and that refuse
        them there: a producer may be newer than its consumers.
        """
        return model.model_validate(self.data, extra="ignore")

    def to_bytes(self) -> bytes:
        return self.model_dump_json(exclude_none=True).encode()


def schema_uri(name: str, base: str | None = None) -> str:
    """What an event names as its `dataschema`: an absolute URI, as CloudEvents 1.0 asks, of the schema of its type.

    With a base the address at which it can be read; without one a name that never changes, whoever keeps the schema.
    Events from before named `/schemas/TYPE.json`, and keep that.
    """
    return f"urn:baton:schema:{name}" if base is None else f"{base}/{name}.json"


def event_id(*, region: str, event_type: str, aggregate: str, sequence: int) -> UUID:
    """The id of an event follows from what it says, so a retry of the same change makes the same event."""
    return uuid5(EVENT_IDS, f"{region}|{event_type}|{aggregate}|{sequence}")
