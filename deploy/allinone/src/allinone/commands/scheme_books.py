"""`baton scheme export` and `import`: a pack as a workbook for officials, and back without loss."""

import io
from pathlib import Path
from typing import Annotated, Any

import typer

from allinone.commands import options, showing
from allinone.failures import FileRefused, RowsRefused, WrongUse
from allinone.files import findings, packs
from contracts import canonical
from contracts.frozen_defaults import FORM
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.problems import PackRefused
from indicators.documents.workbook import writing
from indicators.domain.checking import check

Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]


def export(
    path: Annotated[Path, typer.Argument(metavar="PACK", help="A pack.")],
    to: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    force: Force = False,
    as_json: options.AsJson = False,
) -> None:
    """Writes a pack as a workbook: words to choose from, codes protected, findings marked in their cells."""
    if not packs.is_workbook(to):
        raise WrongUse(f"{to} is no name of a workbook. Let it end in {packs.WORKBOOK}.")
    content = packs.load(path)
    found = check.findings(content)
    book = io.BytesIO()
    try:
        writing.write(content, book, found)
    except PackRefused as refused:
        told = [problem.as_value() for problem in refused.problems]
        lines = [findings.line_of({"file": str(to), **one}) for one in told]
        raise FileRefused(f"{to} cannot be written as a workbook:", "不能写成工作簿：", told=lines) from refused
    packs.save(to, book.getvalue(), force=force)
    if as_json:
        showing.as_json({"file": str(to), "scheme": content.code, **_digests(content), "findings": len(found)})
        return
    marked = (
        f"，{len(found)} 处问题已在单元格中标出 · {showing.several(len(found), 'finding')} marked in the cells"
        if found
        else ""
    )
    print(f"{to}: {content.labels.beside()}{marked}")


def take(
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook that was exported.")],
    to: Annotated[Path, typer.Argument(metavar="PACK.yaml", help="The pack to write.")],
    force: Force = False,
    as_json: options.AsJson = False,
) -> None:
    """Writes a workbook as a pack. Nothing is written while a single cell cannot be read; all of them are named."""
    if not packs.is_workbook(path) or not packs.is_yaml(to):
        raise WrongUse(f"From a workbook ({packs.WORKBOOK}) to a pack ({', '.join(sorted(packs.SUFFIXES))}).")
    (checked,) = [packs.check(file) for file in packs.files(path)]
    if checked.content is None:
        lines = [findings.line_of({"file": str(path), **told}) for told in checked.wrong]
        raise RowsRefused(
            f"{path}: {showing.several(len(lines), 'cell')} refused, nothing was written.",
            f"{len(lines)} 个单元格被拒绝，未写入任何内容。",
            rows=checked.wrong,
            told=lines,
        )
    packs.save(to, pack.dumps(checked.content), force=force)
    if as_json:
        told = {"file": str(to), "scheme": checked.content.code, **_digests(checked.content)}
        showing.as_json({**told, "findings": checked.wrong})
        return
    for one in checked.wrong:
        print(findings.line_of({"file": str(path), **one}))
    print(f"{to}: {checked.content.labels.beside()}")


def _digests(content: SchemeContent) -> dict[str, Any]:
    digests = canonical.digests(canonical.form(content))
    return {"form": FORM, "sha256": digests.sha256, "sm3": digests.sm3}
