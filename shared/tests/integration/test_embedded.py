"""The embedded PostgreSQL, from the wheel and from the machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from chassis import embedded
from chassis.embedded import EmbeddedPostgres, PostgresUnavailable
from chassis.testing import required

HOLD_A_SERVER = """
import sys
from pathlib import Path
from chassis import embedded
server = embedded.start(Path(sys.argv[1]), kind=sys.argv[2])
print(server.pid, flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(params=["wheel", "system"])
def kind(request: pytest.FixtureRequest) -> str:
    wanted = str(request.param)
    if wanted == "system" and not embedded.available("system"):
        required.absent("postgres", "install the Debian package postgresql")
    return wanted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pg"


def ask(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


class TestAServerOfOnesOwn:
    def test_starting_again_keeps_the_data(self, folder: Path, kind: str) -> None:
        server = embedded.start(folder, kind=kind)
        ask(server, "create table kept as select 7 as number")
        server.stop()
        again = embedded.start(folder, kind=kind)
        try:
            assert ask(again, "table kept") == [(7,)]
        finally:
            again.stop()

    def test_what_was_committed_survives_a_power_cut(self, folder: Path, kind: str) -> None:
        server = embedded.start(folder, kind=kind)
        ask(server, "create table kept as select generate_series(1, 1000) as number")
        server.kill()
        again = embedded.start(folder, kind=kind)
        try:
            assert ask(again, "select count(*) from kept") == [(1000,)]
        finally:
            again.stop()

    def test_sqlalchemy_reaches_it_by_its_url_and_no_port_is_open(self, folder: Path, kind: str) -> None:
        server = embedded.start(folder, kind=kind, max_connections=17)
        try:
            engine = create_engine(server.url)
            with engine.connect() as connection:
                shown = connection.execute(text("show listen_addresses")).scalar_one()
                assert (shown, connection.execute(text("show max_connections")).scalar_one()) == ("", "17")
                assert connection.execute(text("show server_version_num")).scalar_one() >= "150000"
                assert connection.execute(text("select lower('ÄÖ')")).scalar_one() == "äö"
            engine.dispose()
        finally:
            server.stop()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
    def test_root_can_keep_it_below_a_folder_that_only_root_may_enter(self, tmp_path: Path, kind: str) -> None:
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        server = embedded.start(private / "pg", kind=kind)
        try:
            assert ask(server, "select 1") == [(1,)]
            assert private.stat().st_mode & 0o777 == 0o700, "parents keep their permissions"
        finally:
            server.stop()

    def test_a_folder_name_too_long_for_a_socket_is_served_all_the_same(self, tmp_path: Path, kind: str) -> None:
        server = embedded.start(tmp_path / ("long" * 30) / "pg", kind=kind)
        try:
            assert ask(server, "select 1") == [(1,)]
        finally:
            server.stop()


class TestAfterAnAccident:
    def test_an_interrupted_first_start_leaves_no_half_made_folder(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(self: Path, target: Path) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", interrupted)
            with pytest.raises(KeyboardInterrupt):
                embedded.start(folder, kind="wheel")
        assert [p.name for p in folder.parent.iterdir()] == ["pg.lock"]

    def test_a_stale_number_that_now_belongs_to_another_process_does_not_matter(self, folder: Path) -> None:
        server = embedded.start(folder, kind="wheel")
        server.kill()
        pid_file = folder / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        stranger = subprocess.Popen(["sleep", "600"], user=embedded.NOBODY if os.geteuid() == 0 else None)
        try:
            pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
            again = embedded.start(folder, kind="wheel")
            assert ask(again, "select 1") == [(1,)]
            again.stop()
        finally:
            stranger.kill()
            stranger.wait()

    def test_a_server_whose_starter_was_killed_is_adopted_and_stopped(self, folder: Path) -> None:
        starter = subprocess.Popen(
            [sys.executable, "-c", HOLD_A_SERVER, str(folder), "wheel"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert starter.stdout is not None
        postmaster = int(starter.stdout.readline())
        starter.kill()
        starter.communicate()
        server = embedded.start(folder, kind="wheel")
        assert server.pid == postmaster
        server.stop()
        with pytest.raises(PostgresUnavailable, match="not running"):
            _ = server.pid

    def test_a_second_process_may_use_it_but_does_not_stop_it(self, folder: Path) -> None:
        server = embedded.start(folder, kind="wheel")
        guest = subprocess.run(
            [sys.executable, "-c", HOLD_A_SERVER, str(folder), "wheel"],
            input=b"",
            capture_output=True,
            check=True,
        )
        try:
            assert int(guest.stdout) == server.pid
            assert ask(server, "select 1") == [(1,)]
        finally:
            server.stop()


class TestWhichPostgres:
    def test_without_a_wish_the_one_that_made_the_folder_is_taken(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("BATON_PG", raising=False)
        embedded.start(folder, kind="wheel").stop()
        server = embedded.start(folder)
        try:
            assert server.major == int((folder / "PG_VERSION").read_text())
        finally:
            server.stop()

    def test_a_folder_of_another_version_is_refused_with_both_numbers(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "PG_VERSION").write_text("14\n")
        with pytest.raises(PostgresUnavailable, match="made by PostgreSQL 14, here is"):
            embedded.start(folder)

    def test_an_unknown_kind_is_refused_by_name(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BATON_PG", "docker")
        with pytest.raises(PostgresUnavailable, match="'docker'"):
            embedded.start(folder)

    def test_a_machine_without_any_says_what_to_install(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(embedded, "OLDEST_MAJOR", 99)
        with pytest.raises(PostgresUnavailable, match="Install the Debian package"):
            embedded.start(folder)


class TestOrphansOfKilledTestRuns:
    def test_a_server_that_nobody_owns_is_removed_and_an_owned_one_is_left(self, folder: Path) -> None:
        server = embedded.start(folder, kind="wheel")
        try:
            assert not embedded.remove_orphan(folder)
            assert ask(server, "select 1") == [(1,)]
        finally:
            server.stop()
        assert embedded.remove_orphan(folder)
        assert not folder.exists()
        shutil.rmtree(folder, ignore_errors=True)
