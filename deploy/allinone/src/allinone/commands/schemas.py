"""`baton schemas`: the JSON Schemas of the files that `baton` reads and of what a replay prints."""

from pathlib import Path
from typing import Annotated

import typer

from allinone.commands import showing
from allinone.files import schemas as documents


def schemas(folder: Annotated[Path, typer.Argument(help="Folder to write them to.")] = Path("docs")) -> None:
    """Writes a schema each for mappings, rules, packs, cascades, working days and the outcome of a replay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.documents().items():
        (folder / name).write_text(text, encoding="utf-8")
        showing.remarks.print(f"wrote {folder / name}", highlight=False)
