from pathlib import Path

import pytest

from chassis.auth import SERVICE_TOKEN_SECONDS, Actor, Keys, actor_of
from gateway.tokens import USED_SECONDS, ServiceTokens

NOW = 1_800_000_000
ACTOR = Actor(principal="li", roles=frozenset({"finance"}), units=None, region="demo")


@pytest.fixture
def tokens(tmp_path: Path) -> ServiceTokens:
    return ServiceTokens(Keys.load(tmp_path))


class TestServiceTokens:
    def test_one_is_used_again_for_the_same_rights_at_the_same_service(self, tokens: ServiceTokens) -> None:
        first = tokens.token(ACTOR, audience="scoring", now=NOW)
        assert tokens.token(ACTOR, audience="scoring", now=NOW + USED_SECONDS - 1) == first
        assert tokens.token(ACTOR, audience="indicators", now=NOW) != first

    def test_other_rights_never_share_one(self, tokens: ServiceTokens) -> None:
        clerk = Actor(principal="li", roles=frozenset({"unit_clerk"}), units=frozenset({"health"}), region="demo")
        for actor in (ACTOR, clerk):
            token = tokens.token(actor, audience="scoring", now=NOW)
            assert actor_of(token, tokens.keys, "scoring", now=NOW) == actor

    def test_what_is_handed_out_lives_long_enough_for_its_request(self, tokens: ServiceTokens) -> None:
        tokens.token(ACTOR, audience="scoring", now=NOW)
        old = tokens.token(ACTOR, audience="scoring", now=NOW + USED_SECONDS - 1)
        arrives = NOW + USED_SECONDS - 1 + SERVICE_TOKEN_SECONDS // 2
        assert actor_of(old, tokens.keys, "scoring", now=arrives) == ACTOR
        assert tokens.token(ACTOR, audience="scoring", now=NOW + USED_SECONDS) != old

    def test_a_clock_that_was_set_back_gets_a_new_one(self, tokens: ServiceTokens) -> None:
        first = tokens.token(ACTOR, audience="scoring", now=NOW)
        assert tokens.token(ACTOR, audience="scoring", now=NOW - 3600) != first
