"""A budget that is too large for one request: its parts wait until the last one is here, then all take effect at once.

Until then nothing has happened, so whoever sends them may be stopped between any two and begin again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from budget_monitor.storage import budget_parts as storage
from chassis.db import Tx
from chassis.refusal import Refusal

Content = Mapping[str, Any]


class PartDiffers(Refusal):
    code = "part_differs"
    kind = "conflict"
    en = (
        "Import {import_id} is known with another {what} (part {number}). What an import says never changes: give the "
        "changed budget an id of its own."
    )
    zh = "导入 {import_id} 已有不同的{what_zh}（第 {number} 部分）。同一导入的内容不得更改，请为更改后的预算另取编号。"


@dataclass(frozen=True, slots=True)
class Part:
    """One of `of` parts of an import, numbered from 1."""

    import_id: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """The contents of all parts in their order; empty while `missing` names some."""

    contents: Sequence[Content]
    missing: tuple[int, ...]


async def gather(tx: Tx, part: Part, content: Content) -> Gathered:
    """Takes one part; the same part again changes nothing. With the last one their contents are handed out, and kept no
    longer: what is done with them is done in this transaction.

    Raises PartDiffers.
    """
    await storage.lock(tx, part.import_id)
    waiting = await storage.known(tx, part.import_id)
    if any(row["of"] != part.of for row in waiting.values()):
        raise PartDiffers(import_id=part.import_id, number=part.number, what="number of parts", what_zh="部分数目")
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if part.number not in waiting:
        await storage.add(tx, part.import_id, part.number, of=part.of, digest=digest, content=content)
        waiting[part.number] = {"digest": digest, "content": content}
    elif waiting[part.number]["digest"] != digest:
        raise PartDiffers(import_id=part.import_id, number=part.number, what="content", what_zh="内容")
    missing = tuple(number for number in range(1, part.of + 1) if number not in waiting)
    if missing:
        return Gathered((), missing)
    await storage.remove(tx, part.import_id)
    return Gathered(tuple(waiting[number]["content"] for number in range(1, part.of + 1)), ())
