"""`baton schemas`: the JSON Schemas of mapping files, rule files and packs."""

from pathlib import Path
from typing import Annotated

import typer

from allinone.commands import showing
from allinone.files import schemas as documents


def schemas(folder: Annotated[Path, typer.Argument(help="Folder to write them to.")] = Path("docs")) -> None:
    """Writes mapping.schema.json, rules.schema.json and scheme.schema.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.documents().items():
        (folder / name).write_text(text, encoding="utf-8")
        showing.remarks.print(f"wrote {folder / name}", highlight=False)
