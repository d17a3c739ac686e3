"""Characters of formulas: what full-width signs are read as, what is a letter, what nobody can see."""

import re
import unicodedata

# ideographs that normalisation (NFKC) leaves alone: compatibility ideographs would be two spellings of one name
IDEOGRAPHS = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29"
    "\U00020000-\U0002f7ff\U0002fa20-\U000323af"
)
PLAIN_NAME = re.compile(rf"[A-Za-z_{IDEOGRAPHS}][A-Za-z0-9_{IDEOGRAPHS}]*")
WORD = re.compile(rf"[A-Za-z0-9_{IDEOGRAPHS}]+")

SPACES = " \t\r\n"

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Letters and marks that show nothing (Unicode: default ignorable, and the blank of Braille)."""

INSTEAD = {
    "×": "*", "✕": "*", "✖": "*", "·": "*", "•": "*", "∙": "*", "⋅": "*", "÷": "/", "∕": "/", "⁄": "/",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "﹣": "-", "➖": "-",
    "≥": ">=", "⩾": ">=", "≧": ">=", "≤": "<=", "⩽": "<=", "≦": "<=", "≠": "<>",
    "&": "AND", "|": "OR", "!": "NOT", "¬": "NOT", "∧": "AND", "∨": "OR",
    ";": ",", "、": ",", "؛": ",", "٬": ",", "。": ".", "【": "[", "】": "]", "〔": "(", "〕": ")",
    "〖": "[", "〗": "]", "﹙": "(", "﹚": ")", "﹛": "(", "﹜": ")", "{": "(", "}": ")",
    "«": "[", "»": "]", "「": "[", "」": "]",
    '"': "[…]", "'": "[…]", "“": "[…]", "”": "[…]", "‘": "[…]", "’": "[…]", "`": "[…]",
    "٪": "%", "﹪": "%", "‰": "/1000", "√": "^0.5", "²": "^2", "³": "^3", "½": "0.5", "¼": "0.25", "¾": "0.75",
}  # fmt: skip
"""Characters that are refused, and what is written in their place."""


def flat(text: str) -> str:
    """The text with full-width signs, letters, digits and spaces as ASCII; as long as it was."""
    return text.translate(_FULL_WIDTH)


def is_invisible(character: str) -> bool:
    """Control, format, private, unassigned and ignored characters, and lone halves of a pair."""
    if character in SPACES:
        return False
    if _IGNORED.match(character):
        return True
    # ideographs newer than this Python's tables are unassigned in its eyes
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or (
        unicodedata.category(character) == "Cn" and not 0x20000 <= ord(character) <= 0x3FFFD
    )


def described(character: str) -> str:
    """The character with its number and name, without showing what cannot be seen or encoded."""
    number = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    shown = "" if is_invisible(character) or character.isspace() else f"“{character}”"
    return f"{shown} ({number}{' ' if name else ''}{name})".strip() if shown else f"{number} {name}".strip()
