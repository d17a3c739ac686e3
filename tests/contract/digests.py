"""The digests of all packs, as they are known by: whoever published a pack must find the same ones in every version.

`python -m tests.contract.digests` writes digests.json anew; that is right where a pack changed, and nowhere else.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.domain import indicator

REPOSITORY = Path(__file__).parents[2]
PACKS = sorted((REPOSITORY / "schemes").glob("*/*.yaml"))
GOLDEN = Path(__file__).with_name("digests.json")

Reread = Callable[[Any], Any]
"""A content as it is to be spelled: itself, or as other models read it."""


def of_pack(path: Path, reread: Reread = lambda content: content) -> dict[str, Any]:
    """The digests of a pack's scheme, of its lights, and one over those of its indicators in the library."""
    content: SchemeContent = pack.read(path)
    scheme = canonical.form(reread(content))
    both = canonical.digests(scheme)
    library = [
        canonical.digest(canonical.form(reread(indicator.alone(one, content.assumed))))
        for one in sorted(content.indicators, key=lambda one: one.code)
    ]
    lights = {light.code: canonical.digest(canonical.form(reread(light))) for light in content.lights}
    return {
        "form": scheme["form"],
        "sha256": both.sha256,
        "sm3": both.sm3,
        "indicators": canonical.digest(library),
        **({"lights": lights} if lights else {}),
    }


def of_all() -> dict[str, dict[str, Any]]:
    return {path.relative_to(REPOSITORY).as_posix(): of_pack(path) for path in PACKS}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(of_all(), indent=1) + "\n", encoding="utf-8")
