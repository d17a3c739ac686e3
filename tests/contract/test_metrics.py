"""What the running services show to Prometheus."""

import subprocess
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.testing.processes import Deployment

pytestmark = pytest.mark.kafka

NAMES = (
    "baton_http_requests_total",
    "baton_outbox_oldest_unsent_seconds",
    "baton_inbox_waiting",
    "baton_inbox_oldest_waiting_seconds",
    "baton_dead_rows",
    "baton_consumer_lag_events",
)


@pytest_asyncio.fixture(loop_scope="session", params=["budget-monitor", "gateway", "indicators", "scoring"])
async def page(split: Deployment, request: pytest.FixtureRequest) -> str:
    """The metrics page of one service."""
    (member,) = split.of(request.param)
    return (await split.http.get(f"{member.url}/metrics")).raise_for_status().text


class TestMetricsPages:
    def test_promtool_finds_nothing_to_complain_about(self, page: str, promtool: Path) -> None:
        said = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, text=True)
        assert (said.returncode, said.stdout + said.stderr) == (0, "")

    @pytest.mark.parametrize("name", NAMES)
    def test_every_service_tells_of_its_outbox_inbox_and_dead_rows(self, page: str, name: str) -> None:
        assert f"# TYPE {name} " in page
