"""budget-monitor with two routes more, for comparison: one that does nothing, and a command that does nothing.

`python -m tests.load.serving`, with the variables of the service itself. The same app in the same process answers
all of them, behind the same middleware and the same server.
"""

from dataclasses import replace

import uvloop
from fastapi import APIRouter

from budget_monitor.service import service
from chassis import log, run
from chassis.door import CommandTx, Door
from chassis.settings import Settings

EMPTY, EMPTY_COMMAND = "/empty", "/empty-command"

beside = APIRouter(route_class=Door)


@beside.post(EMPTY, status_code=201)
async def empty() -> dict[str, str]:
    return {}


@beside.post(EMPTY_COMMAND, status_code=201)
async def empty_command(tx: CommandTx) -> dict[str, str]:
    """What every command costs: token, transaction, region, audit entry, commit."""
    return {}


def main() -> None:
    settings = Settings()
    log.configure(settings.log_level, service=service.name)
    router = APIRouter()
    router.include_router(service.router)
    router.include_router(beside)
    uvloop.run(run.serve(replace(service, router=router), settings))


if __name__ == "__main__":
    main()
