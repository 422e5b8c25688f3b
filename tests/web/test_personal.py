"""Numbers of people on lists: enough to recognise one by."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.web.personal import masked


def test_a_phone_shows_its_ends_only() -> None:
    assert masked("13812341234") == "138****1234"
    assert masked("0797-2831234") == "079*****1234"
    assert masked("1234567") == "*******"


@given(phone=st.text(alphabet="0123456789-", max_size=20))
def test_a_masked_number_shows_at_most_seven_of_its_signs(phone: str) -> None:
    shown = masked(phone)

    assert len(shown) == len(phone)
    assert sum(sign != "*" for sign in shown) <= 7
