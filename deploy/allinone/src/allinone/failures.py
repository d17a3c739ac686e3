"""What ends a `baton` command: each failure has an exit code that scripts can rely on.

0 done · 1 an unexpected error · 2 wrong use of the command · 3 a file or a formula was refused (nothing was sent) ·
4 Baton refused a command · 5 Baton cannot be reached · 6 a part that the command needs is missing · 7 the address is
taken · 8 done as far as it goes: the rest waits for somebody else, or for a day.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar


class Failure(Exception):
    """Ends the command with a message that says what happened, which value, and what to do."""

    exit_code: ClassVar[int] = 1


class WrongUse(Failure):
    exit_code = 2


class FileRefused(Failure):
    """A file as a whole, told in both languages as each of its rows is. `told` are the lines below, one for each place
    that is wrong, which hold both languages already."""

    exit_code = 3

    def __init__(self, en: str, zh: str, *, told: Sequence[str] = ()) -> None:
        super().__init__("\n".join([f"{en} {zh}", *told]))
        self.texts = {"zh": zh, "en": en}

    @classmethod
    def absent(cls, path: Path) -> "FileRefused":
        return cls(
            f"{path} does not exist. Check its spelling, or your folder.", "文件不存在，请检查拼写或所在文件夹。"
        )

    @classmethod
    def unreadable(cls, path: Path, error: OSError) -> "FileRefused":
        why = error.strerror or str(error)
        return cls(f"{path} cannot be read: {why}.", f"文件无法读取（{why}），请检查权限和路径。")


class FormulaRefused(Failure):
    """A formula that is none, or does not fit its data, or grows beyond a limit."""

    exit_code = 3


class Refused(Failure):
    """Baton answered with a problem; `code` is its stable code, `values` are those involved, `texts` say it in zh and
    en where Baton does."""

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        status: int = 0,
        values: dict[str, Any] | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.values = values or {}
        self.texts = texts or {}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What keeps a text from being published, where that is why it was refused."""
        found: list[dict[str, Any]] = self.values.get("findings") or []
        return found


class NotReachable(Failure):
    exit_code = 5


class PartMissing(Failure):
    exit_code = 6


class AddressTaken(Failure):
    exit_code = 7


class Waits(Failure):
    """What could be done was done."""

    exit_code = 8


class RowsRefused(FileRefused):
    """Rows of a file that cannot be taken; `rows` has them all, for machines."""

    def __init__(self, en: str, zh: str, *, rows: list[dict[str, Any]], told: Sequence[str] = ()) -> None:
        super().__init__(en, zh, told=told)
        self.rows = rows


class FindingsRefused(FileRefused):
    """A file that says something which Baton would not publish; `findings` has every one with its line."""

    def __init__(self, en: str, zh: str, *, findings: list[dict[str, Any]]) -> None:
        super().__init__(en, zh)
        self.findings = findings
