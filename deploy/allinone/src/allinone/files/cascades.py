"""Files of cascades: goals, who carries them, and everybody's sheet, as an office writes them down."""

from pathlib import Path

from pydantic import TypeAdapter

from allinone.files import documents
from contracts.cascades import CascadeContent

CASCADE: TypeAdapter[CascadeContent] = TypeAdapter(CascadeContent)


def load(path: Path) -> CascadeContent:
    """Reads a cascade. Raises FileRefused naming every place that is wrong."""
    return documents.load(path, CASCADE)
