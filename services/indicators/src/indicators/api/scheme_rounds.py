"""三上三下 over HTTP: rounds with a last day, comments on lines and their answers, sign-offs by members."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis import paging
from chassis.door import CommandTx, Door, QueryTx
from chassis.paging import Cursor, Limit, Page
from chassis.problems import etag, responses
from indicators.api.scheme_models import (
    AnswerComment,
    CommentHere,
    CommentOut,
    MakeComment,
    RoundOut,
    SchemeHere,
    SchemeVersionOut,
    Sign,
    SignOffOut,
    SubmitRound,
)
from indicators.api.texts import VersionHere
from indicators.storage import scheme_rounds as stored
from indicators.usecases import scheme_reading, scheme_rounds
from indicators.usecases.schemes import today

router = APIRouter(route_class=Door, tags=["schemes"])

ONE = "/schemes/{code}/versions/{version}"


@router.post(f"{ONE}:submit-round", responses=responses(404, 409))
async def submit(
    code: SchemeHere, version: VersionHere, tx: CommandTx, response: Response, command: SubmitRound | None = None
) -> SchemeVersionOut:
    """Send the newest text to its members for another round. / 将最新文本下发，再征求一轮意见。"""
    submitted = await scheme_rounds.submit(tx, code, version, due=command.due if command else None)
    etag(response, submitted.text.number)
    return SchemeVersionOut.of(submitted, today=today(tx))


@router.get(f"{ONE}/rounds", responses=responses(404))
async def rounds(
    code: SchemeHere, version: VersionHere, tx: QueryTx, cursor: Cursor, limit: Limit = paging.DEFAULT_LIMIT
) -> Page[RoundOut]:
    """Every round, newest first, with what changed and who signed. / 各轮征求意见、逐条变化与签署情况，由新到旧。"""
    rows = await scheme_reading.rounds(tx, code, version, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.round.number], item=RoundOut.of)


@router.post(f"{ONE}/comments", status_code=201, responses=responses(404, 409))
async def comment(code: SchemeHere, version: VersionHere, command: MakeComment, tx: CommandTx) -> CommentOut:
    """Say something about one place of the text, in the open round. / 在本轮内对文本某处提出意见。"""
    made = await scheme_rounds.comment(tx, code, version, at=command.at, text=command.text, unit=command.unit)
    return CommentOut.of(made)


@router.get(f"{ONE}/comments", responses=responses(404))
async def comments(
    code: SchemeHere,
    version: VersionHere,
    tx: QueryTx,
    cursor: Cursor,
    limit: Limit = paging.DEFAULT_LIMIT,
    of_round: Annotated[int | None, Query(alias="round", ge=1, le=1_000_000)] = None,
) -> Page[CommentOut]:
    """What was said and answered, in its order. / 意见与答复，按提出先后。"""
    rows = await stored.comments(tx, (code, version), of_round=of_round, after=cursor, limit=limit + 1)
    return paging.page(rows, limit, key=lambda one: [one.number], item=CommentOut.of)


@router.post(f"{ONE}/comments/{{comment}}:accept", responses=responses(404, 409))
async def accept(
    code: SchemeHere, version: VersionHere, comment: CommentHere, command: AnswerComment, tx: CommandTx
) -> CommentOut:
    """Accept a comment, saying what becomes of it. / 采纳意见并答复。"""
    return CommentOut.of(await scheme_rounds.answer(tx, code, version, comment, accepted=True, text=command.answer))


@router.post(f"{ONE}/comments/{{comment}}:reject", responses=responses(404, 409))
async def reject(
    code: SchemeHere, version: VersionHere, comment: CommentHere, command: AnswerComment, tx: CommandTx
) -> CommentOut:
    """Reject a comment, saying why. / 不予采纳并说明理由。"""
    return CommentOut.of(await scheme_rounds.answer(tx, code, version, comment, accepted=False, text=command.answer))


@router.post(f"{ONE}:sign-off", responses=responses(404, 409))
async def sign_off(code: SchemeHere, version: VersionHere, command: Sign, tx: CommandTx) -> SignOffOut:
    """Sign for a member that you head, once a round. / 代表本单位签署，每轮一次。"""
    given = await scheme_rounds.sign_off(
        tx, code, version, number=command.round, unit=command.unit, agrees=command.agree
    )
    return SignOffOut.of(given)
