"""One process has one metrics page, which speaks for all four services."""

import subprocess
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from allinone.installation import Place

SERVICES = ("budget-monitor", "gateway", "indicators", "scoring")
FACTS = (
    "baton_ready",
    "baton_database_up",
    "baton_outbox_unsent",
    "baton_outbox_oldest_unsent_seconds",
    "baton_inbox_waiting",
    "baton_inbox_oldest_waiting_seconds",
    'baton_dead_rows{of="event"',
)


@pytest_asyncio.fixture(loop_scope="session")
async def page(place: Place) -> str:
    async with httpx.AsyncClient(base_url=place.url, timeout=30) as client:
        await client.get("/lights")
        return (await client.get("/metrics")).raise_for_status().text


def values(page: str) -> dict[str, float]:
    """Series, its labels in the order in which they are written → value."""
    lines = (line.rpartition(" ") for line in page.splitlines() if not line.startswith("#"))
    return {series: float(value) for series, _, value in lines}


class TestThePageOfOneProcess:
    def test_promtool_finds_nothing_to_complain_about(self, page: str, promtool: Path) -> None:
        said = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, text=True)
        assert (said.returncode, said.stdout + said.stderr) == (0, "")

    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize("fact", FACTS)
    def test_has_each_fact_of_each_service(self, page: str, fact: str, service: str) -> None:
        name, _, label = fact.partition("{")
        series = f'{name}{{{label}{"," if label else ""}service="{service}"}}'
        assert series in values(page)

    @pytest.mark.parametrize(
        "series", ['baton_feeds_silent{service="budget-monitor"}', 'baton_event_log_position{service="gateway"}']
    )
    def test_has_what_only_one_of_them_knows_with_its_name(self, page: str, series: str) -> None:
        assert series in values(page)

    def test_says_that_all_are_ready(self, page: str) -> None:
        assert [values(page)[f'baton_ready{{service="{service}"}}'] for service in SERVICES] == [1, 1, 1, 1]
