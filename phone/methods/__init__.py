"""The Bot API's methods by name, and the one way to carry one out."""

from functools import partial
from typing import Any

from phone.errors import ApiError
from phone.formatting import Json
from phone.methods import media, messages, profile, updates
from phone.methods.call import Call, Method
from phone.parameters import Parameters
from phone.world import Bot, World

METHODS: dict[str, Method] = {**messages.METHODS, **media.METHODS, **profile.METHODS, **updates.METHODS}


async def perform(world: World, bot: Bot, method: str, parameters: Parameters) -> Any:
    """The result of a call. Method names are not case sensitive. Raises ApiError."""
    if method.lower() not in METHODS:
        raise ApiError(404, "Not Found: method not found")
    call = Call(world, bot, parameters, partial(carry_out, world, bot))
    return await METHODS[method.lower()](call)


async def carry_out(world: World, bot: Bot, answer: Json) -> None:
    """A call that came as the answer to a webhook: its result, even a refusal, is told to nobody."""
    parameters = Parameters({name: value for name, value in answer.items() if name != "method"})
    record = start_record(world, bot, str(answer["method"]), parameters, "webhook answer")
    try:
        await perform(world, bot, str(answer["method"]), parameters)
        record["status"] = 200
    except ApiError as refusal:
        record["status"] = refusal.code


def start_record(world: World, bot: Bot, method: str, parameters: Parameters, via: str) -> Json:
    """Notes a call as it comes; whoever answers it adds the status (None: not answered)."""
    record = {
        "bot_id": bot.id,
        "method": method,
        "parameters": parameters.for_the_record(),
        "time": world.now(),
        "via": via,
        "status": None,
    }
    world.requests.append(record)
    world.changed.fire()
    return record
