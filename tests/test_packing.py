"""What waits in the outbox is what was said, to the last button."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.events import Option, Place, Said
from dialogs.workshops.values import Spot
from storage.messages.outbox import packed, unpacked

TEXTS = st.text(max_size=40)
OPTIONS = st.builds(Option, TEXTS, TEXTS, st.sampled_from(["choice", "answer", "verb"]), st.booleans())
WORDS = st.builds(
    Said,
    text=TEXTS,
    options=st.lists(OPTIONS, max_size=4).map(tuple),
    edits=TEXTS,
    lane=st.sampled_from(["conversation", "notice"]),
    rtl=st.booleans(),
    question=st.booleans(),
    files=st.lists(TEXTS, max_size=3).map(tuple),
    made=TEXTS,
    pin=st.none() | st.builds(Spot, TEXTS, TEXTS, st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))),
)


@given(said=WORDS, to=TEXTS)
def test_what_was_said_comes_out_as_it_went_in(said: Said, to: str) -> None:
    assert unpacked(packed(said, to)) == (said, to)
