"""The business account: its numbers, and the templates that Meta has approved, or is to."""

import re
from typing import Any

from bot.channels.base import Meaning, Refused
from bot.channels.whatsapp.calling import refused
from bot.channels.whatsapp.http import Declined, Lost, NotSent, Session

ID = re.compile(r"[0-9]{1,32}")
FIELDS = ("id", "name", "language", "status", "category", "components", "rejected_reason")
PAGE = "200"
MOST_NUMBERS = "100"  # far more than an account has
MOST_PAGES = 50  # an account has at most 6,000 templates (Meta, message templates)


class Business:
    """Templates hold no person's words, so what Meta says of them is passed on whole."""

    def __init__(self, account: str, session: Session) -> None:
        """`account`: Meta's id of the business account. Raises ValueError."""
        if not ID.fullmatch(account):
            raise ValueError("This is not the id of a WhatsApp business account: Meta gives one of digits.")
        self.account, self._session = account, session

    async def templates(self) -> list[dict[str, Any]]:
        """All there are: {id, name, language, status, category, components, rejected_reason}. Raises Refused."""
        found: list[dict[str, Any]] = []
        page: dict[str, str] = {"limit": PAGE}
        for _ in range(MOST_PAGES):
            answer = await self._called(self._session.api.get_templates(self.account, FIELDS, pagination=page))
            data = answer.get("data")
            found += [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
            if not (after := next_page(answer)):
                break
            page = {"limit": PAGE, "after": after}
        return found

    async def numbers(self) -> dict[str, str]:
        """{Meta's id: the number as Meta writes it} of each. Raises Refused."""
        fields, page = ("id", "display_phone_number"), {"limit": MOST_NUMBERS}
        answer = await self._called(self._session.api.get_business_phone_numbers(self.account, fields, page))
        data = answer.get("data")
        found = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
        return {str(one.get("id")): str(one.get("display_phone_number", "")) for one in found}

    async def subscribed(self) -> bool:
        """Whether an app gets the account's webhooks: without it the handshake works, and no message arrives. Raises Refused."""
        answer = await self._called(self._session.api.get_waba_subscribed_apps(self.account))
        return bool(answer.get("data"))

    async def submit(self, template: dict[str, Any]) -> dict[str, Any]:
        """{id, status, category} of a new one. `template`: {name, language, category, components}. Raises Refused."""
        return await self._called(self._session.api.create_template(self.account, template))

    async def change(self, template_id: str, template: dict[str, Any]) -> dict[str, Any]:
        """Of one that is there: its `components`, or `category`; looked at by Meta again. Raises Refused."""
        if not ID.fullmatch(template_id):
            raise Refused(Meaning.OURS, "no id of a template")
        return await self._called(self._session.api.update_template(template_id, template))  # type: ignore[arg-type]  # it takes JSON

    async def _called(self, call: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = await call
        except (Declined, NotSent, Lost) as error:
            refusal = refused(error, harmless=True)
            more = said(error.error) if isinstance(error, Declined) else ""
        else:
            return answer
        raise Refused(refusal.meaning, f"{refusal.reason}{more}", refusal.after)


def next_page(answer: dict[str, Any]) -> str:
    paging = answer.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) and paging.get("next") else None
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) else ""


def said(error: dict[str, Any]) -> str:
    """What Meta says for people who make templates."""
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    told = [one for one in (error.get("error_user_title"), error.get("error_user_msg"), details) if isinstance(one, str)]
    return "".join(f" – {one}" for one in told)
