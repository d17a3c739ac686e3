"""Asks the services for their documents. What was gathered whole is kept: it cannot change while they run."""

import asyncio
import json
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp

from gateway.documents.merge import Document, merge
from gateway.upstreams import fetch

log = structlog.get_logger()

PATH = "/internal/openapi.json"
SECONDS = 5.0


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


async def _of(name: str, service: ASGIApp) -> Document | None:
    try:
        async with asyncio.timeout(SECONDS):
            status, body = await fetch(service, PATH)
        document = json.loads(body) if status == 200 else None
    except Exception:
        log.warning("document_not_gathered", upstream=name, exc_info=True)
        return None
    return document if isinstance(document, dict) else None
