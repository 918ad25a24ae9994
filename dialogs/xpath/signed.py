"""extract-signed(): a message that somebody signed with Ed25519 (RFC 8032, section 5.1.7 and the code of its section 6)."""

import base64
from hashlib import sha512

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)  # of -1
SIGNATURE, KEY = 64, 32  # bytes

Point = tuple[int, int, int, int]  # extended homogeneous coordinates


def extract_signed(content: str, key: str) -> str:
    """The message in `content`, base64 of the signature and the message; "" unless the public key, base64, fits."""
    try:
        signed, public = base64.b64decode(content, validate=True), base64.b64decode(key, validate=True)
        message = signed[SIGNATURE:]
        return message.decode() if _fits(public, signed[:SIGNATURE], message) else ""
    except ValueError:  # not base64, no text
        return ""


def _fits(public: bytes, signature: bytes, message: bytes) -> bool:
    if len(public) != KEY or len(signature) != SIGNATURE:
        return False
    signer, announced = _point(public), _point(signature[:KEY])
    number = int.from_bytes(signature[KEY:], "little")
    if signer is None or announced is None or number >= ORDER:
        return False
    hashed = int.from_bytes(sha512(signature[:KEY] + public + message).digest(), "little") % ORDER
    return _same(_times(number, BASE), _plus(announced, _times(hashed, signer)))


def _plus(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % PRIME, (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c, d = 2 * p[3] * q[3] * CURVE % PRIME, 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _plus(found, point)
        point = _plus(point, point)
        number >>= 1
    return found


def _same(p: Point, q: Point) -> bool:
    return not ((p[0] * q[2] - q[0] * p[2]) % PRIME or (p[1] * q[2] - q[1] * p[2]) % PRIME)


def _point(packed: bytes) -> Point | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _across(y, sign) if y < PRIME else None
    return None if x is None else (x, y, 1, x * y % PRIME)


def _across(y: int, sign: int) -> int | None:
    """The x of a point on the curve."""
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    if not square:
        return None if sign else 0
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * ROOT % PRIME
    if x * x % PRIME != square:
        return None
    return x if x & 1 == sign else PRIME - x


_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
_X = _across(_Y, 0) or 0
BASE: Point = (_X, _Y, 1, _X * _Y % PRIME)
