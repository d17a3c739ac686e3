import pytest

from gateway.policy import OF_ONE_UNIT, PUBLIC, ROLES, TABLE, Row
from gateway.routes import Routes

ROUTES = Routes()


def row(method: str, template: str) -> Row:
    return next(one for one in TABLE if (one.method, one.template) == (method, template))


class TestTable:
    def test_every_route_says_something_about_every_role(self) -> None:
        for one in TABLE:
            assert tuple(role for role, _ in one.scopes) == ROLES, one.name

    def test_no_route_stands_in_it_twice(self) -> None:
        names = [one.name for one in TABLE] + [f"{method} {template}" for method, template in PUBLIC]
        assert len(names) == len(set(names))

    def test_a_role_that_it_does_not_know_is_denied(self) -> None:
        assert {one.scope("mayor") for one in TABLE} == {"none"}

    def test_those_who_read_all_change_nothing(self) -> None:
        questions = {"POST /formulas:check"}  # asked with a body, and leaves nothing
        for one in TABLE:
            for role in ("congress", "auditor", "process_supervisor"):
                assert one.method == "GET" or one.name in questions or one.scope(role) == "none", (one.name, role)

    def test_congress_and_auditor_read_everything_but_the_machinery(self) -> None:
        for one in TABLE:
            if one.method == "GET" and not one.template.startswith("/operations/"):
                assert one.scope("congress") != "none", one.name
                assert one.scope("auditor") != "none", one.name

    def test_the_clerk_prepares_and_only_the_head_submits(self) -> None:
        assert row("POST", "/rectification-orders/{id}:prepare-answer").scope("unit_clerk") == "unit"
        assert row("POST", "/rectification-orders/{id}:answer").scope("unit_clerk") == "none"
        assert row("POST", "/rectification-orders/{id}:answer").scope("unit_head") == "unit"

    def test_who_answers_an_order_cannot_accept_it(self) -> None:
        for role in OF_ONE_UNIT:
            assert row("POST", "/rectification-orders/{id}:accept").scope(role) == "none"

    def test_a_role_of_one_unit_never_reaches_the_whole_region(self) -> None:
        for one in TABLE:
            for role in OF_ONE_UNIT:
                assert one.scope(role) != "region", one.name

    def test_machines_see_no_personal_data(self) -> None:
        for template in ("/payments", "/ledger-entries", "/talks", "/audit-entries"):
            for role in ("integrator", "operator"):
                assert row("GET", template).scope(role) == "none", template


class TestRoutes:
    @pytest.mark.parametrize("one", TABLE, ids=lambda one: one.name)
    def test_every_template_finds_its_own_row(self, one: Row) -> None:
        path = one.template.replace("{", "<").replace("}", ">")
        assert ROUTES.find(one.method, path).row == one

    def test_a_verb_is_not_part_of_the_id(self) -> None:
        found = ROUTES.find("POST", "/payments/4f6c:pay").row
        assert found is not None
        assert found.template == "/payments/{id}:pay"

    def test_a_verb_that_nobody_knows_is_no_route(self) -> None:
        assert ROUTES.find("POST", "/payments/4f6c:shred").row is None

    def test_a_case_may_name_an_item_with_slashes_and_colons(self) -> None:
        found = ROUTES.find("GET", "/traces/low-execution:budget_item:A/C: RENT, CALLS & MORE:2012:1").row
        assert found is not None
        assert found.template == "/traces/{case}"

    def test_head_is_allowed_where_get_is(self) -> None:
        assert ROUTES.find("HEAD", "/lights") == ROUTES.find("GET", "/lights")

    def test_a_known_path_with_another_method_says_which_it_has(self) -> None:
        assert ROUTES.find("DELETE", "/payments").other_methods == {"GET", "POST"}

    @pytest.mark.parametrize(
        "path", ["/nothing", "/payments/", "/payments/a/b", "//payments", "/payments/../regions", ""]
    )
    def test_what_is_in_no_row_is_found_nowhere(self, path: str) -> None:
        found = ROUTES.find("GET", path)
        assert found.row is None
        assert found.public is None
        assert not found.other_methods

    def test_the_documents_need_no_token(self) -> None:
        assert ROUTES.find("GET", "/openapi.json").public == "/openapi.json"
        assert ROUTES.find("GET", "/").public == "/"
