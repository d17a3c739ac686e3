"""A formula is checked through the route: against names that are given, a version of a scheme, or the library."""

from typing import Any

import httpx
import pytest

Json = dict[str, Any]
CHECK = "/formulas:check"


async def checked(person: httpx.AsyncClient, formula: str, **names: Any) -> Json:
    answer = await person.post(CHECK, json={"formula": formula, **names})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


class TestChecking:
    async def test_a_formula_is_answered_with_words_needs_unit_and_normal_form(self, county: httpx.AsyncClient) -> None:
        symbols = {"旅游收入": {"unit": "万元"}, "常住人口": {"unit": "人"}}
        found = await checked(county, "（[旅游收入]－PRIOR(旅游收入)）/常住人口", symbols=symbols)
        assert found == {
            "ok": True,
            "formula": "(旅游收入 - PRIOR(旅游收入)) / 常住人口",
            "wording": {
                "zh": "（“旅游收入”减“旅游收入”的上期值）除以“常住人口”",
                "en": "(“旅游收入” minus “旅游收入” of the period before) divided by “常住人口”",
            },
            "dependencies": [
                {"name": "旅游收入", "uses": ["value", "PRIOR"], "means": []},
                {"name": "常住人口", "uses": ["value"], "means": []},
            ],
            "normal_form": found["normal_form"],
            "kind": "number",
            "unit": "万元/人",
            "error": None,
        }
        turned = await checked(county, "(-PRIOR(旅游收入) + 旅游收入) / [常住人口]", symbols=symbols)
        assert turned["normal_form"] == found["normal_form"]

    @pytest.mark.parametrize(
        ("formula", "category", "line", "column"),
        [("1 +\n * 2", "syntax", 2, 2), ("a + 1 AND b", "type", 1, 3), ("9" * 61, "limit", 1, 1)],
    )
    async def test_what_is_wrong_is_an_answer_with_line_column_and_what_was_expected(
        self, county: httpx.AsyncClient, formula: str, category: str, line: int, column: int
    ) -> None:
        found = await checked(county, formula)
        error = found["error"]
        assert found["ok"] is False
        assert (error["category"], error["line"], error["column"]) == (category, line, column)
        assert set(error["texts"]) == {"zh", "en"}
        assert error["expected"] or category == "limit"

    async def test_a_check_is_no_command_and_leaves_nothing(self, county: httpx.AsyncClient) -> None:
        answer = await county.post(CHECK, json={"formula": "1 + 1"}, headers={"idempotency-key": "once"})
        other = await county.post(CHECK, json={"formula": "2 + 2"}, headers={"idempotency-key": "once"})
        assert (answer.status_code, other.json()["formula"]) == (200, "2 + 2")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"formula": "1" * 20_001},
            {"formula": "a", "symbols": {"a[b": {}}},
            {"formula": "a", "symbols": {}, "library": True},
            {"formula": "a", "scheme": {"code": "x", "version": 0}},
            {"formula": "a", "symbols": {f"n{n}": {} for n in range(1001)}},
        ],
    )
    async def test_a_body_of_the_wrong_shape_or_size_is_refused(self, county: httpx.AsyncClient, body: Json) -> None:
        answer = await county.post(CHECK, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")

    @pytest.mark.parametrize("text", ["", " ", "\\u0000", "a\\u0000b", "\\u202e1+1", "\\u00b2"])
    async def test_no_text_is_answered_with_a_failure(self, county: httpx.AsyncClient, text: str) -> None:
        body = b'{"formula": "%s", "library": true}' % text.encode()
        answer = await county.post(CHECK, content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (200, 422)
        assert answer.status_code == 422 or answer.json()["error"]["category"] == "syntax"


class TestNames:
    async def test_a_scheme_says_what_its_names_mean(self, office: Any) -> None:
        version = await office.draft()
        scheme = {"code": office.code, "version": version}
        found = await checked(office.author, "[旅游收入] / population", scheme=scheme)
        assert (found["unit"], found["wording"]["zh"]) == ("万元/人", "“旅游收入”除以“常住人口”")
        assert [[one["code"] for one in name["means"]] for name in found["dependencies"]] == [
            ["income"],
            ["population"],
        ]
        unknown = await checked(office.author, "[过夜游客] + 1", scheme=scheme)
        assert (unknown["error"]["category"], unknown["error"]["column"]) == ("type", 1)
        missing = await office.author.post(CHECK, json={"formula": "1", "scheme": {**scheme, "version": 9}})
        assert missing.status_code == 404

    async def test_the_library_knows_its_indicators_and_the_data_items_of_schemes_in_force(self, office: Any) -> None:
        before = await checked(office.author, "[旅游收入] / [常住人口]", library=True)
        assert before["error"]["category"] == "type", "a draft says nothing to the library"
        await office.published()
        await office.clock("2026-01-05T09:00:00")
        after = await checked(office.author, "[旅游收入] / [常住人口]", library=True)
        assert (after["error"], after["unit"]) == (None, "万元/人")
        assert {one["kind"] for name in after["dependencies"] for one in name["means"]} == {"data_item"}
