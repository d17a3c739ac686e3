"""The digests that a definition travels with: a copy is kept only where it is what was sent."""

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from chassis.refusal import Refusal
from contracts.canonical import Digests, digests


class SealBroken(Refusal):
    code = "seal_broken"
    kind = "invalid"
    en = (
        "{what} {id} is not what was sent, by its digests (told ≠ computed): {differing}. Nothing of it was kept. "
        "Have its sender say what it published, then skip this event."
    )
    zh = "{what} {id} 与发送时不符，摘要（标注 ≠ 重算）：{differing}。内容未予保存。请向发送方核实后跳过该事件。"


class CopyDiffers(Refusal):
    code = "copy_differs"
    kind = "conflict"
    en = (
        "{what} {id} is known here by other digests (known ≠ arrived now): {differing}. What is kept stays. "
        "Have its sender say which one was published, then skip this event."
    )
    zh = "{what} {id} 的摘要与此前所知不同（已知 ≠ 此次送达）：{differing}。已存内容不变。请向发送方核实后跳过该事件。"


def expect(content: Mapping[str, Any], told: Digests, *, what: str, id: str) -> None:  # noqa: A002 - as refusals name it
    """Whether the content has the digests that were told with it. Raises SealBroken, which names each that differs."""
    if differing := _differing(told, digests(content)):
        raise SealBroken(what=what, id=id, differing=differing)


def expect_same(known: Digests, arrived: Digests, *, what: str, id: str) -> None:  # noqa: A002 - as refusals name it
    """Whether what arrived is what is known by this name already. Raises CopyDiffers."""
    if differing := _differing(known, arrived):
        raise CopyDiffers(what=what, id=id, differing=differing)


def _differing(one: Digests, other: Digests) -> str:
    pairs = zip(astuple(one), astuple(other), strict=True)
    return "; ".join(f"{mine} ≠ {theirs}" for mine, theirs in pairs if mine != theirs)
