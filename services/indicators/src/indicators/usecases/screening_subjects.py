"""What a round of screening is about, read once: the library with the schemes in force, or a version of a scheme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.db import ReadTx
from chassis.refusal import NotFound
from contracts import canonical
from contracts.envelope import SchemeLabels
from contracts.scheme.indicator import Indicator
from indicators.domain import scheme_text
from indicators.domain.screening.round import Screened
from indicators.domain.screening.screen import screen
from indicators.domain.screening.subject import Item, Subject, data_item, indicator, of_library, of_scheme
from indicators.storage import indicator_queries, schemes
from indicators.usecases import scheme_reading
from indicators.usecases.schemes_in_force import in_force


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that is looked at, and the items of it that the round is about, each with its canonical form.

    `told` says what was to be screened, `around` is what findings rest on besides: code and digest of it. `author`
    wrote it, where one person wrote all of it.
    """

    told: dict[str, Any]
    subject: Subject
    forms: Mapping[Item, dict[str, Any]]
    around: dict[str, Any]
    author: str | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored with the round; the digest of the round is over this."""
        of: dict[str, dict[str, Any]] = {"indicator": {}, "data_item": {}}
        for item, form in self.forms.items():
            of[item.kind][item.code] = form
        return {"indicators": of["indicator"], "data_items": of["data_item"], **self.around}


async def screened(tx: ReadTx, read: Read, screening: str) -> list[Screened]:
    """Each item with what is found about it, and the version of the library that has just its content."""
    found = screen(read.subject)
    newest = await indicator_queries.newest(tx, [item.code for item in read.forms if item.kind == "indicator"])
    in_library = {indicator(one.code): (one.version, _by_itself(one.content)) for one in newest}
    items: list[Screened] = []
    for number, (item, form) in enumerate(read.forms.items(), start=1):
        sha256 = canonical.digest(form)
        version, held = in_library.get(item, (None, None))
        same = held is not None and held == _by_itself(form)
        items.append(
            Screened(
                screening=screening,
                number=number,
                item=item,
                labels=SchemeLabels.model_validate(form["labels"]),
                sha256=sha256,
                library_version=version if same else None,
                findings=tuple(finding.as_value() for finding in found[item]),
                decision=None,
            )
        )
    return items


def _by_itself(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What an indicator says in a scheme and in the library alike: what is assumed of it stands with the scheme."""
    return canonical.form(canonical.read(Indicator, kept))


async def library(tx: ReadTx, codes: Sequence[str] | None = None) -> Read:
    """The newest version of every indicator of the library, or of these, seen beside all others.

    Data items are those of the schemes in force. Raises NotFound for a code that the library does not have (any more).
    """
    newest = {one.code: one for one in await indicator_queries.newest(tx)}
    found = await in_force(tx)
    subject = of_library(
        [one.indicator for one in newest.values()], {code: scheme.content for code, scheme in found.items()}
    )
    asked = list(newest) if codes is None else sorted(set(codes))
    for code in asked:
        if code not in newest:
            raise NotFound(what="indicator of the library", id=code, region=tx.region.code)
    forms = {indicator(code): newest[code].content for code in asked}
    if codes is None:
        forms |= {data_item(code): canonical.form(one) for code, one in subject.data_items.items()}
    return Read(
        told={"kind": "library"} if codes is None else {"kind": "indicators", "codes": asked},
        subject=subject,
        forms=forms,
        around={
            "beside": {
                code: canonical.digest(one.content) for code, one in newest.items() if indicator(code) not in forms
            },
            "schemes": {
                code: {"version": one.version, "sha256": one.sha256} for code, one in sorted(found.items())
            },
        },
    )  # fmt: skip


async def scheme(tx: ReadTx, code: str, version: int) -> Read:
    """The newest text of a version, published or not. Raises NotFound."""
    found = await schemes.get(tx, code, version)
    content = scheme_text.read(await scheme_reading.form(tx, found))
    forms: dict[Item, dict[str, Any]] = {}
    for things, made in ((content.indicators, indicator), (content.data_items, data_item)):
        for one in sorted(things, key=lambda thing: thing.code):
            forms.setdefault(made(one.code), canonical.form(one))
    return Read(
        told={
            "kind": "scheme",
            "scheme": code,
            "version": version,
            "text": found.text.number,
            "author": found.text.by,
        },
        subject=of_scheme(content),
        forms=forms,
        around={"schemes": {code: {"version": version, "sha256": found.text.sha256}}},
        author=found.text.by,
    )
