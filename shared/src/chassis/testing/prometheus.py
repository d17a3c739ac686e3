"""A real Prometheus with the rules that are shipped: whether an alert fires is asked, not read."""

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import httpx

from chassis.testing.processes import HOST, bound_to_this_process, free_ports

POLL_SECONDS = 1.0
STOP_SECONDS = 20
FILES = ("processes.yml", "alerts.yml")


class NotFiring(AssertionError):
    """The alert did not fire within its time; the text says what Prometheus knows instead."""


class Alert(TypedDict):
    """As Prometheus tells of it; `state` is pending or firing."""

    labels: dict[str, str]
    state: str


@dataclass(frozen=True)
class Prometheus:
    url: str

    async def firing(self, alert: str, *, seconds: float, services: Sequence[str] = (), **labels: str) -> float:
        """Returns after how many seconds the alert fires: for each of the services, or with these labels."""
        wanted = [{**labels, "service": name} for name in services] or [labels]
        began = time.monotonic()
        async with httpx.AsyncClient(base_url=self.url, timeout=5) as http:
            while True:
                found = await _alerts(http)
                fire = [one["labels"] for one in found if one["state"] == "firing"]
                if all(any({"alertname": alert, **want}.items() <= one.items() for one in fire) for want in wanted):
                    return time.monotonic() - began
                if time.monotonic() - began > seconds:
                    raise NotFiring(f"{alert} {wanted} does not fire after {seconds} s; {json.dumps(found)}")
                await asyncio.sleep(POLL_SECONDS)

    async def seeing(self, services: Sequence[str], *, seconds: float) -> None:
        """Returns when it has scraped all of them, ready. Raises TimeoutError."""
        async with asyncio.timeout(seconds), httpx.AsyncClient(base_url=self.url, timeout=5) as http:
            while await self._ready(http) != set(services):  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(POLL_SECONDS)

    async def _ready(self, http: httpx.AsyncClient) -> set[str]:
        try:
            answer = await http.get("/api/v1/query", params={"query": "baton_ready == 1"})
            answer.raise_for_status()
        except httpx.HTTPError:
            return set()
        return {one["metric"]["service"] for one in answer.json()["data"]["result"]}

    async def quiet(self, *, seconds: float) -> None:
        """Returns when no alert fires or is about to. Raises NotFiring with those that do."""
        until = time.monotonic() + seconds
        async with httpx.AsyncClient(base_url=self.url, timeout=5) as http:
            while found := await _alerts(http):
                if time.monotonic() > until:
                    raise NotFiring(f"still there after {seconds} s: {json.dumps(found)}")
                await asyncio.sleep(POLL_SECONDS)


async def _alerts(http: httpx.AsyncClient) -> list[Alert]:
    try:
        answer = await http.get("/api/v1/alerts")
        answer.raise_for_status()
    except httpx.HTTPError as error:
        return [Alert(labels={"prometheus": repr(error)}, state="unknown")]
    found: list[Alert] = answer.json()["data"]["alerts"]
    return found


@contextmanager
def watching(program: Path, folder: Path, *, repository: Path, targets: Sequence[str]) -> Iterator[Prometheus]:
    """Runs on the shipped configuration for services without containers; `targets` are host:port."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(repository / "deploy/prometheus" / name, folder)
    (folder / "targets.yml").write_text(json.dumps([{"targets": list(targets)}]))
    (port,) = free_ports(1)
    with (folder / "prometheus.log").open("ab") as log:
        process = subprocess.Popen(
            [*bound_to_this_process(), program, f"--config.file={folder / 'processes.yml'}",
             f"--storage.tsdb.path={folder / 'data'}", f"--web.listen-address={HOST}:{port}"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield Prometheus(f"http://{HOST}:{port}")
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
