"""A coordinator's overview: counts and a link, nothing that names anybody."""

from dialogs import texts
from dialogs.texts import Speech


def compose(speech: Speech, *, programme: str, new: int, handed_in: int, needs: int, link: str) -> str:
    """The text of an overview; "" when there is nothing to tell."""
    lines = [
        speech.say(text, n=n)
        for text, n in ((texts.DIGEST_NEEDS, needs), (texts.DIGEST_HANDED_IN, handed_in), (texts.DIGEST_NEW, new))
        if n
    ]
    if not lines:
        return ""
    return "\n".join([speech.say(texts.DIGEST, programme=programme), *lines, speech.say(texts.DIGEST_OPEN, link=link)])
