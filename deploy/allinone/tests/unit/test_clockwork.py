"""Who drives a replay sends nothing more before what it sent has come to rest."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from allinone.driving.client import Baton
from allinone.driving.clockwork import ReplayClock
from allinone.driving.people import INSPECTOR, TREASURY
from allinone.failures import NotReachable

NOON = datetime(2025, 6, 10, 4, tzinfo=UTC)
ADVANCE = "/replays/r1:advance"


class Services:
    """Answers every command, and is `unrest` times asked before all that followed from it was handled."""

    def __init__(self, *, unrest: int) -> None:
        self.unrest, self.left = unrest, 0
        self.seen: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request.url.path)
        if request.url.path != ADVANCE:
            self.left = self.unrest
            return httpx.Response(200, json={})
        assert request.url.params["dry_run"] == "true", "asking moves no clock"
        if self.left:
            self.left -= 1
            return httpx.Response(409, json={"code": "replay_not_followed", "detail": "scoring: 1 waiting"})
        asked = json.loads(request.content)["to"]
        return httpx.Response(200, json={"clock_at": asked, "position": 8, "turn": None})


def clock(services: Services, *, running: bool = True, patience: float = 5.0) -> ReplayClock:
    http = httpx.AsyncClient(transport=httpx.MockTransport(services), base_url="http://baton")
    baton = Baton(http, lambda person: person.principal, region="r1")
    return ReplayClock(baton, "r1", NOON, 7, running, patience=patience)


class TestCommandsOfOneMoment:
    @pytest.mark.parametrize("unrest", [0, 1, 3])
    async def test_a_payment_meets_all_that_follows_from_the_acceptance_before_it(self, unrest: int) -> None:
        services = Services(unrest=unrest)
        baton = clock(services).one_by_one()
        await baton.post("/rectification-orders/o1:accept", {}, by=INSPECTOR, version=3)
        await baton.post("/payments:import", {"payments": []}, by=TREASURY)
        asked = [ADVANCE] * (unrest + 1)
        assert services.seen == ["/rectification-orders/o1:accept", *asked, "/payments:import", *asked]

    async def test_nothing_more_is_sent_where_the_services_do_not_come_to_rest(self) -> None:
        services = Services(unrest=10_000)
        baton = clock(services, patience=0.2).one_by_one()
        with pytest.raises(NotReachable, match="scoring: 1 waiting"):
            await baton.post("/payments:import", {"payments": []}, by=TREASURY)
        assert set(services.seen[1:]) == {ADVANCE}

    async def test_asking_does_not_move_the_clock(self) -> None:
        services = Services(unrest=1)
        standing = clock(services)
        await standing.one_by_one().post("/payments:import", {"payments": []}, by=TREASURY)
        assert (standing.at, standing.position) == (NOON, 7)

    async def test_a_replay_that_is_over_has_nothing_to_wait_for(self) -> None:
        services = Services(unrest=10_000)
        await clock(services, running=False).one_by_one().post("/payments:import", {"payments": []}, by=TREASURY)
        assert services.seen == ["/payments:import"]


class TestAMomentAtWhichSeveralServicesHaveSomethingToDo:
    async def test_is_left_only_when_each_had_its_turn(self) -> None:
        turns = ["budget-monitor", "scoring", None]
        keys = []

        def answer(request: httpx.Request) -> httpx.Response:
            moment = json.loads(request.content)["to"]
            if "dry_run" in request.url.params:
                return httpx.Response(200, json={"clock_at": moment, "position": 9, "turn": None})
            keys.append(request.headers["idempotency-key"])
            turn = turns.pop(0)
            return httpx.Response(200, json={"clock_at": moment, "position": 10 - len(turns), "turn": turn})

        http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://baton")
        replay = ReplayClock(Baton(http, lambda person: person.principal, region="r1"), "r1", NOON, 7, running=True)
        evening = NOON + timedelta(hours=6)
        await replay.advance_to(evening)
        assert (turns, replay.at, replay.position, replay.turns) == ([], evening, 10, False)
        assert len(set(keys)) == 3, "asked for the same moment again, it is another command"
