import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from chassis.auth import (
    SERVICE_TOKEN_SECONDS,
    Actor,
    HeldRole,
    Keys,
    Unauthenticated,
    actor_of,
    covers,
    mint_user_token,
    person_of,
    sign_service_token,
)

NOW = 1_800_000_000
ISSUER = "https://baton.invalid/dev-issuer"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys.load(tmp_path_factory.mktemp("keys"))


def user_token(keys: Keys, *, issuer: str = ISSUER, now: int = NOW, roles: tuple[HeldRole, ...] = ()) -> str:
    return mint_user_token(keys, issuer=issuer, principal="li", region="demo", roles=roles, now=now)


def why(token: str, keys: Keys, *, now: int = NOW) -> str:
    with pytest.raises(Unauthenticated) as refused:
        person_of(token, keys, issuer=ISSUER, now=now)
    return refused.value.code


CLERK = Actor(
    principal="li",
    roles=frozenset({"unit_clerk"}),
    units=frozenset({"education"}),
    region="demo",
    grants=(("unit_clerk", frozenset({"education"})),),
    scope="unit",
    belongs_to=frozenset({"education", "health"}),
)


class TestUserToken:
    def test_says_who_in_which_region_with_which_roles_for_which_time(self, keys: Keys) -> None:
        begins, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        held = HeldRole("unit_head", "education", since=begins, until=ends)
        person = person_of(user_token(keys, roles=(held,)), keys, issuer=ISSUER, now=NOW)
        assert (person.principal, person.region, person.roles) == ("li", "demo", (held,))
        assert person.expires_at == NOW + 8 * 3600

    def test_an_expired_one_is_refused(self, keys: Keys) -> None:
        assert why(user_token(keys, now=NOW - 9 * 3600), keys) == "expired_token"

    def test_one_of_another_issuer_is_refused(self, keys: Keys) -> None:
        assert why(user_token(keys, issuer="https://elsewhere.invalid"), keys) == "foreign_token"

    def test_one_signed_with_another_key_is_refused(self, keys: Keys, tmp_path: Path) -> None:
        assert why(user_token(Keys.load(tmp_path)), keys) == "foreign_token"

    def test_one_issued_in_the_future_is_refused(self, keys: Keys) -> None:
        assert why(user_token(keys, now=NOW + 3600), keys) == "foreign_token"

    def test_a_tampered_one_is_refused(self, keys: Keys) -> None:
        header, claims, signature = user_token(keys).split(".")
        changed = json.loads(base64.urlsafe_b64decode(claims + "=="))
        changed["roles"] = [{"role": "operator", "unit": None, "from": None, "until": None}]
        forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
        assert why(f"{header}.{forged}.{signature}", keys) == "foreign_token"

    def test_one_without_a_signature_is_refused(self, keys: Keys) -> None:
        _, claims, _ = user_token(keys).split(".")
        header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
        assert why(f"{header}.{claims}.", keys) == "foreign_token"

    def test_one_signed_with_the_public_key_as_a_shared_secret_is_refused(self, keys: Keys) -> None:
        public = json.dumps(keys.issuer.as_dict(private=False)["keys"][0])
        claims = {"iss": ISSUER, "aud": "baton", "sub": "li"}
        forged = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(public))
        assert why(forged, keys) == "foreign_token"

    @pytest.mark.parametrize("token", ["", "x", "a.b", "a.b.c", "....", "ü.ü.ü"])
    def test_what_is_no_token_is_refused(self, keys: Keys, token: str) -> None:
        assert why(token, keys) in ("malformed_token", "foreign_token")

    def test_a_service_token_is_no_user_token(self, keys: Keys) -> None:
        assert why(sign_service_token(keys, CLERK, audience="scoring", now=NOW), keys) == "foreign_token"

    def test_a_process_without_the_private_key_mints_none(self, keys: Keys) -> None:
        with pytest.raises(ValueError, match="no private key"):
            user_token(keys.public())


class TestHeldRole:
    def test_counts_from_its_beginning_until_before_its_end(self) -> None:
        begins, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC)
        held = HeldRole("inspector", since=begins, until=ends)
        assert not held.held_at(begins - timedelta(seconds=1))
        assert held.held_at(begins)
        assert not held.held_at(ends)


class TestServiceToken:
    def test_carries_the_actor_to_the_service_it_was_signed_for(self, keys: Keys) -> None:
        token = sign_service_token(keys, CLERK, audience="scoring", now=NOW)
        assert actor_of(token, keys.public(), "scoring", now=NOW) == CLERK

    def test_the_whole_region_is_not_the_same_as_no_unit(self, keys: Keys) -> None:
        for units in (None, frozenset[str]()):
            actor = Actor(principal="wu", roles=frozenset({"finance"}), units=units, region="demo")
            token = sign_service_token(keys, actor, audience="scoring", now=NOW)
            assert actor_of(token, keys, "scoring", now=NOW).units == units

    def test_another_service_refuses_it(self, keys: Keys) -> None:
        token = sign_service_token(keys, CLERK, audience="scoring", now=NOW)
        with pytest.raises(Unauthenticated, match="foreign_token"):
            actor_of(token, keys, "budget-monitor", now=NOW)

    def test_it_lives_a_minute(self, keys: Keys) -> None:
        token = sign_service_token(keys, CLERK, audience="scoring", now=NOW)
        with pytest.raises(Unauthenticated, match="expired_token"):
            actor_of(token, keys, "scoring", now=NOW + SERVICE_TOKEN_SECONDS + 10)

    def test_a_remembered_one_expires_like_any_other(self, keys: Keys) -> None:
        token = sign_service_token(keys, CLERK, audience="scoring", now=NOW)
        for later in (0, 30):
            assert actor_of(token, keys, "scoring", now=NOW + later) == CLERK
        with pytest.raises(Unauthenticated, match="expired_token"):
            actor_of(token, keys, "scoring", now=NOW + SERVICE_TOKEN_SECONDS + 10)

    def test_one_remembered_for_a_service_is_not_taken_by_another(self, keys: Keys) -> None:
        token = sign_service_token(keys, CLERK, audience="scoring", now=NOW)
        actor_of(token, keys, "scoring", now=NOW)
        with pytest.raises(Unauthenticated, match="foreign_token"):
            actor_of(token, keys, "indicators", now=NOW)

    def test_a_user_token_opens_no_service(self, keys: Keys) -> None:
        with pytest.raises(Unauthenticated, match="foreign_token"):
            actor_of(user_token(keys), keys, "baton", now=NOW)

    def test_only_the_gateway_signs(self, keys: Keys) -> None:
        with pytest.raises(ValueError, match="only the gateway signs"):
            sign_service_token(keys.public(), CLERK, audience="scoring")


class TestCovers:
    parents: ClassVar = {"county": None, "education": "county", "school-1": "education", "health": "county"}

    def test_a_unit_and_everything_below_it(self) -> None:
        assert covers(CLERK, "education", self.parents)
        assert covers(CLERK, "school-1", self.parents)

    def test_nothing_beside_or_above_it(self) -> None:
        assert not covers(CLERK, "health", self.parents)
        assert not covers(CLERK, "county", self.parents)
        assert not covers(CLERK, "nobody-knows-it", self.parents)

    def test_the_whole_region_covers_every_unit(self) -> None:
        assert covers(Actor.system("scoring"), "nobody-knows-it", {})

    def test_a_circle_of_parents_ends(self) -> None:
        assert not covers(CLERK, "a", {"a": "b", "b": "a"})

    def test_a_role_reaches_only_its_own_units(self) -> None:
        actor = Actor(
            principal="li",
            roles=frozenset({"unit_head", "unit_clerk"}),
            units=frozenset({"education", "health"}),
            region="demo",
            grants=(("unit_clerk", frozenset({"education"})), ("unit_head", frozenset({"health"}))),
        )
        assert covers(actor, "health", self.parents, role="unit_head")
        assert not covers(actor, "education", self.parents, role="unit_head")
        assert not covers(actor, "education", self.parents, role="finance")


class TestKeys:
    def test_are_made_once_and_read_by_their_owner_only(self, tmp_path: Path) -> None:
        first, second = Keys.load(tmp_path), Keys.load(tmp_path)
        assert first.gateway.as_dict() == second.gateway.as_dict()
        for file in tmp_path.glob("*.private.jwk"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert sorted(file.name for file in tmp_path.iterdir()) == [
            "gateway.private.jwk",
            "gateway.public.jwk",
            "issuer.private.jwk",
            "issuer.public.jwk",
        ]

    def test_a_folder_with_the_public_files_serves_a_service(self, tmp_path: Path) -> None:
        keys = Keys.load(tmp_path)
        for file in tmp_path.glob("*.private.jwk"):
            file.unlink()
        service = Keys.load(tmp_path)
        assert service.gateway_private is None
        assert service.issuer_private is None
        assert actor_of(sign_service_token(keys, CLERK, audience="scoring"), service, "scoring") == CLERK

    def test_a_real_issuer_is_a_file_of_public_keys(self, keys: Keys, tmp_path: Path) -> None:
        jwks = tmp_path / "issuer.jwks"
        jwks.write_text(json.dumps(keys.issuer.as_dict(private=False)))
        behind = Keys.load(tmp_path / "keys", issuer_jwks=jwks)
        assert person_of(user_token(keys), behind, issuer=ISSUER, now=NOW).principal == "li"
        assert behind.issuer_private is None
