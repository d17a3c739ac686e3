"""Which formulas mean the same, and which only look as if they did."""

import pytest

from formulas.language import parse
from formulas.normal import normal_form


def form(text: str) -> str:
    return normal_form(parse(text).tree)


class TestNormalForm:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("a+b", "b+a"),
            ("a*b*c", "c*(a*b)"),
            ("a+b-c", "a-(c-b)"),
            ("a+1+2", "3+a"),
            ("a*2*3", "a*6"),
            ("85%*a", "a*0.85"),
            ("17/20*a", "a*85%"),
            ("a+0", "a"),
            ("a*1", "a"),
            ("--a", "a"),
            ("-a*b", "a*-b"),
            ("2*(a+b)", "2*a+2*b"),
            ("a*a", "a^2"),
            ("a^-2", "1/(a*a)"),
            ("a/b*100", "100*(a/b)"),
            ("(a-b)/b", "(-b+a)/b"),
            ("SUM(a,b)", "a+b"),
            ("AVG(a,b)", "(b+a)/2"),
            ("MIN(a,MIN(b,3),5)", "MIN(3,b,a)"),
            ("MAX(a,a)", "a"),
            ("ROUND(a+b,1+1)", "ROUND(b+a,2)"),
            ("a>b", "b<a"),
            ("a>=b", "NOT a<b"),
            ("a=b", "b=a"),
            ("NOT NOT a=b", "a=b"),
            ("(a>1 AND b>1) AND c>1", "a>1 AND (b>1 AND c>1)"),
            ("1<2 AND a>1", "a>1"),
            ("a>1 OR 1=2", "a>1"),
            ("IF(a>b,1,2)", "IF(a<=b,2,1)"),
            ("IF(1<2,a,b)", "a"),
            ("[完成  率]+1", "1+[完成 率]"),
            ("PRIOR(a)*2", "2*prior([ａ])"),
            ("ROUND(2.5,0)+a", "3+a"),
            ("2^10*a", "1024*a"),
            ("0*(a+b)", "0*a-0*b"),
            ("0*(2*PRIOR(a)+1)*a", "a*(2*PRIOR(a)+1)*0"),
            ("a+0*a*b", "0*b+a"),
            ("(a+0*b)*c", "a*c+0*b"),
            ("(3+a-a)^2", "9+a*0"),
            ("(a-a)^3", "0*a"),
            ("1%*(a+1%)*a", "a*(1%*a+0.0001)"),
            ("(2*a-4*b)*c", "-2*c*(2*b-a)"),
            ("(a-b)^2", "(b-a)^2"),
        ],
    )
    def test_is_one_for_one_meaning(self, one: str, other: str) -> None:
        assert form(one) == form(other)

    @pytest.mark.parametrize(
        ("one", "other", "why"),
        [
            ("a*0", "0", "a may be missing"),
            ("a-a", "0", "a may be missing"),
            ("0*a", "0*b", "one may be missing, the other not"),
            ("c*(a+0*b)", "a*c", "b may be missing"),
            ("a^0", "1", "a may be 0"),
            ("a/a", "1", "a may be 0"),
            ("a/1", "a", "a may have more than 34 digits"),
            ("a/2", "a*0.5", "a quotient is rounded"),
            ("a*b/c", "a*(b/c)", "a quotient is rounded"),
            ("a/b/c", "a/(b*c)", "a quotient is rounded"),
            ("AVG(a)", "a", "an average is rounded"),
            ("a^0.5*a^0.5", "a", "a root is rounded"),
            ("a>1 AND b>1", "b>1 AND a>1", "the left may decide before the right is missing"),
            ("a>1 OR b>1", "b>1 OR a>1", "the left may decide before the right is missing"),
            ("a>1 AND 1=2", "1=2", "a may be missing"),
            ("IF(a>1,b,b)", "b", "a may be missing"),
            ("a<b", "a<=b", "a may equal b"),
            ("a-b", "b-a", "it is the negative"),
            ("PRIOR(a)", "YTD(a)", "another period"),
            ("PEER_AVG(a)", "PEER_AVG(b)", "another name"),
            ("[a+b]", "a+b", "a name is no sum"),
            ("[2]", "2", "a name is no number"),
            ("1/0", "2/0", "neither has a value"),
            ("ROUND(a,2)", "a", "it is rounded"),
            ("MIN(a,b)", "MAX(a,b)", "another function"),
        ],
    )
    def test_differs_where_a_value_could(self, one: str, other: str, why: str) -> None:
        assert form(one) != form(other), why
