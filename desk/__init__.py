"""SHOWS: what coordinators see and do, in their browser."""

from desk.app import Desk as Desk
from desk.app import mount as mount
