"""Baton over HTTP, for programs that must come through: retries, deterministic idempotency keys, pages.

Every command has an Idempotency-Key that follows from what it says, so a command whose answer was lost is sent
again safely, also by another run of the same program.
"""

import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import stamina

from allinone.driving.people import Person, Tokens
from allinone.failures import NotReachable, Refused

AGAIN = frozenset({429, 502, 503, 504})
PAGE = 500

Json = dict[str, Any]


class _TryAgain(Exception):
    """The request may never have arrived, or the other side asks for patience."""


class Baton:
    """One region of one installation, seen through the gateway. `patience` bounds each request, in seconds."""

    def __init__(self, http: httpx.AsyncClient, tokens: Tokens, *, region: str, patience: float = 60.0) -> None:
        self.http = http
        self.tokens = tokens
        self.region = region
        self.patience = patience

    async def get(self, path: str, *, by: Person, **params: str | int | None) -> Json:
        given = {name: value for name, value in params.items() if value is not None}
        answer: Json = await self._send("GET", path, by=by, params=given)
        return answer

    async def get_list(self, path: str, *, by: Person) -> list[Json]:
        """For the few resources that answer with a plain list."""
        answer: list[Json] = await self._send("GET", path, by=by)
        return answer

    async def download(self, path: str, *, by: Person, **params: str) -> bytes:
        """A file that Baton makes: a workbook, a page."""
        content: bytes = await self._send("GET", path, by=by, params=params, accept="*/*")
        return content

    async def find(self, path: str, *, by: Person) -> Json | None:
        """The resource, or None where there is none."""
        try:
            return await self.get(path, by=by)
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    async def pages(self, path: str, *, by: Person, **params: str | int | None) -> AsyncIterator[Json]:
        """Every item of a list, page by page."""
        cursor: str | None = None
        while True:
            page = await self.get(path, by=by, cursor=cursor, limit=PAGE, **params)
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    async def all(self, path: str, *, by: Person, **params: str | int | None) -> list[Json]:
        return [item async for item in self.pages(path, by=by, **params)]

    async def post(
        self,
        path: str,
        body: Json | None,
        *,
        by: Person,
        again: str = "",
        version: int | None = None,
        dry_run: bool = False,
        wait: int | None = None,
    ) -> Json:
        """Sends a command until it is answered. Raises Refused or NotReachable.

        `again` tells two equal commands apart that are meant twice (moving a clock on, step by step).
        `wait` asks the service to be patient for so many seconds before it refuses.
        """
        headers = {"Idempotency-Key": self.key(path, body, again=again, by=by, dry_run=dry_run)}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if wait is not None:
            headers["Prefer"] = f"wait={wait}"
        params = {"dry_run": "true"} if dry_run else {}
        answer: Json = await self._send("POST", path, by=by, json=body, headers=headers, params=params)
        return answer

    def key(self, path: str, body: Json | None, *, again: str, by: Person, dry_run: bool = False) -> str:
        said = [self.region, by.principal, path, body, again, dry_run]
        digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        return f"baton-{digest[:40]}"

    async def _send(self, method: str, path: str, *, by: Person, headers: Json | None = None, **rest: Any) -> Any:
        try:
            async for attempt in stamina.retry_context(
                on=_TryAgain, attempts=None, timeout=self.patience, wait_initial=0.05, wait_max=2.0, wait_jitter=0.1
            ):
                with attempt:
                    return await self._once(method, path, by=by, headers=headers or {}, **rest)
        except _TryAgain as last:
            raise NotReachable(
                f"{method} {path}: no result in {self.patience:.0f} s ({last}). Is Baton running? "
                "`baton up` starts it. Running this command again goes on where it stopped."
            ) from last
        raise AssertionError("unreachable")

    async def _once(
        self, method: str, path: str, *, by: Person, headers: Json, accept: str = "application/json", **rest: Any
    ) -> Any:
        headers = {**headers, "Authorization": f"Bearer {self.tokens(by)}", "Accept": accept}
        try:
            response = await self.http.request(method, path, headers=headers, **rest)
        except httpx.TransportError as error:
            raise _TryAgain(f"{type(error).__name__}: {error}") from error
        if response.status_code in AGAIN:
            raise _TryAgain(str(_refused(method, path, response)))
        if response.is_error:
            raise _refused(method, path, response)
        return response.json() if accept == "application/json" else response.content


def _refused(method: str, path: str, response: httpx.Response) -> Refused:
    values: Json = {}
    texts: dict[str, str] = {}
    try:
        problem = response.json()
        code, detail = str(problem["code"]), str(problem["detail"])
        values = problem.get("values") or {}
        texts = problem.get("texts") or {}
    except (ValueError, KeyError, TypeError):
        code, detail = "", response.text[:300]
    status = response.status_code
    told = f"{method} {path} was refused ({status} {code}): {detail}"
    return Refused(told, code=code, status=status, values=values, texts=texts)
