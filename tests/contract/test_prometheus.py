"""What Prometheus is told: its own tool reads the files, and every metric named in them is one that we have."""

import re
import subprocess
from pathlib import Path

import pytest


class TestAlerts:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("check", "config", "prometheus.yml"),
            ("check", "config", "processes.yml"),
            ("check", "rules", "alerts.yml"),
            ("test", "rules", "alerts_test.yml"),
        ],
    )
    def test_promtool_accepts_them(self, repository: Path, promtool: Path, arguments: tuple[str, ...]) -> None:
        said = subprocess.run(
            [promtool, *arguments], cwd=repository / "deploy/prometheus", capture_output=True, text=True
        )
        assert said.returncode == 0, said.stdout + said.stderr

    def test_every_alert_has_a_case_and_says_what_to_do(self, repository: Path) -> None:
        folder = repository / "deploy/prometheus"
        alerts = set(re.findall(r"alert: (\w+)", (folder / "alerts.yml").read_text()))
        cases = set(re.findall(r"alertname: (\w+)", (folder / "alerts_test.yml").read_text()))
        assert alerts == cases
        assert (folder / "alerts.yml").read_text().count("action:") == len(alerts)

    def test_every_metric_that_they_use_is_made_by_our_code(self, repository: Path) -> None:
        used = set(re.findall(r"\bbaton_\w+", (repository / "deploy/prometheus/alerts.yml").read_text()))
        code = "\n".join(
            file.read_text() for folder in ("shared/src", "services") for file in (repository / folder).rglob("*.py")
        )
        assert sorted(name for name in used if f'"{name}"' not in code) == []
