"""Which of the two languages a caller reads: Accept-Language with its weights (RFC 9110, section 12.5.4)."""

import re
from typing import Literal

from fastapi import Request, Response

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
