"""The line of JSON that a replay prints: what scripts of others read (`docs/replay.schema.json`)."""

from pydantic import BaseModel, Field, TypeAdapter

Counts = dict[str, int]


class OfRuleJson(BaseModel):
    rule: str
    object_kind: str
    states: Counts = Field(description="state → number of lights")


class OutcomeJson(BaseModel):
    """The last line that `baton replay --json` prints."""

    accepted: int = Field(description="payments that were accepted")
    intercepted: Counts = Field(
        description="reason → number of payments that it stopped; a payment with two reasons stands under both"
    )
    intercepted_payments: int = Field(description="payments that were intercepted, each counted once")
    intercepted_ids: list[str] = Field(description="their references, in the order of decision")
    refused: int = Field(description="payments that were not taken at all (with --skip-refused)")
    other_years: Counts = Field(
        description="fiscal year → payments of the file that belong to that year's budget, and were left out"
    )
    accepted_total: str = Field(description="paid from all items of the year, in the currency of the region")
    lights: dict[str, Counts] = Field(
        description="checkpoint → state → number of lights at the end of that day, over all rules"
    )
    lights_by_rule: dict[str, list[OfRuleJson]] = Field(
        description="the same for each rule and kind of object that it watches"
    )
    crossings: int = Field(description="events of a light that became worse")
    recoveries: int = Field(description="events of a light that became better")
    orders: Counts = Field(description="state → number of rectification orders, at the end")


OUTCOME: TypeAdapter[OutcomeJson] = TypeAdapter(OutcomeJson)
