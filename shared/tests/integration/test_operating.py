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
