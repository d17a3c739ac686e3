"""`baton scheme publish`: packs come into force on a running Baton, step by step, by the people who may."""

import asyncio
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, get_args
from zoneinfo import ZoneInfo

import httpx
import typer

from allinone import installation
from allinone.commands import options, showing
from allinone.driving import cast, schemes
from allinone.driving.cast import Cast
from allinone.driving.client import Baton
from allinone.driving.clockwork import ReplayClock
from allinone.driving.people import OPERATOR, bearer
from allinone.driving.schemes import Purpose, Standing
from allinone.failures import FileRefused, Waits, WrongUse
from allinone.files import findings, packs
from allinone.files.packs import Checked
from allinone.installation import Place
from contracts import canonical
from contracts.frozen_defaults import FORM
from contracts.schemes import ChangeSize
from indicators.documents.place_names import chinese
from indicators.domain.checking.between import in_order

STATES = {
    "draft": "草案", "in_consultation": "征求意见", "approved": "已审定",
    "published": "已发布", "superseded": "已被取代", "withdrawn": "已撤回",
}  # fmt: skip


def publish(
    paths: Annotated[list[Path], typer.Argument(metavar="PACK...", help="Packs, or folders with packs.")],
    reason: Annotated[str | None, typer.Option(help="Why; an amendment needs it.")] = None,
    size: Annotated[str | None, typer.Option(help="Of an amendment: overhaul or small.")] = None,
    token: Annotated[
        str | None, typer.Option(envvar="BATON_TOKEN", help="Act as this person only, not as everybody.")
    ] = None,
    advance_clock: Annotated[
        bool, typer.Option("--advance-clock", help="In a region with a replay clock: let the last days of rounds pass.")
    ] = False,
    without_english: Annotated[
        bool, typer.Option("--without-english", help="Publish what has no English as it is: the office has none.")
    ] = False,
    region: options.Region = options.REGION,
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Brings packs into force: draft, rounds of consultation, approval, publication. Repeating it goes on."""
    if size is not None and size not in get_args(ChangeSize):
        raise WrongUse(f"--size {size} is not possible. Choose {' or '.join(get_args(ChangeSize))}.")
    checked = _checked(paths, english=not without_english)
    purpose = Purpose(size, reason, without_english=without_english)  # type: ignore[arg-type]  # one of its values, as was just asked
    one = bearer(token) if token is not None else None
    if one is not None and one.region != region:
        raise WrongUse(f"The token is for region {one.region}. Say --region {one.region}.")
    if one is None:
        people, tokens = cast.of_development(), Place(url, keys).tokens(region)
    else:
        people, tokens = cast.of_one(one.person, one.held), lambda _: one.token

    async def run() -> list[Standing]:
        async with httpx.AsyncClient(base_url=url, timeout=installation.REQUEST_SECONDS) as http:
            baton = Baton(http, tokens, region=region, patience=installation.PATIENCE_SECONDS)
            return await _publish(baton, checked, people, purpose, advance_clock=advance_clock)

    _report(checked, asyncio.run(run()), as_json=as_json)


def _checked(paths: list[Path], *, english: bool) -> list[Checked]:
    """The packs without a finding, each after those that it names.

    Raises FileRefused with all findings, before anything is sent: English that is missing too, since whoever adds it
    later has the members hear another text.
    """
    checked = packs.check_all([file for path in paths for file in packs.files(path)], english=english)
    wrong = [{"file": str(one.file), **told} for one in checked for told in one.wrong]
    for told in wrong:
        print(findings.line_of(told))
    if wrong:
        raise FileRefused(
            f"{showing.several(len(wrong), 'finding')}; nothing was sent.", f"{len(wrong)} 处问题，未发送任何内容。"
        )
    twice = [code for code, count in Counter(one.content.code for one in checked if one.content).items() if count > 1]
    if twice:
        raise WrongUse(f"Several packs are of one scheme: {', '.join(twice)}. A region has one text of each in force.")
    by_code = {one.content.code: one for one in checked if one.content}
    return [by_code[content.code] for content in in_order([one.content for one in checked if one.content])]


async def _publish(
    baton: Baton, checked: list[Checked], people: Cast, purpose: Purpose, *, advance_clock: bool
) -> list[Standing]:
    """Takes all schemes as far as they go, round by round together."""
    contents = [one.content for one in checked if one.content]
    for content in contents:
        await schemes.expect_purpose(baton, content, people, purpose)
    steps: dict[str, list[str]] = {content.code: [] for content in contents}
    while True:
        standings = await schemes.go_on_together(baton, contents, people, purpose)
        for standing in standings:
            steps[standing.code] += standing.steps
            standing.steps = steps[standing.code]
        last_days = [standing.waits.until for standing in standings if standing.waits and standing.waits.until]
        if not last_days or not advance_clock:
            return standings
        await _let_pass(baton, max(last_days).isoformat())


async def _let_pass(baton: Baton, day: str) -> None:
    """Moves the region's replay clock to the end of a day. Raises Refused where the clock is real."""
    region = await baton.get(f"/regions/{baton.region}", by=OPERATOR)
    end = datetime.combine(datetime.fromisoformat(day), time(), tzinfo=ZoneInfo(region["zone"])) + timedelta(days=1)
    running = [one for one in await baton.all("/replays", by=OPERATOR) if one["state"] == "running"]
    clock = await ReplayClock.start(baton, purpose=running[0]["purpose"] if running else f"publishing until {day}")
    await clock.advance_to(end)
    if not running:
        await clock.finish()


def _report(checked: list[Checked], standings: list[Standing], *, as_json: bool) -> None:
    found = [(one.file, one.content, standing) for one, standing in zip(checked, standings, strict=True)]
    told = []
    for file, content, standing in found:
        digests = canonical.digests(canonical.form(content)) if content else None
        seal = {"form": FORM, "sha256": digests.sha256, "sm3": digests.sm3} if digests else {}
        told.append({"file": str(file), **schemes.as_json(standing), **seal, "findings": standing.findings})
    if as_json:
        showing.as_json({"schemes": told})
    else:
        for file, _, standing in found:
            _show(file, standing)
    wrong = sum(len(standing.findings) for standing in standings)
    if wrong:
        raise FileRefused(
            f"{showing.several(wrong, 'finding')} against what was approved; it was not published.",
            f"已审定的文本存在 {wrong} 处问题，未发布。",
        )
    waiting = sum(not standing.done for standing in standings)
    if waiting:
        raise Waits(f"{waiting} of {len(standings)} schemes wait. Run this again when what they wait for is done.")


def _show(file: Path, standing: Standing) -> None:
    state = f"{STATES.get(standing.state, '未起草')} · {standing.state or 'not drafted'}"
    said = "; ".join(standing.steps) if standing.steps else "无需处理 · nothing to do"
    print(f"{file}: {standing.code} 第 {standing.version} 版 {state}: {said}")
    for finding in standing.findings:
        print(findings.line_of({"file": str(file), "place": chinese(finding["at"]), **finding}))
    if standing.waits is not None:
        print(f"    {standing.waits.zh}。{standing.waits.en[:1].upper()}{standing.waits.en[1:]}.")
