"""Which of the two languages a caller reads: Accept-Language with its weights (RFC 9110, section 12.5.4).

What is written for people in one language (a text, a page, a workbook) is asked for by `language`; JSON holds both.
"""

import re
from typing import Annotated, Literal

from fastapi import Depends, Query, Request, Response

Language = Literal["zh", "en"]

_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*"
    r"(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


def wanted(request: Request) -> Language:
    """The language with the greater weight, of two alike the one that is named first; English where none is named."""
    return preferred(",".join(request.headers.getlist("accept-language")))


def preferred(header: str) -> Language:
    """See `wanted`. A part that is no language range is passed over."""
    weights: dict[str, tuple[float, int]] = {}
    for place, part in enumerate(header.split(",")):
        match = _RANGE.fullmatch(part)
        if match is not None:
            name, weight = match[1].lower().partition("-")[0], float(match[2] or 1)
            weights[name] = max(weights.get(name, (-1.0, 0)), (weight, -place))
    otherwise = weights.get("*", (0.0, -len(header)))
    chinese, english = weights.get("zh", otherwise), weights.get("en", otherwise)
    return "zh" if chinese[0] > 0 and chinese > english else "en"


def told_in(response: Response, *languages: Language) -> None:
    """Says in which language an answer is written."""
    response.headers["Content-Language"] = ", ".join(languages)


async def _speaking(
    request: Request,
    language: Annotated[Language, Query(description="of a text, page or workbook / 文字、页面、表格的语言")] = "zh",
) -> Language:
    request.state.language = language
    return language


Speaking = Annotated[Language, Depends(_speaking)]
"""The language of what a route writes for people; the door says it in the answer (`said`)."""


def said(request: Request, response: Response) -> None:
    """Says the language that was asked for, where the answer is written in it. JSON has its texts in both."""
    language: Language | None = getattr(request.state, "language", None)
    if language is not None and "json" not in response.headers.get("content-type", ""):
        told_in(response, language)
