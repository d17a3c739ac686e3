"""The page of sheets: ready to print, in both languages, safe whatever somebody wrote into a name."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from contracts.cascades import CascadeContent
from indicators.documents import sheet_page
from indicators.documents.sheets import Version
from indicators.domain.cascade.sheet import Sheets

AT = datetime(2026, 1, 5, tzinfo=UTC)
Json = dict[str, Any]


class Outline(HTMLParser):
    """The elements of a page with their attributes, and which were left open."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(cascade_json: Callable[..., Json]) -> Callable[..., str]:
    """The page of somebody's sheet, of a cascade with these changes."""

    def made(language: Any = "zh", code: str = "a-1", digest: str | None = None, **changes: Any) -> str:
        content = CascadeContent.model_validate(cascade_json(**changes))
        version = Version(content=content, number=1, state="approved" if digest else "draft", digest=digest, at=AT)
        return sheet_page.page(version, [Sheets(content).of(code)], language)

    return made


@pytest.mark.parametrize(
    ("language", "lang", "title"), [("zh", "zh-CN", "绩效指标表"), ("en", "en", "Performance sheet")]
)
def test_the_page_says_its_language_and_its_names_in_it(
    page: Callable[..., str], language: str, lang: str, title: str
) -> None:
    text = page(language)
    outline = Outline(text)
    assert (outline.of("html"), outline.open) == ([{"lang": lang}], [])
    assert title in "".join(outline.text)
    said = "".join(outline.text[outline.text.index("\n") :])
    if language == "en":
        assert re.search(r"[\u3000-\u9fff\uff00-\uffef]", said) is None, "nothing is left untranslated"
    else:
        assert "Text" not in said


def test_every_header_of_a_table_says_what_it_heads(page: Callable[..., str]) -> None:
    outline = Outline(page())
    assert {cell.get("scope") for cell in outline.of("th")} == {"col", "row"}
    assert all(table.get("aria-label") for table in outline.of("table"))


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(page: Callable[..., str]) -> None:
    outline = Outline(page())
    assert {tag for tag, _ in outline.elements}.isdisjoint({"script", "link", "img", "iframe", "object"})
    names = {name for _, attributes in outline.elements for name in attributes}
    assert names.isdisjoint({"src", "href", "onload", "onclick", "style"})
    assert re.search(r"url\(|@import", page()) is None


def test_it_prints_on_a4_with_the_header_of_a_table_on_every_page(page: Callable[..., str]) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page(), re.DOTALL)
    assert "size: A4" in style
    assert "table-header-group" in style
    assert "break-inside: avoid" in style


@pytest.mark.parametrize("bad", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "{{ 7 * 7 }}", "&lt;b&gt;"])
def test_a_name_is_shown_as_it_was_written(page: Callable[..., str], bad: str) -> None:
    outline = Outline(page(labels={"zh": bad, "en": bad}))
    assert bad in "".join(outline.text)
    assert {tag for tag, _ in outline.elements}.isdisjoint({"script", "img"})


def test_a_draft_says_so_and_what_was_approved_shows_its_digest(page: Callable[..., str]) -> None:
    assert "草案，未经批准" in page()
    approved = page(digest="ab" * 32)
    assert "草案" not in approved
    assert "ab" * 32 in approved
