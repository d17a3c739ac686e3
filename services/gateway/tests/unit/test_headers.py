from gateway import headers

FORWARDED = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def onward(*given: tuple[bytes, bytes]) -> dict[bytes, bytes]:
    return dict(headers.onward(list(given), token="service-token", request="r-1", trace="t"))


class TestOnward:
    def test_the_callers_token_never_reaches_a_service(self) -> None:
        assert onward((b"authorization", b"Bearer the-user's"))[b"authorization"] == b"Bearer service-token"

    def test_what_a_command_needs_goes_on(self) -> None:
        given = {b"idempotency-key": b"k", b"if-match": b'"3"', b"accept-language": b"zh", b"content-type": b"x/y"}
        assert given.items() <= onward(*given.items()).items()

    def test_what_belongs_to_one_connection_does_not(self) -> None:
        sent = onward((b"connection", b"close, if-match"), (b"if-match", b'"3"'), (b"transfer-encoding", b"chunked"))
        assert not {b"connection", b"if-match", b"transfer-encoding"} & sent.keys()

    def test_a_caller_cannot_say_who_it_is_by_header(self) -> None:
        sent = onward((b"x-forwarded-for", b"127.0.0.1"), (b"forwarded", b"for=x"), (b"cookie", b"a=b"))
        assert not {b"x-forwarded-for", b"forwarded", b"cookie"} & sent.keys()


class TestTraceparent:
    def test_a_trace_goes_on_with_a_span_of_the_doors_own(self) -> None:
        trace = headers.traceparent(FORWARDED.decode())
        assert trace[:36] == FORWARDED.decode()[:36]
        assert trace[36:52] != FORWARDED.decode()[36:52]

    def test_a_new_one_begins_where_none_or_nonsense_is_given(self) -> None:
        for given in (None, "", "00-xyz", f"00-{'0' * 32}-00f067aa0ba902b7-01", "00-" + "a" * 5000):
            assert headers.traceparent(given).count("-") == 3
            assert headers.traceparent(given)[3:35] != "0" * 32


class TestRequestId:
    def test_a_plain_word_is_kept_and_anything_else_replaced(self) -> None:
        assert headers.request_id("abc-1") == "abc-1"
        for given in (None, "", "a b", "x" * 200, "ü", "a\tb"):
            assert len(headers.request_id(given)) == 32
