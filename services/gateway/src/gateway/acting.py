"""How a refusal names the roles of a person: those that are held, and the day on which another ended or begins."""

from collections.abc import Sequence
from datetime import datetime

from chassis.auth import HeldRole
from contracts.vocabulary import ROLES, in_chinese, in_english


def acting(roles: Sequence[str], outside: Sequence[HeldRole], *, now: datetime) -> tuple[str, str]:
    """The part of the sentence in English and in Chinese. Days are those of the moment that the token names."""
    named = ", ".join(roles)
    english = [f"you act as {in_english(named, ROLES)}" if roles else "you hold no role now"]
    chinese = [f"您当前的角色为{in_chinese(named, ROLES)}" if roles else "您当前没有角色"]
    for role in sorted(outside, key=lambda one: (one.role, str(one.until), str(one.since))):
        name_en, name_zh = in_english(role.role, ROLES), in_chinese(role.role, ROLES)
        if role.until is not None and role.until <= now:
            english.append(f"your role {name_en} ended on {role.until.date()}")
            chinese.append(f"您的{name_zh}角色已于 {role.until.date()} 到期")
        elif role.since is not None:
            english.append(f"your role {name_en} begins on {role.since.date()}")
            chinese.append(f"您的{name_zh}角色自 {role.since.date()} 起生效")
    return "; ".join(english), "；".join(chinese)
