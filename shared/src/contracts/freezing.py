"""The frozen defaults of the form: written where a model gained a field, refused where a default changed.

``python -m contracts.freezing`` adds to the table of the newest form what the models gained; with ``--check`` it writes
nothing and fails where something is missing.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from contracts import canonical
from contracts.cascades import CascadeContent
from contracts.frozen_defaults import FOLDER, FORM, Table, reachable
from contracts.indicators import AssesseeAmended, AssesseeRegistered, RuleContent
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator

ROOTS = (SchemeContent, LibraryIndicator, RuleContent, CascadeContent, AssesseeRegistered, AssesseeAmended)
"""What digests are taken of."""


def of_models() -> dict[str, dict[str, Any]]:
    """Model → field → default, of everything that a form can leave out, as the models have it now."""
    found: dict[str, dict[str, Any]] = {}
    for model in sorted(reachable(*ROOTS), key=lambda one: one.__name__):
        rows = {
            name: canonical.default(field)
            for name, field in model.model_fields.items()
            if canonical.has_default(field)
        }  # fmt: skip
        if rows:
            found[model.__name__] = rows
    return found


def broken(frozen: Table) -> list[str]:
    """What a table promises and the models no longer keep: model and field of each default that changed or went."""
    now = of_models()
    return [
        f"{model}.{name}"
        for model, rows in frozen.items()
        for name, value in rows.items()
        if (model, name) not in {(model, name) for name in now.get(model, {})} or now[model][name] != value
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m contracts.freezing", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where something is missing")
    options = parser.parse_args(arguments)
    path = FOLDER / f"{FORM}.json"
    frozen: Table = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if changed := broken(frozen):
        sys.stderr.write(
            f"form {FORM} froze other defaults of {', '.join(changed)}. A changed default is a new form: give "
            f"contracts.frozen_defaults.FORM the number {FORM + 1}, and run this again.\n"
        )
        return 1
    text = json.dumps(of_models(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if options.check:
        return 0 if path.exists() and path.read_text(encoding="utf-8") == text else 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
