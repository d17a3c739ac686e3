"""What a command says where Baton's refusal asks for something that another command does."""

from allinone.failures import Refused

COMMANDS = {
    "region_unknown": "`baton region create {region} --zh NAME` defines it.",
    "region_exists": "`baton region show CODE` tells what it is.",
    "year_not_seeded": "`baton calendar publish {year} --days FILE` gives its days by hand.",
    "replay_running": "`baton replay --finish --region {region}` ends it where it stands.",
    "unknown_reference assessee": "`baton import assessees FILE` registers units, a mapping may declare them.",
    "unknown_reference feed": "`baton feed register {id} --zh NAME` registers it, a mapping may declare it.",
}
"""Code of a refusal, with what it is about where it names that, and the command that does what it asks for."""


def about(refused: Refused) -> str | None:
    """The command to give next, with the values of the refusal; None where no command is asked for."""
    what = refused.values.get("what")
    text = COMMANDS.get(refused.code if what is None else f"{refused.code} {what}")
    return None if text is None else text.format_map(_Known(refused.values))


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return name.upper()
