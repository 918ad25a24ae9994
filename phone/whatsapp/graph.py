"""The Graph API's face: /v26.0/<id>/<edge>, with a bearer token, and the addresses of media."""

import re
from collections.abc import Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from phone.botapi import hang
from phone.errors import ApiError
from phone.parameters import Parameters, read_parameters
from phone.server import cut_connection
from phone.whatsapp import accounts, sending
from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.errors import GraphError, missing
from phone.whatsapp.faults import Fault
from phone.whatsapp.things import Number

MEDIA_PATH = "/whatsapp/attachments/{name}"
Answer = Callable[[Business, "Call"], Json]


class Call:
    """One request: what it is about (`call` is its name in the record), who it goes to, its parameters."""

    def __init__(self, request: Request, parameters: Parameters) -> None:
        self.method, self.parameters = request.method, parameters
        self.node, self.edge = request.path_params["node"], request.path_params.get("edge", "")
        self.base = f"{request.url.scheme}://{request.url.netloc}"

    @property
    def body(self) -> Json:
        return dict(self.parameters.values)

    def to(self, business: Business) -> frozenset[str]:
        """All names of the person it goes to."""
        to, recipient = str(self.body.get("to") or ""), str(self.body.get("recipient") or "")
        keys = {re.sub(r"\D", "", to), recipient} - {""}
        person = next((found for found in map(business.find, keys) if found), None)
        return frozenset(keys | ({str(person.id), person.phone_number, person.user_id} if person else set()))


def routes(business: Business) -> list[Route]:
    async def call(request: Request) -> Response:
        return await _answer(business, request)

    async def attachment(request: Request) -> Response:
        return _attachment(business, request)

    methods = ["GET", "POST", "DELETE"]
    return [
        Route(MEDIA_PATH, attachment),
        Route("/v{version}/{node}", call, methods=methods),
        Route("/v{version}/{node}/", call, methods=methods),
        Route("/v{version}/{node}/{edge}", call, methods=methods),
    ]


async def _answer(business: Business, request: Request) -> Response:
    try:
        parameters = await read_parameters(request)
    except ApiError:
        return _json(GraphError(100, "The body is not a JSON object"))
    call = Call(request, parameters)
    name, to = call.edge or "node", call.to(business)
    record = {"call": name, "http": call.method, "node": call.node, "to": sorted(to), "body": parameters.for_the_record()}
    record |= {"time": business.now(), "status": None}
    business.requests.append(record)
    fault = business.faults.take(name, to) if business.faults.planned else None
    if fault is not None and fault.drop:
        business.world.changed.fire()
        return cut_connection(request)
    answer = _result(business, request, call, fault)
    if fault is not None and fault.hang is not None:
        business.world.changed.fire()
        await hang(business.world, request, fault.hang)
        return cut_connection(request)
    record["status"] = answer.status_code
    business.world.changed.fire()
    return answer


def _result(business: Business, request: Request, call: Call, fault: Fault | None) -> Response:
    if fault is not None and fault.status is not None:
        return Response("<html><body>Something in between gave up</body></html>", fault.status, media_type="text/html")
    try:
        check_token(business, request)
        planned = fault.refusal() if fault else None
        if planned is not None:
            raise planned
        return _json(_perform(business, call, fault.code or 0 if fault else 0))
    except GraphError as refusal:
        return _json(refusal)


def check_token(business: Business, request: Request) -> None:
    given = request.headers.get("authorization", "")
    if not given and "access_token" not in request.query_params:
        raise GraphError(190, "An access token is required to request this resource.")
    if given != f"Bearer {business.token}" and request.query_params.get("access_token") != business.token:
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")


def _perform(business: Business, call: Call, fails: int) -> Json:
    number = business.numbers.get(call.node)
    if number is not None and call.edge == "messages" and call.method == "POST":
        return _messages(business, number, call, fails)
    if number is not None and call.edge == "media" and call.method == "POST":
        return _upload(business, call)
    if not call.edge and call.node.startswith("1") and business.media.known(call.node):
        return _media(business, call)
    return accounts.perform(business, call.method, call.node, call.edge, call.body)


def _messages(business: Business, number: Number, call: Call, fails: int) -> Json:
    body = call.body
    if not body:
        raise GraphError(100, "The parameter messaging_product is required.")
    if "status" in body:
        return sending.read_mark(business, number, body)
    return sending.send(business, number, body, fails)


def _upload(business: Business, call: Call) -> Json:
    if call.body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    upload = call.parameters.upload("file")
    if upload is None:
        raise missing("file")
    return {"id": business.media.take(upload, business.now()).id}


def _media(business: Business, call: Call) -> Json:
    now = business.now()
    media = business.media.get(call.node, now)
    if call.method == "DELETE":
        business.media.delete(media.id)
        return {"success": True}
    path = MEDIA_PATH.format(name=business.media.address(media, now))
    return {
        "messaging_product": "whatsapp",
        "url": call.base + path,
        "mime_type": media.upload.mime,
        "sha256": media.sha256,
        "file_size": media.size,
        "id": media.id,
    }


def _attachment(business: Business, request: Request) -> Response:
    """The bytes, for the bearer of the token, as long as the address holds."""
    try:
        check_token(business, request)
    except GraphError as refusal:
        return _json(refusal)
    media = business.media.at(request.path_params["name"], business.now())
    if media is None:
        return _json(GraphError(100, "URL signature expired", status=404))
    return Response(media.upload.data, media_type=media.upload.mime)


def _json(answer: Json | GraphError) -> Response:
    body = answer.body() if isinstance(answer, GraphError) else answer
    status = answer.status if isinstance(answer, GraphError) else 200
    return Response(orjson.dumps(body), status, media_type="application/json")
