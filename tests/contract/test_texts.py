"""Every sentence that people read, with sample values: one language in one text, no code, no pattern."""

import importlib
import pkgutil
import re
import string
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.contract.conftest import SERVICES

from budget_monitor.domain import reasons
from chassis import refusal as refusals
from chassis.auth import HeldRole
from chassis.languages import Language
from chassis.refusal import Refusal
from contracts import vocabulary
from contracts.budget import Reason
from gateway.acting import acting
from gateway.trace import texts as trace
from scoring.domain.transitions import NEVER_THE_SAME

ROOTS = ("chassis", *(service.name.replace("-", "_") for service in SERVICES))


def _import_everything() -> None:
    for root in ROOTS:
        package = importlib.import_module(root)
        for module in pkgutil.walk_packages(package.__path__, f"{root}."):
            if not {"migrations", "testing"} & set(module.name.split(".")):
                importlib.import_module(module.name)


_import_everything()
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DECLARED = sorted(
    {one for one in refusals.DECLARED if one.__module__.partition(".")[0] in ROOTS and "testing" not in one.__module__},
    key=lambda one: (one.code, one.__module__),
)

SAMPLES: dict[str, str] = {
    "acting": "you act as finance",
    "acting_zh": "您当前的角色为财政局",
    "summary": "body.amount: Write an amount",
    "summary_zh": "body.amount：须为金额",
    "what": "budget item",
    "state": "partly_paid",
    "states": "draft, in_consultation",
    "step": "ask-extension",
    "earlier": "prepare-answer",
    "command": "grant-extension",
    "possible": "hold, refund",
    "roles": "unit_clerk, unit_head",
    "allowed": "assessment_office, process_supervisor",
    "level": "yellow",
    "why": "malformed_token",
    "because": "it is damaged",
    "because_zh": "文件已损坏",
}
"""Values by name; of every other name a figure, which belongs to no language."""

NAMES_OF_THE_INTERFACE = re.compile(
    r"`[^`]*`|/[a-z][a-z0-9./{}:-]*|\b(GET|POST)\b|\b[a-z]+[._][a-z_.]+\b|\b(JSON|UTF|ASCII|NUL|IANA|ISO|CNY|UUID|"
    r"NFC|ETag|If-Match|Idempotency-Key|Baton-Role|Bearer|Asia/Shanghai|SM3|SHA|clock|change|unit|body|values|cursor|id|xlsx|"
    r"seed|uFFFF|parts|common|entries|jobs|weight)\b"
)
"""What a Chinese sentence may quote as the interface writes it."""


def values_of(one: type[Refusal]) -> dict[str, str]:
    names = {
        name.partition(".")[0].partition("[")[0]
        for template in (one.en, one.zh)
        for _, name, _, _ in string.Formatter().parse(template)
        if name
    }
    return {name: SAMPLES.get(name, "7") for name in names}


def wrong_in(text: str, language: str) -> list[str]:
    """What a reader would stumble over."""
    found = []
    if "  " in text or text != text.strip():
        found.append("spaces")
    if re.search(r"\b1 [a-z]+s\b", text) or "(s)" in text:
        found.append("plural")
    if re.search(r"[\^$]|\[0-9|\\d|\(\?", text):
        found.append("pattern")
    if re.search(r"[（(][–—-]?[)）]|\b(as|hold|is) –", text):
        found.append("nothing said")
    bare = NAMES_OF_THE_INTERFACE.sub("", text)
    if re.search(r"\b[a-z]+_[a-z_]+\b", bare):
        found.append("code")
    if language == "en" and re.search(r"[一-鿿，。；：“”（）]", text.replace("“", "").replace("”", "")):
        found.append("Chinese")
    if language == "zh" and re.search(r"\b[A-Za-z]{2,}\b", bare):
        found.append("English: " + ", ".join(re.findall(r"\b[A-Za-z]{2,}\b", bare)))
    if language == "zh" and re.search(r"[一-鿿] [一-鿿]", text):
        found.append("a space between Chinese words")
    return found


class TestRefusals:
    def test_are_all_known(self) -> None:
        assert len(DECLARED) > 100
        assert {one.__module__.partition(".")[0] for one in DECLARED} == set(ROOTS)

    @pytest.mark.parametrize("one", DECLARED, ids=lambda one: f"{one.__module__}.{one.__name__}")
    def test_are_said_in_one_language_each(self, one: type[Refusal]) -> None:
        refused = one(**values_of(one))
        said = {language: refused.text(language) for language in LANGUAGES}
        assert {language: wrong_in(text, language) for language, text in said.items()} == {"zh": [], "en": []}, said

    @pytest.mark.parametrize("words", ["STATES", "STEPS", "ROLES", "LEVELS", "WHY", "NOUNS"])
    def test_have_a_word_for_every_code(self, words: str) -> None:
        table: dict[str, str] = getattr(vocabulary, words)
        for code in table:
            assert not re.search(r"[A-Za-z]", vocabulary.in_chinese(code, table)), code
            assert not re.search(r"[_-]", vocabulary.in_english(code, table)), code


class TestStepsOfADecision:
    def test_an_answer_to_an_order_is_accepted_in_another_word_than_a_comment(self) -> None:
        taken = {"principal": "li-ming", "earlier": "answer", "step": "accept"}
        of_an_order = refusals.SamePersonTwice(what="rectification order", **taken)
        assert of_an_order.text("zh") == "li-ming 已办理本事项的“答复”环节，“验收”须由他人办理。"
        of_a_comment = refusals.SamePersonTwice(**{**taken, "earlier": "comment"})
        assert of_a_comment.text("zh") == "li-ming 已办理本事项的“提出意见”环节，“采纳”须由他人办理。"

    def test_an_order_says_which_it_is(self) -> None:
        for command, pairs in NEVER_THE_SAME.items():
            for _, earlier in pairs:
                assert {command, earlier} <= set(vocabulary.ORDER_STEPS)
        assert vocabulary.ORDER_STEPS["accept"] == "验收"


class TestReasons:
    @pytest.mark.parametrize("code", sorted(reasons.TEXTS))
    def test_are_said_in_one_language_each(self, code: str) -> None:
        names = {name for text in reasons.TEXTS[code] for _, name, _, _ in string.Formatter().parse(text) if name}
        purposes = {name: "livelihood" for name in names if name.endswith("purpose")}
        reason = Reason(code=code, line=1, values={**dict.fromkeys(names, "7"), **purposes})
        for language in LANGUAGES:
            text = reasons.text(reason, language)
            assert wrong_in(text, language) == [], text


class TestTraces:
    @pytest.mark.parametrize("event_type", sorted(trace.TEMPLATES))
    @pytest.mark.parametrize("count", [0, 1, 2])
    def test_are_said_in_one_language_each(self, event_type: str, count: int) -> None:
        data: dict[str, Any] = {
            "rate": {
                "percent": "8.0000",
                "basis": "current",
                "paid": "8.00",
                "original_budget": "100.00",
                "current_budget": "100.00",
            },
            "payments_count": count,
            "revisions": ["x"] * count,
            "lights": ["x"] * count,
            "evidence": ["x"] * count,
            "checkpoint": "2026-03-31",
            "day": "2026-04-02",
            "kind": "talk",
            "payment": "7",
            "cause": "order_overdue",
            "outcome": "adopted",
            "because": "accepted",
            "held_by": "assessment_office",
            "object_labels": {"zh": "道路", "en": "Roads"},
            "reasons": [{"code": code} for code in sorted(trace.REASONS)],
            "from_level": "green",
            "to_level": "red",
            "level": "red",
            "due_on": "2026-04-30",
            "rule": {"labels": {"zh": "进度", "en": "Progress"}, "legal_basis": "7", "code": "7"},
        }
        placeholders = {
            name for text in trace.TEMPLATES[event_type] for _, name, _, _ in string.Formatter().parse(text) if name
        }
        data = {**dict.fromkeys(placeholders, "7"), **data}
        levels: dict[str, trace.Texts] = {"green": {"zh": "绿灯", "en": "green"}, "red": {"zh": "红灯", "en": "red"}}
        event = {"type": event_type, "actor": "7", "data": data}
        said = trace.of_event(event, levels=levels, objects={})
        assert {language: wrong_in(text, language) for language, text in said.items()} == {"zh": [], "en": []}, said


class TestRolesInARefusal:
    def test_one_that_expired_is_named_with_its_day(self) -> None:
        now = datetime(2026, 7, 1, tzinfo=UTC)
        ended = HeldRole("unit_clerk", "a", until=datetime(2026, 6, 30, tzinfo=UTC))
        begins = HeldRole("finance", since=datetime(2026, 9, 1, tzinfo=UTC))
        en, zh = acting([], [ended, begins], now=now)
        assert en == (
            "you hold no role now; your role finance begins on 2026-09-01; your role unit clerk ended on 2026-06-30"
        )
        assert zh == "您当前没有角色；您的财政局角色自 2026-09-01 起生效；您的经办人角色已于 2026-06-30 到期"
        assert acting(["unit_head"], [], now=now) == ("you act as unit head", "您当前的角色为单位负责人")
