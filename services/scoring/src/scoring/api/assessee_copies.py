"""/assessee-copies: the assessees as this service received them, as of a day."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from chassis.door import Door, QueryTx
from chassis.problems import responses
from contracts.envelope import Labels
from contracts.scheme.basics import MEMBER_PATTERN
from scoring.api.fields import Day, Seal
from scoring.usecases import assessee_copies
from scoring.usecases.assessee_copies import Shown

router = APIRouter(route_class=Door, tags=["copies"])

AssesseeHere = Annotated[str, Path(pattern=MEMBER_PATTERN)]


class AssesseeCopyOut(BaseModel):
    """The version that held on the day. `sha256` and `sm3` are those it arrived with (none: it was said before
    assessees had digests), `recomputed` those of the copy, computed for this answer over what they are taken over.
    """

    code: str
    version: int
    kind: str
    category: str
    parent: str | None
    criterion: str | None = None
    labels: Labels
    responsible: Labels | None = None
    valid_from: date | None = None
    moved: list[Literal["category", "parent"]] = []
    form: int | None = None
    sha256: str | None = None
    sm3: str | None = None
    recomputed: Seal

    @classmethod
    def of(cls, shown: Shown) -> "AssesseeCopyOut":
        content = {name: value for name, value in shown.content.items() if name in cls.model_fields}
        return cls(**content, recomputed=Seal.of(shown.recomputed))


@router.get("/assessee-copies/{code}", responses=responses(404))
async def get_copy(
    code: AssesseeHere,
    tx: QueryTx,
    on: Annotated[Day | None, Query(description="as it held on this day; none: today / 某日有效的版本")] = None,
) -> AssesseeCopyOut:
    """Category and parent that an assessee had on a day, with digests. / 考核对象某日的分类、上级与摘要。"""
    return AssesseeCopyOut.of(await assessee_copies.on(tx, code, on))
