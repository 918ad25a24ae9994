"""Pictures, recordings, documents and places."""

from functools import partial

from phone.errors import ApiError, bad_request
from phone.files import DOWNLOAD_LIMIT, StoredFile, photo_sizes
from phone.formatting import Json
from phone.methods.call import Call, Method

UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20


async def send_file(kind: str, call: Call) -> Json:
    """`kind` is the name both of the parameter and of the message's field."""
    caption, file = call.caption(), _wanted_file(kind, call)
    return call.send(_content(kind, file, call) | caption)


def _wanted_file(kind: str, call: Call) -> StoredFile:
    """An upload, or a file known by its id. Raises ApiError (400, 413)."""
    upload = call.parameters.upload(kind)
    if upload is not None:
        if len(upload.data) > (PHOTO_LIMIT if kind == "photo" else UPLOAD_LIMIT):
            raise ApiError(413, "Request Entity Too Large")
        if not upload.data:
            raise bad_request("file must be non-empty")
        return call.world.files.add(upload, kind)
    wanted = call.parameters.text(kind)
    if not wanted:
        raise bad_request(f"there is no {kind} in the request")
    if wanted.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return call.world.files.by_id(wanted)


def _content(kind: str, file: StoredFile, call: Call) -> Json:
    described = file.shape() | {"mime_type": file.upload.mime}
    duration = {"duration": call.parameters.integer("duration")}
    match kind:
        case "photo":
            return {"photo": photo_sizes(call.world.files, file)}
        case "voice":
            return {"voice": described | duration}
        case "document":
            return {"document": described | {"file_name": file.upload.name}}
        case "audio":
            titles = {name: call.parameters.text(name) for name in ("performer", "title")}
            named = {name: text for name, text in titles.items() if text}
            return {"audio": described | duration | named | {"file_name": file.upload.name}}
        case _:
            size = {name: call.parameters.integer(name) for name in ("width", "height")}
            return {"video": described | duration | size | {"file_name": file.upload.name}}


async def send_location(call: Call) -> Json:
    return call.send({"location": _location(call)})


async def send_venue(call: Call) -> Json:
    """The message has the place twice, as on Telegram: old clients know no venues."""
    location, named = _location(call), {name: call.parameters.text(name) for name in ("title", "address")}
    for name, text in named.items():
        if not text:
            raise bad_request(f"{name} is empty")
    return call.send({"venue": {"location": location, **named}, "location": location})


def _location(call: Call) -> Json:
    latitude, longitude = call.parameters.number("latitude"), call.parameters.number("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location specified" if latitude is not None else "latitude is empty")
    return {"latitude": latitude, "longitude": longitude}


async def get_file(call: Call) -> Json:
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.by_id(file_id)
    if len(file.upload.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return file.shape() | {"file_path": file.path}


METHODS: dict[str, Method] = {
    **{f"send{kind}": partial(send_file, kind) for kind in ("photo", "voice", "document", "audio", "video")},
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "getfile": get_file,
}
