"""The `baton` command.

Exit codes: 0 done · 1 an unexpected error · 2 wrong use of the command · 3 a file or a formula was refused,
nothing was sent · 4 Baton refused a command · 5 Baton cannot be reached · 6 a part that the command needs is
missing · 7 the address is taken · 8 the rest waits for somebody else or for a day · 143 ended by SIGTERM. What went
wrong is said on standard error; with --json, refused rows and formulas are also one JSON line on standard output.
"""

import asyncio
import sys
from importlib import import_module
from typing import Any

import stamina
import typer
from typer.core import TyperCommand, TyperGroup

from allinone.commands import advice, showing
from allinone.failures import Failure, FindingsRefused, Refused, RowsRefused
from allinone.files import findings
from chassis.embedded import PostgresUnavailable

COMMANDS = {
    "up": "up.up",
    "demo": "demo.demo",
    "region": "region.app",
    "calendar": "calendar.app",
    "feed": "feed.app",
    "rules": "rules.app",
    "import": "imports.app",
    "export": "exports.app",
    "replay": "replay.replay",
    "lights": "lights.lights",
    "orders": "orders.orders",
    "scheme": "scheme.app",
    "cascade": "cascade.app",
    "formula": "formula.command",
    "dead-letters": "dead_letters.app",
    "token": "token.token",
    "schemas": "schemas.schemas",
}
"""Name → module and function, group or finished command, in `allinone.commands`."""


class _OnDemand(TyperGroup):
    """Imports a command when it is named: a formula is evaluated without waiting for four services to be imported."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(".")
        found = getattr(import_module(f"allinone.commands.{module}"), attribute)
        if isinstance(found, typer.Typer):
            command: Any = typer.main.get_group(found)
        elif isinstance(found, TyperCommand):
            command = found
        else:
            alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
            alone.command(cmd_name)(found)
            command = typer.main.get_command(alone)
        command.name = cmd_name
        return command


_cli = typer.Typer(
    cls=_OnDemand, no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_show_locals=False
)


@_cli.callback()
def _commands() -> None: ...


def _tell(failure: Failure) -> None:
    told = failure.findings if isinstance(failure, FindingsRefused | Refused) else []
    if "--json" in sys.argv:
        if isinstance(failure, RowsRefused):
            showing.as_json({"refused": failure.rows})
        elif told:
            showing.as_json({"findings": told})
    for one in told:
        showing.remarks.print(findings.line_of(one), highlight=False, markup=False)
    showing.remarks.print(f"baton: {failure}", style="red", highlight=False, markup=False)
    if isinstance(failure, Refused) and (next_step := advice.about(failure)) is not None:
        showing.remarks.print(f"baton: {next_step}", highlight=False, markup=False)


def app() -> None:
    """Runs the command; a failure that is understood ends it with a message and its exit code."""
    stamina.instrumentation.set_on_retry_hooks(())  # waiting for services to follow is no news
    try:
        _cli()
    except Failure as failure:
        _tell(failure)
        raise SystemExit(failure.exit_code) from None
    except asyncio.CancelledError:
        showing.remarks.print("baton: ended before it was done; running it again goes on.", highlight=False)
        raise SystemExit(143) from None
    except PostgresUnavailable as missing:
        showing.remarks.print(f"baton: {missing}", style="red", highlight=False, markup=False)
        raise SystemExit(6) from None
