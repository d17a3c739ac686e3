from datetime import UTC, datetime, timedelta

from chassis.auth import Actor, HeldRole, Person
from gateway.decision import Denied, decide
from gateway.policy import TABLE, Row

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def row(name: str) -> Row:
    return next(one for one in TABLE if one.name == name)


def may(name: str, *roles: HeldRole, narrowed: frozenset[str] | None = None) -> Actor | Denied:
    person = Person(principal="li", region="demo", roles=roles, expires_at=0)
    return decide(row(name), person, now=NOW, narrowed=narrowed)


def allowed(name: str, *roles: HeldRole, narrowed: frozenset[str] | None = None) -> Actor:
    actor = may(name, *roles, narrowed=narrowed)
    assert isinstance(actor, Actor), actor
    return actor


def denied(name: str, *roles: HeldRole, narrowed: frozenset[str] | None = None) -> Denied:
    refusal = may(name, *roles, narrowed=narrowed)
    assert isinstance(refusal, Denied), refusal
    return refusal


class TestDecide:
    def test_what_the_table_does_not_allow_is_denied(self) -> None:
        refusal = denied("POST /payments/{id}:pay", HeldRole("auditor"))
        assert refusal.code == "role_not_allowed"
        assert refusal.allowed == ("finance", "integrator", "unit_head")

    def test_nobody_is_allowed_anything_without_a_role(self) -> None:
        for one in TABLE:
            assert isinstance(may(one.name), Denied)

    def test_a_head_reaches_the_own_unit_only(self) -> None:
        actor = allowed("POST /payments", HeldRole("unit_head", "education"))
        assert actor.units == frozenset({"education"})
        assert actor.scope == "unit"

    def test_a_head_of_no_unit_is_head_of_nothing(self) -> None:
        assert denied("POST /payments", HeldRole("unit_head")).roles == ()

    def test_a_role_held_region_wide_reaches_every_unit(self) -> None:
        assert allowed("GET /lights", HeldRole("auditor")).units is None

    def test_an_inspector_of_one_unit_is_not_inspector_of_the_region(self) -> None:
        assert allowed("GET /lights", HeldRole("inspector", "health")).units == frozenset({"health"})

    def test_what_takes_the_whole_region_is_not_done_with_a_role_of_one_unit(self) -> None:
        assert denied("POST /funds", HeldRole("finance", "health")).code == "role_not_allowed"

    def test_definitions_are_open_to_every_role_wherever_held(self) -> None:
        actor = allowed("GET /assessees", HeldRole("unit_clerk", "health"))
        assert actor.units is None
        assert actor.scope == "open"

    def test_a_role_counts_only_in_its_time(self) -> None:
        over = HeldRole("finance", until=NOW)
        later = HeldRole("finance", since=NOW + timedelta(seconds=1))
        now = HeldRole("finance", since=NOW, until=NOW + timedelta(seconds=1))
        assert denied("POST /funds", over, later).roles == ()
        assert allowed("POST /funds", over, now).roles == {"finance"}

    def test_all_roles_that_the_route_allows_are_taken_along(self) -> None:
        actor = allowed(
            "POST /payments",
            HeldRole("unit_head", "education"),
            HeldRole("unit_clerk", "health"),
            HeldRole("unit_clerk", "transport"),
            HeldRole("auditor"),
        )
        assert actor.roles == {"unit_head", "unit_clerk"}
        assert actor.units == frozenset({"education", "health", "transport"})

    def test_each_role_keeps_its_own_units(self) -> None:
        actor = allowed("POST /payments", HeldRole("unit_head", "education"), HeldRole("unit_clerk", "health"))
        assert actor.units_of("unit_head") == frozenset({"education"})
        assert actor.units_of("unit_clerk") == frozenset({"health"})
        assert actor.units_of("finance") == frozenset()

    def test_naming_a_role_leaves_the_others_out(self) -> None:
        roles = (HeldRole("unit_head", "education"), HeldRole("finance"))
        assert allowed("POST /payments", *roles).units is None
        narrowed = allowed("POST /payments", *roles, narrowed=frozenset({"unit_head"}))
        assert narrowed.roles == {"unit_head"}
        assert narrowed.units == frozenset({"education"})

    def test_naming_a_role_that_is_not_held_is_an_error(self) -> None:
        refusal = denied("POST /payments", HeldRole("finance"), narrowed=frozenset({"unit_head"}))
        assert refusal.code == "role_not_held"
        assert refusal.allowed == ("unit_head",)

    def test_a_role_named_by_hand_gives_no_right(self) -> None:
        assert denied("POST /payments", HeldRole("system")).code == "role_not_allowed"


class TestWhoseHeadOrClerkSomebodyIs:
    def test_is_told_where_the_route_asks_for_other_roles(self) -> None:
        roles = (HeldRole("inspector"), HeldRole("unit_head", "education"), HeldRole("unit_clerk", "health"))
        actor = allowed("POST /rectification-orders/{id}:accept", *roles)
        assert actor.roles == {"inspector"}
        assert actor.belongs_to == {"education", "health"}

    def test_is_not_hidden_by_naming_another_role(self) -> None:
        roles = (HeldRole("inspector"), HeldRole("unit_head", "education"))
        actor = allowed("POST /rectification-orders/{id}:accept", *roles, narrowed=frozenset({"inspector"}))
        assert actor.belongs_to == {"education"}

    def test_ends_with_the_role(self) -> None:
        over = HeldRole("unit_head", "education", until=NOW)
        assert allowed("POST /rectification-orders/{id}:accept", HeldRole("inspector"), over).belongs_to == set()

    def test_is_nothing_for_roles_that_are_of_no_one_s_unit(self) -> None:
        roles = (HeldRole("inspector", "education"), HeldRole("auditor", "health"))
        assert allowed("POST /rectification-orders/{id}:accept", *roles).belongs_to == set()
