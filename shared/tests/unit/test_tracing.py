from chassis import tracing

FORWARDED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class TestTraceparent:
    def test_a_trace_goes_on_with_a_span_of_the_doors_own(self) -> None:
        trace = tracing.traceparent(FORWARDED)
        assert trace[:36] == FORWARDED[:36]
        assert trace[36:52] != FORWARDED[36:52]

    def test_a_new_one_begins_where_none_or_nonsense_is_given(self) -> None:
        for given in (None, "", "00-xyz", f"00-{'0' * 32}-00f067aa0ba902b7-01", "00-" + "a" * 5000):
            assert tracing.traceparent(given).count("-") == 3
            assert tracing.traceparent(given)[3:35] != "0" * 32


class TestRequestId:
    def test_a_plain_word_is_kept_and_anything_else_replaced(self) -> None:
        assert tracing.request_id("abc-1") == "abc-1"
        for given in (None, "", "a b", "x" * 200, "ü", "a\tb"):
            assert len(tracing.request_id(given)) == 32
