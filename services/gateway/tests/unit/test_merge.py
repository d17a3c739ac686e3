from typing import Any

import pytest

from gateway.documents.merge import merge


def document(
    path: str, schemas: dict[str, Any], ref: str, *, method: str = "get", operation: str = "op"
) -> dict[str, Any]:
    answer = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{ref}"}}}}
    return {
        "paths": {path: {"get": {"operationId": operation, "responses": {"200": answer}}}},
        "components": {"schemas": schemas},
    }


def schema_of(merged: dict[str, Any], path: str) -> str:
    content = merged["paths"][path]["get"]["responses"]["200"]["content"]
    return str(content["application/json"]["schema"]["$ref"].rpartition("/")[2])


PROBLEM = {"type": "object", "properties": {"code": {"type": "string"}}}


class TestMerge:
    def test_a_component_that_all_define_alike_stands_once(self) -> None:
        merged = merge(
            {
                "scoring": document("/talks", {"Problem": PROBLEM}, "Problem"),
                "indicators": document("/assessees", {"Problem": PROBLEM}, "Problem"),
            }
        )
        assert list(merged["components"]["schemas"]) == ["Problem"]

    def test_components_that_differ_carry_their_services_names(self) -> None:
        merged = merge(
            {
                "budget-monitor": document("/lights", {"Out": {"type": "string"}}, "Out"),
                "scoring": document("/talks", {"Out": {"type": "integer"}}, "Out"),
            }
        )
        assert merged["components"]["schemas"] == {
            "BudgetMonitorOut": {"type": "string"},
            "ScoringOut": {"type": "integer"},
        }
        assert (schema_of(merged, "/lights"), schema_of(merged, "/talks")) == ("BudgetMonitorOut", "ScoringOut")

    def test_what_points_at_a_component_that_differs_is_another_one_too(self) -> None:
        page = {"properties": {"items": {"items": {"$ref": "#/components/schemas/Out"}}}}
        merged = merge(
            {
                "indicators": document("/assessees", {"Out": {"type": "string"}, "Page": page}, "Page"),
                "scoring": document("/talks", {"Out": {"type": "integer"}, "Page": page}, "Page"),
            }
        )
        pointed = merged["components"]["schemas"]["ScoringPage"]["properties"]["items"]["items"]["$ref"]
        assert pointed == "#/components/schemas/ScoringOut"
        assert schema_of(merged, "/assessees") == "IndicatorsPage"

    def test_the_order_of_the_services_changes_nothing(self) -> None:
        documents = {
            "scoring": document("/talks", {"Out": {"type": "integer"}}, "Out"),
            "indicators": document("/assessees", {"Out": {"type": "string"}}, "Out"),
        }
        assert merge(documents) == merge(dict(reversed(documents.items())))

    def test_two_services_cannot_own_one_path(self) -> None:
        one = document("/talks", {}, "X")
        with pytest.raises(ValueError, match="/talks is served by two services"):
            merge({"scoring": one, "indicators": one})

    def test_internal_routes_are_left_out(self) -> None:
        assert merge({"scoring": document("/internal/following", {}, "X")})["paths"] == {}

    def test_every_operation_says_who_may_and_has_an_id_of_its_own(self) -> None:
        merged = merge(
            {
                "scoring": document("/talks", {}, "X", operation="listing"),
                "indicators": document("/assessees", {}, "X", operation="listing"),
            }
        )
        talks, assessees = merged["paths"]["/talks"]["get"], merged["paths"]["/assessees"]["get"]
        assert talks["x-baton-roles"]["unit_head"] == "unit"
        assert "operator" not in talks["x-baton-roles"]
        assert talks["operationId"] != assessees["operationId"]
        assert merged["security"] == [{"token": []}]
