"""Where the places of a YAML file stand: a finding names the line that its writer has to change."""

import re
from pathlib import Path

import yaml

_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


class Lines:
    """The lines of one file. Places are written `rules[0].checkpoints[1].bands[0].recovery`."""

    def __init__(self, path: Path) -> None:
        self._root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)

    def of(self, at: str) -> int:
        """The line where a place stands, else that of the nearest place around it; counted from 1."""
        node, line = self._root, 1
        for name, number in _STEP.findall(at):
            found = _member(node, name) if name else _item(node, int(number))
            if found is None:
                break
            line, node = found
        return line


def _member(node: yaml.Node | None, name: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == name:
                return key.start_mark.line + 1, value
    return None


def _item(node: yaml.Node | None, number: int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and number < len(node.value):
        found = node.value[number]
        return found.start_mark.line + 1, found
    return None
