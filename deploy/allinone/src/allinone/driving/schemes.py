"""Brings schemes into force: drafted, heard by their members round after round, approved, published.

Every step is taken by somebody who may take it. Where that is nobody at hand, or a round has days left, the scheme
waits there; going on later begins with what Baton says, so repeating changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allinone.driving.cast import Cast
from allinone.driving.client import Baton, Json
from allinone.driving.people import Person
from allinone.failures import Refused, WrongUse
from contracts import canonical
from contracts.scheme.content import SchemeContent
from contracts.schemes import ChangeSize
from indicators.domain.checking.between import named

BECAUSE = "按程序审定发布"
"""Why a first version is approved and published, where nobody gives another reason."""
NOT_PUBLISHABLE = "scheme_not_publishable"
HEARD_ALREADY = frozenset({"signed_off_already", "not_a_member", "round_not_open"})
"""Why one member's sign-off may be refused while the round goes on: somebody else was faster, or it is no member."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an amendment is, and why; of a first version only the reason counts.

    `without_english`: the office has none, so publishing does not ask for it.
    """

    size: ChangeSize | None = None
    reason: str | None = None
    without_english: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a scheme stands where it stands: what is to be done by whom, in zh and en, or until which day."""

    code: str
    zh: str
    en: str
    until: date | None = None

    def as_json(self) -> Json:
        until = {"until": self.until.isoformat()} if self.until else {}
        return {"code": self.code, "zh": self.zh, "en": self.en, **until}


@dataclass(slots=True)
class Standing:
    """Where one scheme stands. `steps` are what was done now; `findings` what keeps it from being published."""

    code: str
    version: int = 0
    state: str = ""
    steps: list[str] = field(default_factory=list)
    waits: Wait | None = None
    findings: list[Json] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.waits is None and not self.findings


async def expect_purpose(baton: Baton, content: SchemeContent, cast: Cast, purpose: Purpose) -> None:
    """Raises WrongUse where publishing would be an amendment that nobody explains."""
    newest = await _newest(baton, content.code, cast)
    if newest is None or not newest["publication"] or (purpose.size and purpose.reason):
        return
    if not await _stands(baton, newest, content, cast):
        raise WrongUse(
            f"{content.code}: version {newest['version']} was published with another text. Publishing this one amends "
            "it: say --size overhaul or small, and --reason."
        )


async def go_on_together(
    baton: Baton, contents: Sequence[SchemeContent], cast: Cast, purpose: Purpose
) -> list[Standing]:
    """Goes on with each of them; the last step of one waits for those that it names.

    `contents` are in the order in which they can be published. Raises Refused, NotReachable.
    """
    standings: list[Standing] = []
    ahead = {content.code for content in contents}
    for content in contents:
        after = sorted({code for _, code in named(content)} & ahead)
        standings.append(await go_on(baton, content, cast, purpose, after=after))
        if standings[-1].done:
            ahead.discard(content.code)
    return standings


async def go_on(
    baton: Baton, content: SchemeContent, cast: Cast, purpose: Purpose, *, after: Sequence[str] = ()
) -> Standing:
    """Takes every step that somebody at hand may take now. Raises Refused, NotReachable.

    `after` are the schemes that have to be published before.
    """
    newest = await _newest(baton, content.code, cast)
    if newest and await _stands(baton, newest, content, cast):
        return Standing(content.code, newest["version"], newest["state"])
    return await _Way(baton, content, cast, purpose, after).go(newest)


async def _stands(baton: Baton, version: Json, content: SchemeContent, cast: Cast) -> bool:
    """Whether this text stands published."""
    published = version["publication"] and not version["withdrawal"]
    return bool(published) and await _says(baton, version, version["publication"], content, cast)


async def _says(baton: Baton, version: Json, sealed: Json, content: SchemeContent, cast: Cast) -> bool:
    """Whether what carries these digests is this text: it may have been written in an earlier form."""
    if sealed["sha256"] == canonical.digest(canonical.form(content)):
        return True
    at = f"/schemes/{content.code}/versions/{version['version']}"
    kept = await baton.get(at, by=cast.reader, text=sealed.get("text", sealed.get("number")))
    return canonical.form(canonical.read(SchemeContent, kept["scheme"])) == canonical.form(content)


async def _newest(baton: Baton, code: str, cast: Cast) -> Json | None:
    items = (await baton.get(f"/schemes/{code}/versions", by=cast.reader, limit=1))["items"]
    return items[0] if items else None


class _Stopped(Exception):
    """No further step can be taken now."""

    def __init__(self, waits: Wait | None = None, findings: Sequence[Json] = ()) -> None:
        super().__init__()
        self.waits = waits
        self.findings = list(findings)


def _wait(code: str, zh: str, en: str, until: date | None = None) -> _Stopped:
    return _Stopped(Wait(code, zh, en, until))


def _wait_for_office(zh: str, en: str) -> _Stopped:
    return _wait("office", f"待考核办{zh}", f"somebody of the assessment office {en}")


def _wait_for_others(codes: Sequence[str]) -> _Stopped:
    names = ", ".join(codes)
    return _wait(
        "other_schemes", f"待所指的方案先发布（{names}）", f"schemes that it names are published first: {names}"
    )


class _Way:
    """The way of one text into force."""

    def __init__(
        self, baton: Baton, content: SchemeContent, cast: Cast, purpose: Purpose, after: Sequence[str]
    ) -> None:
        self.after = after
        self.baton = baton
        self.content = content
        self.cast = cast
        self.purpose = purpose
        self.standing = Standing(content.code)

    async def go(self, newest: Json | None) -> Standing:
        try:
            version = await self._written(newest)
            self._stands(version)
            while not version["publication"]:
                version = await self._next(version)
                self._stands(version)
        except _Stopped as stopped:
            self.standing.waits, self.standing.findings = stopped.waits, stopped.findings
        return self.standing

    async def _written(self, newest: Json | None) -> Json:
        """The version that has this text: a new one, or one that is on its way already."""
        if newest is None or newest["publication"]:
            return await self._draft(newest)
        if await _says(self.baton, newest, newest["texts"][-1], self.content, self.cast):
            return newest
        self._stands(newest)
        number = newest["version"]
        if newest["open_round"]:
            raise await self._round_open(newest)
        if newest["state"] == "approved":
            raise _wait(
                "other_text_approved",
                f"第 {number} 版已审定另一文本，须先退回或发布",
                f"version {number} was approved with another text: return it or publish it first",
            )
        return await self._revise(newest)

    async def _draft(self, newest: Json | None) -> Json:
        if not self.cast.office:
            raise _wait_for_office("起草", "drafts it")
        body: Json = {"scheme": self.content.model_dump(mode="json")}
        if newest is not None:
            body["change"] = {"size": self.purpose.size, "reason": self.purpose.reason}
        next_version = newest["version"] + 1 if newest else 1
        drafted = await self.baton.post("/schemes", body, by=self.cast.office[0], again=str(next_version))
        return self._done(f"drafted version {drafted['version']}", drafted)

    async def _revise(self, version: Json) -> Json:
        if not self.cast.office:
            raise _wait_for_office("修改文本", "revises its text")
        read = version["texts"][-1]["number"]
        body = {"scheme": self.content.model_dump(mode="json")}
        revised = await self.baton.post(self._at(version, ":revise"), body, by=self.cast.office[0], version=read)
        return self._done(f"revised: text {read + 1}", revised)

    async def _next(self, version: Json) -> Json:
        """The next step, if somebody at hand may take it."""
        if version["state"] == "approved":
            if self.after:
                raise _wait_for_others(self.after)
            return await self._decide(version, "publish")
        last = await self._round(version) if version["rounds_held"] or version["open_round"] else None
        if version["open_round"] and last is not None:
            return await self._hear(version, last)
        unseen = last is not None and last["text"] != version["texts"][-1]["number"]
        if version["rounds_held"] < version["rounds_demanded"] or unseen:
            return await self._submit(version)
        return await self._decide(version, "approve")

    async def _submit(self, version: Json) -> Json:
        held = await self.baton.get(self._at(version, "/rounds"), by=self.cast.reader, limit=1)
        number = held["items"][0]["round"] + 1 if held["items"] else 1
        if not self.cast.office:
            raise _wait_for_office(f"提交第 {number} 轮", f"submits round {number}")
        path, by = self._at(version, ":submit-round"), self.cast.office[0]
        return self._done(f"submitted round {number}", await self.baton.post(path, None, by=by, again=str(number)))

    async def _hear(self, version: Json, last: Json) -> Json:
        """Members sign off through their heads; who is not at hand has until the last day."""
        signed = {one["unit"] for one in last["sign_offs"]}
        heads = {unit: self.cast.head(unit) for unit in await self._members() if unit not in signed}
        given = [
            unit for unit, head in heads.items() if head is not None and await self._sign(version, last, unit, head)
        ]
        if given:
            self.standing.steps.append(f"signed off in round {last['round']}: {len(given)}")
        now = await self.baton.get(self._at(version, ""), by=self.cast.reader)
        if now["open_round"]:
            raise await self._round_open(now)
        return now

    async def _sign(self, version: Json, last: Json, unit: str, head: Person) -> bool:
        body = {"round": last["round"], "unit": unit, "agree": True}
        try:
            await self.baton.post(self._at(version, ":sign-off"), body, by=head)
        except Refused as refused:
            if refused.code in HEARD_ALREADY:
                return False
            raise
        return True

    async def _members(self) -> list[str]:
        """Whom the text lists; where it lists nobody, whoever is registered in its category."""
        if self.content.members:
            return [member.code for member in self.content.members]
        category = self.content.category.code
        return [one["code"] for one in await self.baton.all("/assessees", by=self.cast.reader, category=category)]

    async def _decide(self, version: Json, verb: str) -> Json:
        """Approving and publishing are for somebody who wrote no text of it."""
        writers = [version["author"], *(text["by"] for text in version["texts"])]
        person = self.cast.other_than(writers)
        if person is None:
            zh = "审定" if verb == "approve" else "发布"
            names = ", ".join(sorted(set(writers)))
            raise _wait(
                verb,
                f"待考核办其他人员{zh}（执笔：{names}）",
                f"somebody of the office other than {names} must {verb} it",
            )
        body: Json = {"reason": self.purpose.reason or BECAUSE}
        if verb == "publish" and self.purpose.without_english:
            body["without_english"] = True
        try:
            said = await self.baton.post(
                self._at(version, f":{verb}"), body, by=person, again=await self._turn(version)
            )
        except Refused as refused:
            if refused.code != NOT_PUBLISHABLE:
                raise
            english = str(not self.purpose.without_english).lower()
            lint = await self.baton.get(self._at(version, "/lint"), by=self.cast.reader, english=english)
            raise _Stopped(findings=lint["findings"]) from refused
        return self._done("approved" if verb == "approve" else "published", said)

    async def _turn(self, version: Json) -> str:
        """Tells a decision from an equal one about an earlier text, or before the version was returned."""
        held = await self.baton.get(self._at(version, "/rounds"), by=self.cast.reader, limit=1)
        return f"{version['texts'][-1]['number']}/{held['items'][0]['round'] if held['items'] else 0}"

    async def _round_open(self, version: Json) -> "_Stopped":
        last = await self._round(version)
        signed = {one["unit"] for one in last["sign_offs"]}
        count = sum(unit not in signed for unit in await self._members())
        until = date.fromisoformat(last["due_on"])
        return _wait(
            "round_open",
            f"第 {last['round']} 轮征求意见至 {until} 日终" + (f"，{count} 个单位尚未签署" if count else ""),
            f"round {last['round']} is open until the end of {until}"
            + (f"; {count} members have not signed off" if count else ""),
            until,
        )

    def _done(self, step: str, version: Json) -> Json:
        self.standing.steps.append(step)
        return version

    def _stands(self, version: Json) -> None:
        self.standing.version, self.standing.state = version["version"], version["state"]

    async def _round(self, version: Json) -> Json:
        """The newest round."""
        found: Json = (await self.baton.get(self._at(version, "/rounds"), by=self.cast.reader, limit=1))["items"][0]
        return found

    def _at(self, version: Json, more: str) -> str:
        return f"/schemes/{self.content.code}/versions/{version['version']}{more}"


def as_json(standing: Standing) -> dict[str, Any]:
    """As a script reads it."""
    return {
        "scheme": standing.code,
        "version": standing.version,
        "state": standing.state,
        "steps": standing.steps,
        "waits": standing.waits.as_json() if standing.waits else None,
    }
