"""One OpenAPI document out of those of the services. Pure, and the same services always give the same document."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from gateway.policy import Row
from gateway.routes import Routes

Document = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")
REF = "#/components/schemas/"

INFO = {
    "title": "Baton",
    "version": "1",
    "description": (
        "Budget lights that trigger rectification orders. Every request needs a token of the issuer "
        "(`Authorization: Bearer …`); `x-baton-roles` says which roles a route lets through, and for what. "
        "`Baton-Role` narrows a person's roles for one request.\n\n"
        "预算红黄绿灯与整改通知。每次请求须携带令牌；`x-baton-roles` 列出各接口允许的角色与范围。"
    ),
}


def merge(documents: Mapping[str, Document]) -> Document:
    """Paths and components of all services. A component that two services define alike is kept once; where they
    differ, both carry their service's name in front. Raises ValueError where two services claim one path.
    """
    renamed = _names(documents)
    routes = Routes()
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    operation_ids: dict[str, str] = {}
    for service in sorted(documents):
        document = _with_refs(documents[service], renamed[service])
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            schemas[renamed[service].get(name, name)] = schema
        for path, item in document.get("paths", {}).items():
            if path.startswith("/internal/"):
                continue
            if path in paths:
                raise ValueError(f"{path} is served by two services, one of them {service}")
            paths[path] = {
                method: _operation(operation, service, routes.find(method.upper(), path).row, operation_ids)
                for method, operation in item.items()
                if method in METHODS
            }
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "tags": [{"name": service} for service in sorted(documents)],
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(operation: Document, service: str, row: Row | None, taken: dict[str, str]) -> Document:
    merged = {**operation, "tags": [service]}
    merged.pop("security", None)
    given = operation.get("operationId")
    if given is not None:
        merged["operationId"] = given if taken.setdefault(given, service) == service else f"{service}_{given}"
    merged["x-baton-service"] = service
    merged["x-baton-roles"] = {role: scope for role, scope in row.scopes if scope != "none"} if row else {}
    return merged


def _names(documents: Mapping[str, Document]) -> dict[str, dict[str, str]]:
    """Service → component name → new name, for every component that cannot keep its own."""
    by_name: dict[str, dict[str, Any]] = defaultdict(dict)
    for service, document in documents.items():
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            by_name[name][service] = schema
    clashing = {name for name, given in by_name.items() if len({_text(schema) for schema in given.values()}) > 1}
    while True:
        # a component that looks alike but points at one that differs is another one too
        pointing = {
            name
            for name, given in by_name.items()
            if name not in clashing and len(given) > 1 and any(clashing & _refs(schema) for schema in given.values())
        }
        if not pointing:
            break
        clashing |= pointing
    return {
        service: {name: f"{_camel(service)}{name}" for name in clashing if service in by_name[name]}
        for service in documents
    }


def _camel(service: str) -> str:
    return "".join(part.capitalize() for part in service.split("-"))


def _text(schema: Any) -> str:
    return json.dumps(schema, sort_keys=True)


def _refs(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"].removeprefix(REF)} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_refs(part) for part in value.values()))
    return set().union(*(_refs(part) for part in value)) if isinstance(value, list) else set()


def _with_refs(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(part, names) if key == "$ref" else _with_refs(part, names) for key, part in value.items()}
    return [_with_refs(part, names) for part in value] if isinstance(value, list) else value


def _renamed(ref: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(ref, str) or not ref.startswith(REF):
        return _with_refs(ref, names)
    name = ref.removeprefix(REF)
    return REF + names.get(name, name)
