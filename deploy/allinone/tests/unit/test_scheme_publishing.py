"""`baton scheme publish` before it speaks to anybody: what it refuses, and who may take which step."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allinone.driving import cast
from allinone.driving.people import DRAFTER, PUBLISHER, Person, bearer, head_of
from allinone.failures import WrongUse
from chassis.auth import HeldRole, mint_user_token
from chassis.keys import Keys
from gateway.settings import DEVELOPMENT_ISSUER

ROOT = Path(__file__).parents[4]
TOWNS = ROOT / "services/indicators/tests/unit/documents/towns.yaml"
NOWHERE = "http://127.0.0.1:9"

Command = Callable[..., Any]


@pytest.fixture
def token(tmp_path: Path) -> Callable[..., str]:
    keys = Keys.load(tmp_path / "keys")

    def make(principal: str, *held: HeldRole, region: str = "yunxi") -> str:
        return mint_user_token(keys, issuer=DEVELOPMENT_ISSUER, principal=principal, region=region, roles=held)

    return make


class TestRefusals:
    def test_an_amendment_is_an_overhaul_or_small(self, baton: Command) -> None:
        said = baton("scheme", "publish", TOWNS, "--size", "large")
        assert (said.code, "Choose overhaul or small" in said.err) == (2, True)

    def test_two_packs_of_one_scheme_are_not_published_together(self, baton: Command, tmp_path: Path) -> None:
        (tmp_path / "again.yaml").write_bytes(TOWNS.read_bytes())
        said = baton("scheme", "publish", TOWNS, "again.yaml")
        assert (said.code, "Several packs are of one scheme: towns-2026" in said.err) == (2, True)

    def test_what_is_wrong_is_told_before_anything_is_sent(self, baton: Command, tmp_path: Path) -> None:
        text = TOWNS.read_text(encoding="utf-8").replace("权重: 80", "权重: 70", 1)
        (tmp_path / "towns.yaml").write_text(text, encoding="utf-8")
        # nothing answers at this address: had anything been sent, the exit code would be 5
        said = baton("scheme", "publish", "towns.yaml", "--url", NOWHERE)
        assert (said.code, "nothing was sent" in said.err) == (3, True)
        assert "组成部分：" in said.out

    def test_english_that_is_missing_is_told_before_members_are_asked(self, baton: Command, tmp_path: Path) -> None:
        text = TOWNS.read_text(encoding="utf-8").replace("英文: Annual assessment of towns and streets", '英文: ""', 1)
        (tmp_path / "towns.yaml").write_text(text, encoding="utf-8")
        said = baton("scheme", "publish", "towns.yaml", "--url", NOWHERE)
        assert (said.code, "nothing was sent" in said.err) == (3, True), said.out + said.err
        assert "名称.英文" in said.out
        assert baton("scheme", "publish", "towns.yaml", "--url", NOWHERE, "--without-english").code == 5

    def test_what_is_no_token_is_told_so(self, baton: Command) -> None:
        assert "no token of a person" in baton("scheme", "publish", TOWNS, "--token", "secret").err

    def test_a_token_of_another_region_is_refused(self, baton: Command, token: Callable[..., str]) -> None:
        said = baton("scheme", "publish", TOWNS, "--token", token("li", region="bazhong"))
        assert (said.code, "Say --region bazhong" in said.err) == (2, True)


class TestWhoMay:
    def test_nobody_decides_about_the_own_text(self) -> None:
        everybody = cast.of_development()
        assert everybody.office[0] == DRAFTER
        decides = everybody.other_than([DRAFTER.principal])
        assert decides == PUBLISHER
        assert everybody.other_than([DRAFTER.principal, PUBLISHER.principal]) not in (None, DRAFTER, PUBLISHER)
        assert everybody.head("finance") == head_of("finance")

    def test_one_person_has_the_steps_of_the_own_roles(self, token: Callable[..., str]) -> None:
        one = bearer(token("li", HeldRole("assessment_office", None), HeldRole("unit_head", "finance")))
        assert (one.person, one.region) == (Person("li", ("assessment_office", "unit_head")), "yunxi")
        alone = cast.of_one(one.person, one.held)
        assert alone.office == (one.person,)
        assert alone.other_than(["li"]) is None
        assert alone.head("finance") == one.person
        assert alone.head("education") is None

    def test_an_office_of_one_unit_is_not_the_office(self, token: Callable[..., str]) -> None:
        one = bearer(token("li", HeldRole("assessment_office", "finance")))
        assert cast.of_one(one.person, one.held).office == ()

    @pytest.mark.parametrize("text", ["", "a.b.c", "a.e30.c", "a.W10.c", "a"])
    def test_a_token_without_claims_is_none(self, text: str) -> None:
        with pytest.raises(WrongUse):
            bearer(text)
