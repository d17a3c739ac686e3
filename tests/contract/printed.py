"""What a page prints to be copied: files in fenced blocks that name them, commands in blocks marked `sh`."""

import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(?P<kind>\w*)(?: (?P<file>[\w.-]+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^(\.venv/bin/)?baton |^curl |^make ", re.MULTILINE)

# a refusal of the server fails the script, and a stream that would never end is left after a moment
CURL = """
curl() {
    local stream=
    for word in "$@"; do [ "$word" = -N ] && stream=1; done
    if [ -n "$stream" ]; then command curl --fail-with-body --max-time 3 "$@" || [ $? = 28 ]
    else command curl --fail-with-body "$@"; fi
}
"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the files that it gives, and its commands in their order."""

    path: Path
    files: dict[str, str]
    commands: list[str]
    other: list[str]

    def script(self, address: str) -> str:
        """All commands of the page, one after the other, each shown before it runs."""
        text = "\n".join(self.commands).replace("localhost:8000", address.removeprefix("http://"))
        return f"set -euo pipefail\n{CURL}\nset -x\n{text}"


def read(path: Path) -> Page:
    files: dict[str, str] = {}
    commands: list[str] = []
    other: list[str] = []
    for block in BLOCK.finditer(path.read_text("utf-8")):
        if block["file"]:
            files[block["file"]] = block["text"]
        elif block["kind"] == "sh":
            commands.append(block["text"])
        else:
            other.append(block["text"])
    return Page(path, files, commands, other)
