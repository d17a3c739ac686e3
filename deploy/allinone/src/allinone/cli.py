"""The `baton` command.

Exit codes: 0 done · 1 an unexpected error · 2 wrong use of the command · 3 a file was refused, nothing was sent ·
4 Baton refused a command · 5 Baton cannot be reached · 6 a part that the command needs is missing · 7 the address
is taken · 143 ended by SIGTERM. What went wrong is said on standard error; with --json, refused rows are also one
JSON line on standard output.
"""

import asyncio
import sys

import stamina
import typer

from allinone.commands import dead_letters, demo, imports, lights, orders, replay, schemas, scheme, showing, token, up
from allinone.failures import Failure, RowsRefused
from chassis.embedded import PostgresUnavailable

_cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_show_locals=False)
_cli.command()(up.up)
_cli.command()(demo.demo)
_cli.add_typer(imports.app, name="import")
_cli.command()(replay.replay)
_cli.command()(lights.lights)
_cli.command()(orders.orders)
_cli.add_typer(scheme.app, name="scheme")
_cli.add_typer(dead_letters.app, name="dead-letters")
_cli.command()(token.token)
_cli.command()(schemas.schemas)


def app() -> None:
    """Runs the command; a failure that is understood ends it with a message and its exit code."""
    stamina.instrumentation.set_on_retry_hooks(())  # waiting for services to follow is no news
    try:
        _cli()
    except Failure as failure:
        if isinstance(failure, RowsRefused) and "--json" in sys.argv:
            showing.as_json({"refused": failure.rows})
        showing.remarks.print(f"baton: {failure}", style="red", highlight=False, markup=False)
        raise SystemExit(failure.exit_code) from None
    except asyncio.CancelledError:
        showing.remarks.print("baton: ended before it was done; running it again goes on.", highlight=False)
        raise SystemExit(143) from None
    except PostgresUnavailable as missing:
        showing.remarks.print(f"baton: {missing}", style="red", highlight=False, markup=False)
        raise SystemExit(6) from None
