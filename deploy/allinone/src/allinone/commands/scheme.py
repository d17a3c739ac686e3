"""`baton scheme`: packs are checked, explained, compared, made workbooks of and published (docs/pack.md)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from allinone.commands import options, scheme_books, scheme_publishing, showing
from allinone.failures import FileRefused, WrongUse
from allinone.files import findings, packs
from allinone.files.packs import Checked
from contracts import canonical
from contracts.frozen_defaults import FORM
from contracts.scheme.content import SchemeContent
from indicators.documents import changes
from indicators.documents import explain as explanation
from indicators.documents.telling import Language
from indicators.domain import scheme_changes

app = typer.Typer(no_args_is_help=True, help="Schemes as packs: YAML files that officials read (docs/pack.md).")

LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}
PackPath = Annotated[
    Path, typer.Argument(help="A pack (YAML, or an exported workbook), or a folder: all of its packs.")
]


@app.command()
def check(
    path: PackPath,
    english: Annotated[
        bool, typer.Option("--english", help="Ask for the English of every text, as publishing does.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Says everything that is wrong in a pack at once, with line, place, and what would mend it."""
    found = packs.check_all(packs.files(path), english=english)
    wrong = sum(len(checked.wrong) for checked in found)
    if as_json:
        showing.as_json({"packs": [_as_json(checked) for checked in found], "findings": wrong})
    else:
        _show(found)
    if wrong:
        refused = sum(bool(checked.wrong) for checked in found)
        raise FileRefused(
            f"{showing.several(wrong, 'finding')} in {refused} of {showing.several(len(found), 'pack')}.",
            f"{len(found)} 个方案文件中有 {refused} 个存在问题，共 {wrong} 处。",
        )


@app.command()
def explain(
    path: PackPath,
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    assumed: Annotated[bool, typer.Option("--assumed", help="Only what nobody published.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Tells a pack in plain Chinese or English."""
    wanted = _language(language)
    told: dict[str, str] = {}
    for file in packs.files(path):
        content = packs.load(file)
        beside = packs.beside(file, content)
        told[str(file)] = explanation.explain(content, wanted, assumed=assumed, beside=beside)
    if as_json:
        showing.as_json({"packs": [{"file": file, "text": text} for file, text in told.items()]})
    else:
        print("\n".join(told.values()), end="")


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The older pack.")],
    after: Annotated[Path, typer.Argument(help="The newer pack.")],
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: options.AsJson = False,
) -> None:
    """Lists the lines that differ between two packs, each at its place."""
    wanted = _language(language)
    older, newer = (canonical.whole(packs.load(path)) for path in (before, after))
    found = scheme_changes.changes(older, newer)
    told = changes.told(found, older, newer, wanted)
    if as_json:
        showing.as_json({"changes": [{**one.as_value(), "text": text} for one, text in zip(found, told, strict=True)]})
        return
    for line in told:
        print(line)
    if not found:
        print("两个方案内容相同。" if wanted == "zh" else "Both say the same.")


app.command("export")(scheme_books.export)
app.command("import")(scheme_books.take)
app.command("publish")(scheme_publishing.publish)


def _language(given: str) -> Language:
    if given in LANGUAGES:
        return LANGUAGES[given]
    raise WrongUse(f"--language {given} is not possible. Choose zh or en.")


def _show(found: list[Checked]) -> None:
    for checked in found:
        for told in checked.wrong:
            print(findings.line_of({"file": str(checked.file), **told}))
        if checked.content is not None and not checked.wrong:
            content = checked.content
            print(f"{checked.file}: {content.labels.beside()}: {_assumed(content)}")


def _assumed(content: SchemeContent) -> str:
    count = len(content.assumed)
    return f"无问题，推定 {count} 处 · no findings, {showing.several(count, 'value')} assumed"


def _as_json(checked: Checked) -> dict[str, Any]:
    told: dict[str, Any] = {"file": str(checked.file), "findings": checked.wrong}
    if checked.content is not None:
        digests = canonical.digests(canonical.form(checked.content))
        told |= {"scheme": checked.content.code, "form": FORM, "sha256": digests.sha256, "sm3": digests.sm3}
        told |= {"assumed": len(checked.content.assumed)}
    return told
