"""Whether a text is in one language: what a reader of it stumbles over."""

import re
from collections.abc import Collection

AS_WRITTEN = re.compile(
    r"`[^`]*`|“[^”]*”|'[^']*'|\"[^\"]*\"|[a-z_]+(\[[^\]]*\])?(\.[a-z_]+(\[[^\]]*\])?)+|[a-z_]*\[[^\]]*\]"
    r"|U\+[0-9A-F]+"
)
"""What a text quotes, paths of places, and numbers of characters."""
PRODUCTS = frozenset({"Excel", "WPS", "YAML", "UTF", "JSON", "xlsx", "NUL"})
"""Names that both languages have."""


def left_over(text: str, language: str, written: str = "", known: Collection[str] = ()) -> list[str]:
    """Words of the other language that nobody wrote into what the text is about.

    `written` is what somebody wrote (names, codes, formulas), `known` are words that both languages have there.
    """
    bare = AS_WRITTEN.sub("", text)
    words = re.findall(r"[A-Za-z][A-Za-z_-]+" if language == "zh" else r"[一-鿿]+", bare)
    return [word for word in words if word.strip("-_") not in {*PRODUCTS, *known} and word not in written]
