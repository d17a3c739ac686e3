"""The containers' file against the code: it is checked even where no container engine runs."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis import run
from chassis.settings import Settings
from gateway.settings import GatewaySettings

SERVICES = ("indicators", "scoring", "budget-monitor", "gateway")
PINNED = re.compile(r"^[\w./-]+:v?\d+(\.\d+){1,2}(-[a-z0-9.-]+)?$")


@pytest.fixture(scope="module")
def compose(repository: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((repository / "docker-compose.yml").read_text())
    return read


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, compose: dict[str, Any]) -> dict[str, Any]:
    return {"name": request.param, **compose["services"][request.param]}


class TestImages:
    def test_every_image_is_pinned_to_a_version(self, compose: dict[str, Any]) -> None:
        images = [one["image"] for one in compose["services"].values() if "image" in one]
        assert len(images) == 3
        assert [image for image in images if not PINNED.match(image)] == []

    def test_the_dockerfile_builds_on_one_pinned_python(self, repository: Path) -> None:
        bases = re.findall(r"^FROM (\S+)", (repository / "deploy/Dockerfile").read_text(), re.MULTILINE)
        assert len(set(bases)) == 1
        assert PINNED.match(bases[0])

    def test_kafka_is_the_version_that_the_tests_run_on(self, compose: dict[str, Any], repository: Path) -> None:
        pom = (repository / "deploy/kafka/pom.xml").read_text()
        version = re.search(r"<artifactId>kafka_2.13</artifactId>\s*<version>([\d.]+)<", pom)
        assert version is not None
        assert compose["services"]["kafka"]["image"] == f"apache/kafka:{version[1]}"

    def test_containers_get_the_versions_that_were_tested(self, repository: Path) -> None:
        def pins(file: str) -> set[str]:
            return set(re.findall(r"^\S+==\S+", (repository / file).read_text(), re.MULTILINE))

        assert pins("deploy/requirements.lock") <= pins("requirements.lock")

    def test_no_container_runs_as_root(self, compose: dict[str, Any], repository: Path) -> None:
        assert {compose["services"][name]["user"] for name in (*SERVICES, "keys")} == {"10001", "10002"}
        assert re.findall(r"^USER (\S+)", (repository / "deploy/Dockerfile").read_text(), re.MULTILINE) == ["10001"]


class TestServices:
    def test_its_build_argument_names_an_existing_service(self, service: dict[str, Any], repository: Path) -> None:
        assert service["build"]["args"] == {"SERVICE": service["name"]}
        assert (repository / "services" / service["name"] / "pyproject.toml").is_file()
        assert (repository / service["build"]["dockerfile"]).is_file()

    def test_its_command_starts_that_service(self, service: dict[str, Any]) -> None:
        python, flag, module, name = service["command"]
        assert (python, flag) == ("python", "-m")
        assert importlib.util.find_spec(module) is not None
        assert run.load(name).name == service["name"]

    def test_every_variable_is_a_setting(self, service: dict[str, Any]) -> None:
        known = {f"BATON_{name}".upper() for name in (*Settings.model_fields, *GatewaySettings.model_fields)}
        assert set(service["environment"]) <= known

    def test_the_settings_can_be_read_from_its_variables(
        self, service: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in service["environment"].items():
            monkeypatch.setenv(name, value)
        settings = Settings()
        schema = service["name"].replace("-", "_")
        assert f"//{settings.role_prefix}_{schema}:" in settings.database_url
        assert sorted(settings.upstreams) == sorted(SERVICES)
        for name, url in settings.upstreams.items():
            assert url == f"http://{name}:{settings.port}"

    def test_its_health_is_asked_at_its_own_port(self, service: dict[str, Any]) -> None:
        assert f"127.0.0.1:{service['environment']['BATON_PORT']}/readyz" in service["healthcheck"]["test"][-1]

    def test_what_it_waits_for_exists_and_tells_its_health(
        self, service: dict[str, Any], compose: dict[str, Any]
    ) -> None:
        for name, wanted in service["depends_on"].items():
            needed = compose["services"][name]
            assert wanted["condition"] != "service_healthy" or "healthcheck" in needed


class TestPorts:
    def test_only_the_door_and_prometheus_are_published_and_only_to_this_machine(self, compose: dict[str, Any]) -> None:
        published = {name: one["ports"] for name, one in compose["services"].items() if "ports" in one}
        assert published == {"gateway": ["127.0.0.1:8000:8000"], "prometheus": ["127.0.0.1:9090:9090"]}


class TestTheDatabase:
    def test_all_pools_together_fit_into_its_connections(self, compose: dict[str, Any]) -> None:
        limit = int(compose["services"]["postgres"]["command"][-1].split("=")[1])
        # besides the pool: the relay's lock, LISTEN, and the migration at the start
        each = Settings.model_fields["pool_size"].default + 3
        replicas = 2
        assert len(SERVICES) * replicas * each < limit


class TestKeys:
    def test_only_the_gateway_may_read_the_private_ones(self, compose: dict[str, Any]) -> None:
        users = {name: compose["services"][name]["user"] for name in (*SERVICES, "keys")}
        assert [name for name, user in users.items() if user == users["keys"]] == ["gateway", "keys"]
        assert all(compose["services"][name]["volumes"] == ["keys:/keys:ro"] for name in SERVICES)
