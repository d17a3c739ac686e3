"""Whatever is typed, a formula error is the worst that comes of it, and soon."""

import time
from random import Random

import pytest
from shared.tests.unit.formulas import trees

from formulas import errors
from formulas.arithmetic import NoValue
from formulas.data import Data
from formulas.evaluation import evaluate, plain
from formulas.language import parse
from formulas.names import names
from formulas.normal import normal_form
from formulas.printing import printed, wording

WORDS = [
    "IF(", "ROUND(", "MIN(", "MAX(", "SUM(", "AVG(", "PRIOR(", "YTD(", "SAME_PERIOD_LAST_YEAR(", "PEER_AVG(",
    "PEER_BEST(", "PEER_RANK(", " AND ", " OR ", " NOT ", "(", ")", "((((", "))))", ",", "+", "-", "--", "*", "/", "^",
    "^^", "%", "=", "<>", "<", "<=", ">", ">=", "==", "a", "b", "完成率", "[GDP 增速]", "[", "]", "[[", "[IF]",
    "0", "1", "2", "0.5", "85%", "1e3", ".5", "5.", "007", "999999999", "9" * 60, "9" * 61, "1000000", " ", "\n",
    "　", "（", "）", "１", "＋", "，", "［", "］", "％", "²", "①", "½", "×", "−", "\u200b", "\ufeff", "\x00",
    "\ud800", "\U0010ffff", "\u202e", "é", "\u0430", "\uf900", "ﷺ", "'", '"', ";", "\\", "{", "}", "$", "#",
    "\r", "\x85", "\u2028", "𠀀", "🙂",
]  # fmt: skip
SEEDS = [
    "IF([完成率] >= 85%, 100, [完成率] / 85% * 100)",
    "ROUND(MIN(a / b * 100, 120) * 0.6 + IF(x_1 > 3, -5, 0), 2)",
    "(a - PRIOR(a)) / PRIOR(a) - (SAME_PERIOD_LAST_YEAR(a) - 1)^2",
    "NOT (a > 1 OR b <= 2) AND PEER_RANK([GDP 增速]) < 3",
    "2^-0.5 + AVG(YTD(a), PEER_AVG(b), PEER_BEST(完成率))",
    "(" * 50 + "1" + ")" * 50,
    "-" * 49 + "a",
    "+".join("a" * 500),
    "^".join("9" * 20),
    "9^(9^(9^9))",
    " AND ".join(["a>1"] * 100),
]


def fuzzed(random: Random) -> str:
    """Words at random, a formula with some characters changed, or any characters at all."""
    kind = random.random()
    if kind < 0.45:
        return "".join(random.choice(WORDS) for _ in range(random.randrange(1, 25)))
    if kind < 0.9:
        text = list(random.choice(SEEDS) if random.random() < 0.5 else printed(trees.any_tree(random)))
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(text) + 1)
            text[at : at + random.randrange(3)] = random.choice(WORDS) if random.random() < 0.7 else ""
        return "".join(text)
    return "".join(chr(random.choice([random.randrange(128), random.randrange(0x110000)])) for _ in range(30))


def try_out(text: str, random: Random) -> str:
    """What comes of it: the category of an error, or a value that everything else agrees with."""
    try:
        return evaluated(text, random)
    except errors.FormulaError as error:
        refused = error
    assert refused.code != "too_many_steps"
    for said in (refused.text("zh"), refused.text("en"), *refused.expected):
        assert said.encode("utf-8")
    return refused.category


def evaluated(text: str, random: Random) -> str:
    formula = parse(text)
    shown = printed(formula.tree)
    if len(shown) <= 2000:
        assert parse(shown).tree == formula.tree
    assert wording(formula.tree, "zh")
    assert wording(formula.tree, "en")
    assert normal_form(formula.tree)
    some = trees.data(random)
    used = names(formula.tree)
    data = Data(
        {name: trees.value(random) for name in used} | dict(some.values),
        dict.fromkeys(used, some.periods["a"]),
        dict.fromkeys(used, some.peers["a"]),
    )
    found = evaluate(formula, data)
    if isinstance(found, NoValue):
        return "no value"
    assert plain(found)
    return "value"


def try_many(count: int, seed: int) -> None:
    random, outcomes, longest = Random(seed), dict[str, int](), 0.0
    for _ in range(count):
        text = fuzzed(random)
        begun = time.perf_counter()
        outcome = try_out(text, random)
        longest = max(longest, time.perf_counter() - begun)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert set(outcomes) == {"syntax", "type", "limit", "value", "no value"}, outcomes
    assert min(outcomes.values()) > count / 500, outcomes
    assert longest < 5, "seconds, on a busy machine"


class TestFuzz:
    def test_five_thousand_strings_raise_nothing_but_formula_errors(self) -> None:
        try_many(5_000, seed=1)

    @pytest.mark.slow
    def test_a_hundred_thousand_strings_raise_nothing_but_formula_errors(self) -> None:
        try_many(100_000, seed=2)

    @pytest.mark.parametrize(
        "sign", ["(", "[", "-", "NOT ", "SUM(", "a^", "1+", "((1)+", "IF(1>0,", "a>", "1,", "%", "²"]
    )
    def test_a_sign_repeated_to_the_limit_is_answered_at_once(self, sign: str) -> None:
        text = sign * (2000 // len(sign))
        with pytest.raises(errors.FormulaError):
            parse(text)
        with pytest.raises(errors.FormulaError):
            parse(text + "1")

    def test_expensive_formulas_are_answered_at_once(self) -> None:
        begun = time.perf_counter()
        for text in (
            "*".join(["1.000000001^0.123456789"] * 80),
            "+".join(["2^0.5"] * 330),
            "ROUND(2^0.5,9)^200^0"[:-2],
        ):
            try_out(text, Random(3))
        assert time.perf_counter() - begun < 10
