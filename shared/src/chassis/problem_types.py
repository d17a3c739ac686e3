"""What each problem type means, as a service tells it: the gateway makes a page of each."""

from pydantic import BaseModel

from chassis import refusal
from chassis.languages import Language
from chassis.problems import STATUS, STATUS_OF_CODE


class ProblemType(BaseModel):
    """One refusal. The texts have the names of their values in braces."""

    code: str
    status: int
    service: str
    texts: dict[Language, str]


def known(service: str) -> list[ProblemType]:
    """Every refusal that this process may answer with, in the order of its codes; a code that two services have, each
    about its own things, stands twice."""
    found = {
        (one.code, one.zh): ProblemType(
            code=one.code,
            status=STATUS_OF_CODE.get(one.code) or STATUS[one.kind],
            service=service,
            texts={"zh": one.zh, "en": one.en},
        )
        for one in refusal.DECLARED
    }
    return [found[key] for key in sorted(found)]
