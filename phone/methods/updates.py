"""How the bot hears of what happens: long poll or webhook."""

import re

from phone.delivery import Webhook
from phone.errors import WEBHOOK_ACTIVE, bad_request, conflict
from phone.formatting import Json
from phone.methods.call import Call, Method
from phone.posting import is_loopback
from phone.updates import LONGEST_POLL

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


async def get_updates(call: Call) -> list[Json]:
    if call.bot.delivery.webhook is not None:
        raise conflict(WEBHOOK_ACTIVE)
    parameters, updates = call.parameters, call.bot.updates
    updates.allow(parameters.structure("allowed_updates", "allowed updates"))
    limit = min(max(parameters.integer("limit", 100), 1), 100)
    timeout = min(max(parameters.integer("timeout"), 0), LONGEST_POLL)
    return await updates.poll(parameters.integer("offset"), limit, timeout)


async def set_webhook(call: Call) -> bool:
    """Only loopback addresses over plain HTTP: nothing here ever leaves the machine."""
    url, secret = call.parameters.text("url"), call.parameters.text("secret_token")
    if not url:
        return await delete_webhook(call)
    if not is_loopback(url):
        raise bad_request("bad webhook: this pretended server delivers to http:// on loopback only")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    call.bot.updates.allow(call.parameters.structure("allowed_updates", "allowed updates"))
    _drop_if_asked(call)
    call.bot.updates.end_poll()
    connections = min(max(call.parameters.integer("max_connections", 40), 1), 100)
    await call.bot.delivery.start(Webhook(url, secret, connections), call.carry_out)
    return True


async def delete_webhook(call: Call) -> bool:
    await call.bot.delivery.stop()
    _drop_if_asked(call)
    return True


def _drop_if_asked(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.bot.updates.pending.clear()


async def get_webhook_info(call: Call) -> Json:
    delivery, updates = call.bot.delivery, call.bot.updates
    info: Json = {
        "url": delivery.webhook.url if delivery.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates.waiting()),
    }
    if delivery.last_error_at:
        info |= {"last_error_date": delivery.last_error_at, "last_error_message": delivery.last_error}
    if delivery.webhook:
        info |= {"max_connections": delivery.webhook.max_connections, "ip_address": "127.0.0.1"}
    if updates.allowed:
        info["allowed_updates"] = sorted(updates.allowed)
    return info


METHODS: dict[str, Method] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
