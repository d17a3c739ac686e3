from gateway import headers


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
