"""The JSON of a request's body, read strictly: what two readers could take for two things is refused.

RFC 8259 leaves open what a key means that an object has twice, and Python's own reader takes NaN, numbers that become
infinite, half a surrogate pair, and UTF-16.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException

from chassis.refusal import Refusal

DEEPEST = 100
"""How many objects and lists may stand in each other: ten times what any body needs, far from any reader's end."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONGEST_SHOWN = 100


class MalformedRequest(Refusal):
    code = "malformed_request"
    kind = "malformed"
    en = "The body is not valid JSON (line {line}, column {column}). Correct it there."
    zh = "请求体不是有效的 JSON（第 {line} 行第 {column} 列）。请在该处更正。"


class KeyTwice(Refusal):
    code = "key_twice"
    kind = "malformed"
    en = 'An object of the body has the key "{key}" twice. Which value holds is open: leave one out.'
    zh = "请求体的同一对象中键“{key}”出现两次，无法确定以哪个值为准。请删去其一。"


class NotUtf8(Refusal):
    code = "not_utf8"
    kind = "malformed"
    en = "The body is not valid UTF-8 (byte {position}). Send it in UTF-8."
    zh = "请求体不是有效的 UTF-8 文本（第 {position} 字节）。请以 UTF-8 编码发送。"


class HalfACharacter(Refusal):
    code = "half_a_character"
    kind = "malformed"
    en = 'The body has half a surrogate pair: "{text}". A character beyond \\uFFFF takes both halves.'
    zh = "请求体含有不成对的代理项：“{text}”。超出 \\uFFFF 的字符须成对书写。"


class NotANumber(Refusal):
    code = "not_a_number"
    kind = "malformed"
    en = "{given} is no number in JSON, or none that can be kept exactly. Send amounts as decimal strings."
    zh = "{given} 不是 JSON 数值，或无法精确保存。金额请以十进制文本发送。"


class NestedTooDeep(Refusal):
    code = "nested_too_deep"
    kind = "malformed"
    en = "The body nests objects and lists more than {most} deep. Send it flatter."
    zh = "请求体的对象和列表嵌套超过 {most} 层。请减少嵌套。"


class Unreadable(HTTPException):
    """A refusal while FastAPI reads a body: it lets nothing through from there but what is of this kind."""

    def __init__(self, refusal: Refusal):
        super().__init__(400)
        self.refusal = refusal


class StrictRequest(Request):
    """A request whose `json()` is read by `read`, once. Raises Unreadable."""

    async def json(self) -> Any:
        if not hasattr(self, "_strictly"):
            try:
                self._strictly = read(await self.body())
            except Refusal as refusal:
                raise Unreadable(refusal) from refusal
        return self._strictly


def read(body: bytes) -> Any:
    """The value of a JSON text. A mark of the byte order before it is passed over.

    Raises MalformedRequest, KeyTwice, NotUtf8, HalfACharacter, NotANumber, NestedTooDeep.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8(position=error.start + 1) from error
    try:
        value = json.loads(
            text, object_pairs_hook=_once_each, parse_constant=_no_number, parse_float=_finite, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        raise MalformedRequest(line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise NestedTooDeep(most=DEEPEST) from error
    halves = _SURROGATE.search(text) is not None
    for depth, part in _parts(value):
        if depth > DEEPEST:
            raise NestedTooDeep(most=DEEPEST)
        if halves and isinstance(part, str):
            _whole_characters(part)
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise KeyTwice(key=_shown(next(key for key in keys if keys.count(key) > 1)))
    return found


def _no_number(given: str) -> Any:
    raise NotANumber(given=given)


def _finite(given: str) -> float:
    value = float(given)
    if not math.isfinite(value):
        raise NotANumber(given=_shown(given))
    return value


def _whole(given: str) -> int:
    try:
        return int(given)
    except ValueError as error:  # more digits than Python converts
        raise NotANumber(given=_shown(given)) from error


def _parts(value: Any) -> Iterator[tuple[int, Any]]:
    """Every part with its depth, keys too; without recursion."""
    waiting = [(0, value)]
    while waiting:
        depth, part = waiting.pop()
        yield depth, part
        if isinstance(part, dict):
            waiting += [(depth + 1, inner) for pair in part.items() for inner in pair]
        elif isinstance(part, list):
            waiting += [(depth + 1, inner) for inner in part]


def _whole_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise HalfACharacter(text=_shown(text)) from error


def _shown(text: str) -> str:
    """What the answer repeats: bounded, and always representable."""
    return text.encode("utf-8", "backslashreplace").decode()[:_LONGEST_SHOWN]
