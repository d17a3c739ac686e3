"""Plays how the county's bureau comes to its scheme: drafted, spoken to, answered, signed off, published."""

from datetime import date
from pathlib import Path

from allinone.county import consultation as story
from allinone.driving import cast, schemes
from allinone.driving.client import Baton, Json
from allinone.driving.people import DRAFTER, head_of
from allinone.driving.schemes import Purpose
from allinone.failures import PartMissing
from allinone.files import packs
from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent

DAYS = (story.DRAFTED_ON, story.ANSWERED_ON)


def scheme() -> SchemeContent:
    """What the county publishes. Raises PartMissing, FileRefused."""
    if not Path(story.PACK).exists():
        raise PartMissing(f"{story.PACK} is not here: the county publishes it. Start this in Baton's own folder.")
    return packs.load(story.PACK)


async def on(baton: Baton, day: date, content: SchemeContent) -> None:
    """What happens on a day. Repeating it after an interruption goes on where it stopped."""
    if day == story.DRAFTED_ON:
        await _speak(baton, content)
    elif day == story.ANSWERED_ON:
        await _answer(baton, content)
        await schemes.go_on(baton, content, cast.of_development(), Purpose(reason=story.REASON))


async def _speak(baton: Baton, content: SchemeContent) -> None:
    """The first draft goes down, and two departments say what they think of it."""
    body = {"scheme": _first_draft(content)}
    version = await baton.post("/schemes", body, by=DRAFTER)
    await baton.post(_at(version, ":submit-round"), None, by=DRAFTER)
    for said in story.COMMENTS:
        comment = {"at": said.at, "text": said.text, "unit": said.unit}
        await baton.post(_at(version, "/comments"), comment, by=head_of(said.unit))


async def _answer(baton: Baton, content: SchemeContent) -> None:
    version = await baton.get(f"/schemes/{content.code}", by=DRAFTER)
    answers = {said.text: said for said in story.COMMENTS}
    for comment in await baton.all(_at(version, "/comments"), by=DRAFTER):
        if comment["answer"] is None:
            said = answers[comment["text"]]
            verb = "accept" if said.accepted else "reject"
            await baton.post(
                _at(version, f"/comments/{comment['comment']}:{verb}"), {"answer": said.answer}, by=DRAFTER
            )


def _first_draft(content: SchemeContent) -> Json:
    text = canonical.whole(content)
    for path, value in story.FIRST_DRAFT.items():
        place, _, name = path.rpartition(".")
        paths.value_at(text, place)[name] = value
    return text


def _at(version: Json, more: str) -> str:
    return f"/schemes/{version['code']}/versions/{version['version']}{more}"
