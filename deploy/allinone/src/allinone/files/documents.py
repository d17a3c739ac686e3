"""YAML documents as they are written: every scalar stays the text that stands there.

YAML would read 000123 as a number, 2012-04-01 as a date, `No` as false and 12.50 as a binary float. A code, a
column name or a bound means its letters, so only `null` (or nothing) keeps a meaning of its own.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from allinone.failures import FileRefused

Model = TypeVar("Model")


class _TextLoader(yaml.SafeLoader):
    """SafeLoader without numbers, dates and booleans, and with duplicate keys refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                problem = f"the key {name!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    """The data of a YAML file, scalars as text. Raises FileRefused with the file and the place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileRefused(f"{path} does not exist. Check its spelling, or your folder.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(f"{path} cannot be read as UTF-8 text: {error}.") from error
    try:
        return yaml.load(text, Loader=_TextLoader)  # noqa: S506 - a SafeLoader that knows fewer types
    except yaml.YAMLError as error:
        raise FileRefused(f"{path} is not valid YAML: {error}") from error


def load(path: Path, model: TypeAdapter[Model]) -> Model:
    """The file as its model. Raises FileRefused with one line for each place that is wrong."""
    return validated(str(path), read(path), model)


def validated(subject: str, data: Any, model: TypeAdapter[Model]) -> Model:
    """The data as its model. Raises FileRefused with one line for each place that is wrong."""
    try:
        return model.validate_python(data)
    except ValidationError as error:
        raise FileRefused(_explanation(subject, error)) from error


def _explanation(subject: str, error: ValidationError) -> str:
    wrong = error.errors(include_url=False)
    lines = [f"{subject}: {len(wrong)} {'place' if len(wrong) == 1 else 'places'} to correct"]
    for problem in wrong:
        place = ".".join(str(part) for part in problem["loc"]) or "the whole file"
        lines.append(f"  {place}: {problem['msg']} (found {_short(problem['input'])})")
    return "\n".join(lines)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
