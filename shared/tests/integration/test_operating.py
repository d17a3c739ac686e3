"""What operators and orchestrators ask of every service: health, metrics, and no question inside a transaction."""

import asyncio
import subprocess
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from chassis.clients import AskedInTransaction
from chassis.testing.probe import service as probe
from chassis.testing.world import World


class TestHealth:
    async def test_ready_when_the_schema_is_at_head(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            assert (await client.get("/livez")).json() == {"status": "alive"}
            assert (await client.get("/readyz")).json() == {"status": "ready", "schema": "0001"}


class TestMetrics:
    async def test_the_page_passes_promtool(self, world: World, region: str, promtool: Path) -> None:
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "counted", times=2)
        async with world.client("probe", region) as client:
            await client.get("/notes")
            page = (await client.get("/metrics")).text
        await world.settle()
        checked = await asyncio.to_thread(
            lambda: subprocess.run([promtool, "check", "metrics"], input=page, text=True, capture_output=True)
        )
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
        assert 'baton_http_requests_total{method="GET",route="/notes",service="probe",status="200"}' in page

    async def test_what_waits_and_how_old_it_is_can_be_seen(self, world: World, region: str) -> None:
        async with world.transaction("probe", region) as tx:
            await probe.say(tx, "aging", times=2)
        async with world.client("probe", region) as client:
            page = (await client.get("/metrics")).text
        values = dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
        assert float(values['baton_outbox_unsent{service="probe"}']) >= 2
        assert float(values['baton_outbox_oldest_unsent_seconds{service="probe"}']) > 0
        await world.settle()


class TestCounting:
    """Counters are those of the process: each test looks at what they grow by."""

    def grown(self, before: str, after: str) -> dict[str, float]:
        def read(page: str) -> dict[str, float]:
            lines = (line.rpartition(" ") for line in page.splitlines() if "_requests_total{" in line)
            return {series: float(value) for series, _, value in lines}

        was = read(before)
        return {series: value - was.get(series, 0) for series, value in read(after).items() if value != was.get(series)}

    async def test_reading_and_writing_the_same_path_are_two_series(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            before = (await client.get("/metrics")).text
            await client.get("/notes")
            await client.post("/notes", json={})
            after = (await client.get("/metrics")).text
        methods = {series.partition(',route="/notes"')[0] for series in self.grown(before, after) if "/notes" in series}
        assert methods == {'baton_http_requests_total{method="GET"', 'baton_http_requests_total{method="POST"'}

    async def test_what_machines_ask_thins_out_no_share_of_errors(self, world: World, region: str) -> None:
        async with world.client("probe", region) as client:
            before = (await client.get("/metrics")).text
            for path in ("/livez", "/readyz", f"/internal/following?region={region}"):
                await client.get(path)
            after = (await client.get("/metrics")).text
        assert self.grown(before, after) == {
            f'baton_platform_requests_total{{route="{route}",service="probe",status="200"}}': 1
            for route in ("/livez", "/readyz", "/internal/following", "/metrics")
        }

    @pytest.mark.parametrize("method", ["BREW", "x" * 500])
    async def test_a_method_that_somebody_invents_makes_no_series(self, world: World, region: str, method: str) -> None:
        async with world.client("probe", region) as client:
            before = (await client.get("/metrics")).text
            await client.request(method, "/notes")
            after = (await client.get("/metrics")).text
        grown = [series for series in self.grown(before, after) if "http_requests" in series]
        assert len(grown) == 1
        assert 'method="other"' in grown[0]


class TestQuestions:
    async def test_a_question_to_another_service_is_refused_while_a_transaction_is_open(
        self, world: World, region: str
    ) -> None:
        client: httpx.AsyncClient = world.clients["probe"]
        assert (await client.get("/livez")).status_code == 200
        async with world.transaction("probe", region) as tx:
            await tx.execute(text("SELECT 1"))
            with pytest.raises(AskedInTransaction, match="while a transaction is open"):
                await client.get("/livez")
