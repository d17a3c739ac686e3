"""What officials read exists in both languages with every value filled; what is stored is guarded."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import MetaData, Table, text
from tests.contract.conftest import SERVICES

from budget_monitor.domain import reasons
from budget_monitor.storage import tables as budget_monitor_tables
from chassis import app, tables
from chassis.refusal import CATALOGUE, Refusal
from chassis.testing.world import World
from contracts import vocabulary
from gateway.storage import tables as gateway_tables
from indicators.domain import indicator, monitoring_rule, scheme, scheme_refusals
from indicators.domain.cascade import version as cascade
from indicators.domain.screening.round import DecisionKind
from indicators.storage import declared as indicators_tables
from scoring.domain.transitions import NEVER_THE_SAME
from scoring.storage import tables as scoring_tables

OURS = {name: refusal for name, refusal in sorted(CATALOGUE.items()) if ".tests" not in refusal.__module__}

OWN_TABLES: dict[str, MetaData] = {
    "budget-monitor": budget_monitor_tables.metadata,
    "gateway": gateway_tables.metadata,
    "indicators": indicators_tables.metadata,
    "scoring": scoring_tables.metadata,
}
TABLES = [
    (service, table)
    for service, own in OWN_TABLES.items()
    for metadata in (tables.metadata, own)
    for table in metadata.sorted_tables
]

KEYED_OTHERWISE = {
    "regions": "its code is the region",
    "outbox": "sent in the order of its numbers; the event id, unique, holds the region",
    "inbox": "handled in the order of its positions; what cannot be read has no region",
    "inbox_offsets": "where a partition was left off; partitions are shared by all regions",
}
SEEN_BY_ALL = {
    "regions": "a region must be looked up before the transaction can point at it",
    "inbox_offsets": "holds nothing of any region",
}


def placeholders(template: str) -> set[str]:
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def in_chinese(sentence: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in sentence)


def in_english(sentence: str) -> bool:
    return any(word.isascii() and word.isalpha() and len(word) > 1 for word in sentence.split())


def _calls(root: Path) -> Iterator[tuple[str, str, set[str]]]:
    """Every place where something is made with named values: its package, the name of the class, the values."""
    for file in [*root.glob("shared/src/**/*.py"), *root.glob("services/*/src/**/*.py")]:
        package = file.parts[file.parts.index("src") + 1]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and all(keyword.arg for keyword in node.keywords):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield package, name, {keyword.arg for keyword in node.keywords if keyword.arg}


@pytest.fixture(scope="module")
def calls(repository: Path) -> list[tuple[str, str, set[str]]]:
    return list(_calls(repository))


def _made(refusal: type[Refusal], calls: list[tuple[str, str, set[str]]]) -> list[set[str]]:
    """What a refusal is made with: in its own package, and one of the chassis wherever it is not another's name."""
    own = {(other.__module__.partition(".")[0], other.__name__) for other in OURS.values()}
    home = refusal.__module__.partition(".")[0]
    return [
        given
        for package, name, given in calls
        if name == refusal.__name__ and (package == home or (home == "chassis" and (package, name) not in own))
    ]


class TestRefusals:
    @pytest.mark.parametrize("refusal", OURS.values(), ids=OURS)
    def test_are_said_in_both_languages_with_the_same_values(self, refusal: type[Refusal]) -> None:
        assert in_chinese(refusal.zh)
        assert in_english(refusal.en)
        assert not in_chinese(refusal.en)
        # a word that only Chinese needs stands beside the code that English shows: `of` and `of_zh`
        in_chinese_only = placeholders(refusal.zh) - placeholders(refusal.en)
        assert all(name.endswith("_zh") for name in in_chinese_only)
        in_english_only = placeholders(refusal.en) - placeholders(refusal.zh)
        assert in_english_only <= {name.removesuffix("_zh") for name in in_chinese_only}

    @pytest.mark.parametrize("refusal", OURS.values(), ids=OURS)
    def test_are_given_every_value_that_their_texts_name(
        self, refusal: type[Refusal], calls: list[tuple[str, str, set[str]]]
    ) -> None:
        wanted = placeholders(refusal.en) | placeholders(refusal.zh)
        for given in _made(refusal, calls):
            assert wanted <= given


def _said(repository: Path, refusal: str, value: str) -> Iterator[tuple[str, ast.expr]]:
    """Every place where a refusal is made, with what one of its values is there."""
    for file in [*repository.glob("shared/src/**/*.py"), *repository.glob("services/*/src/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == refusal:
                yield from ((f"{file}:{node.lineno}", one.value) for one in node.keywords if one.arg == value)


class TestCodesInSentences:
    def test_whatever_is_not_found_or_not_so_far_has_its_word_in_chinese(self, repository: Path) -> None:
        said = [one for name in ("NotFound", "IllegalTransition") for one in _said(repository, name, "what")]
        named = {place: ast.literal_eval(what) for place, what in said}
        assert len(named) > 30
        assert {place: what for place, what in named.items() if what not in vocabulary.NOUNS} == {}

    def test_a_step_that_two_people_take_has_its_word_in_chinese(self, repository: Path) -> None:
        said = [one for name in ("earlier", "step") for _, one in _said(repository, "SamePersonTwice", name)]
        steps = {node.value for one in said for node in ast.walk(one) if isinstance(node, ast.Constant)}
        steps |= set(get_args(DecisionKind)) | set(NEVER_THE_SAME)
        steps |= {earlier for pairs in NEVER_THE_SAME.values() for _, earlier in pairs}
        assert {"draft", "publish"} <= steps <= set(vocabulary.STEPS)

    @pytest.mark.parametrize("states", [scheme.State, indicator.State, monitoring_rule.State, cascade.State])
    def test_every_state_of_a_definition_has_its_word_in_chinese(self, states: Any) -> None:
        assert set(get_args(states)) <= set(vocabulary.STATES)

    @pytest.mark.parametrize("words", [vocabulary.NOUNS, vocabulary.STATES, vocabulary.STEPS])
    def test_no_word_is_half_english(self, words: dict[str, str]) -> None:
        assert all(in_chinese(word) and not word.isascii() for word in words.values())

    def test_only_chinese_sentences_name_them_so(self) -> None:
        refused = scheme_refusals.SchemeStepNotOpen(
            scheme="towns", version=1, state="draft", step="publish", states="draft, in_consultation"
        )
        assert "状态为草案，“发布”仅适用于状态草案、征求意见中" in refused.text("zh")
        assert "is draft; 'publish' is open to versions that are draft, in consultation" in refused.text("en")
        assert refused.values["state"] == "draft"


class TestReasonsOfAnInterception:
    @pytest.mark.parametrize("code", reasons.TEXTS)
    def test_are_said_in_both_languages_with_the_same_values(self, code: str) -> None:
        zh, en = reasons.TEXTS[code]
        assert in_chinese(zh)
        assert in_english(en)
        assert placeholders(zh) == placeholders(en)

    def test_every_reason_that_a_check_gives_has_its_texts_and_their_values(self, repository: Path) -> None:
        source = repository / "services/budget-monitor/src/budget_monitor/domain/check.py"
        found = list(_reasons(ast.parse(source.read_text(encoding="utf-8"))))
        assert {code for code, _ in found} == set(reasons.TEXTS)
        for code, values in found:
            wanted = {name for sentence in reasons.TEXTS[code] for name in placeholders(sentence)}
            assert values is None or wanted <= values, code


def _reasons(tree: ast.AST) -> Iterator[tuple[str, set[str] | None]]:
    """Every reason that the code makes, with the names of its values; None where they come from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            keys = given["values"].keys if isinstance(given["values"], ast.Dict) else [None]
            names = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
            yield str(ast.literal_eval(given["code"])), None if None in keys else names


ROUTES = [
    (service.name, f"{method.upper()} {path}", operation)
    for service in SERVICES
    for path, item in app.document(service)["paths"].items()
    for method, operation in item.items()
]


class TestRoutes:
    @pytest.mark.parametrize(
        ("service", "name", "operation"), ROUTES, ids=[f"{service} {name}" for service, name, _ in ROUTES]
    )
    def test_say_in_both_languages_what_they_do(self, service: str, name: str, operation: dict[str, Any]) -> None:
        said = operation.get("description", "")
        assert in_chinese(said), said
        assert in_english(said), said


class TestTables:
    @pytest.mark.parametrize(("service", "table"), TABLES, ids=lambda part: getattr(part, "name", part))
    def test_say_how_long_their_rows_are_kept(self, service: str, table: Table) -> None:
        assert {"keep", "by", "once"} <= set(table.info)
        if table.info["keep"] is not tables.KEEP_FOR_EVER:
            assert table.info["by"] in table.c

    @pytest.mark.parametrize(("service", "table"), TABLES, ids=lambda part: getattr(part, "name", part))
    def test_begin_their_key_with_the_region(self, service: str, table: Table) -> None:
        first = next(iter(table.primary_key.columns)).name
        assert (first == "region") != (table.name in KEYED_OTHERWISE)

    @pytest.mark.parametrize("service", OWN_TABLES)
    async def test_are_guarded_by_the_database_itself(self, service: str, world: World) -> None:
        async with world.running[service].database.open() as opened:
            rows = await opened.connection.execute(
                text(
                    "SELECT c.relname, c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
                    " FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = :schema ::regnamespace"
                ),
                {"schema": world.running[service].service.schema},
            )
            guarded = {name: bool(policy) for name, policy in rows}
        assert set(guarded) - {"alembic_version"} == {table.name for at, table in TABLES if at == service}
        unguarded = {name for name, policy in guarded.items() if not policy} - {"alembic_version"}
        assert unguarded == set(SEEN_BY_ALL)
