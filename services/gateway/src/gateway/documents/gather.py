"""Asks the services for their documents. What was gathered whole is kept: it cannot change while they run."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import TypeAdapter
from starlette.types import ASGIApp

from chassis.problem_types import ProblemType, known
from gateway.documents.merge import Document, merge
from gateway.upstreams import fetch

log = structlog.get_logger()

PATH = "/internal/openapi.json"
PROBLEMS_PATH = "/internal/problems"
SECONDS = 5.0

_TYPES = TypeAdapter(list[ProblemType])


class Gathered:
    """The merged document of this process."""

    def __init__(self) -> None:
        self._whole: Document | None = None

    async def document(self, services: Mapping[str, ASGIApp], own: Document) -> Document:
        """The merged document; services that do not answer are named in `x-baton-unreachable`, and asked again."""
        if self._whole is not None:
            return self._whole
        names = sorted(name for name in services if name != "gateway")
        found = dict(zip(names, await asyncio.gather(*(_of(name, services[name]) for name in names)), strict=True))
        documents = {name: document for name, document in found.items() if document is not None}
        merged = merge({**documents, "gateway": own})
        missing = [name for name in names if name not in documents]
        if missing:
            return {**merged, "x-baton-unreachable": missing}
        self._whole = merged
        return merged


class GatheredProblems:
    """The problem types of every service."""

    def __init__(self) -> None:
        self._whole: list[ProblemType] | None = None

    async def of(self, code: str, services: Mapping[str, ASGIApp]) -> list[ProblemType]:
        """What the code means, to each service that answers with it; who cannot be asked now is asked again."""
        found = self._whole
        if found is None:
            names = sorted(name for name in services if name != "gateway")
            told = await asyncio.gather(*(_told(name, services[name], PROBLEMS_PATH) for name in names))
            found = known("gateway")
            for types in told:
                found += _TYPES.validate_python(types or [])
            if all(types is not None for types in told):
                self._whole = found
        # in one process every service tells of all
        return list({tuple(one.texts.items()): one for one in found if one.code == code}.values())


async def _of(name: str, service: ASGIApp) -> Document | None:
    document = await _told(name, service, PATH)
    return document if isinstance(document, dict) else None


async def _told(name: str, service: ASGIApp, path: str) -> Any:
    """What a service answers under one of its internal paths; None where it does not."""
    try:
        async with asyncio.timeout(SECONDS):
            status, body = await fetch(service, path)
        return json.loads(body) if status == 200 else None
    except Exception:
        log.warning("document_not_gathered", upstream=name, path=path, exc_info=True)
        return None
