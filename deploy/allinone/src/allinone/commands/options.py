"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from allinone import installation

Url = Annotated[str, typer.Option("--url", envvar="BATON_URL", help="Address of a running Baton.")]
Keys = Annotated[
    Path,
    typer.Option("--keys", envvar="BATON_KEYS", help="Folder with the key of the development issuer."),
]
Region = Annotated[str, typer.Option("--region", envvar="BATON_REGION", help="Code of the region (county).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]

URL = installation.URL
KEYS = installation.FOLDER / "keys"
REGION = "yunxi"
