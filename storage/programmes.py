"""Programmes as lotse.toml names them, kept where desk and reports can join them."""

from collections.abc import Collection

from sqlalchemy import Connection

from dialogs.known import Programme
from storage.schema import centre, programme
from storage.upsert import upsert


def keep(connection: Connection, programmes: Collection[Programme]) -> None:
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "start": one.start,
            "forms": " ".join(one.forms),
            "zone": one.zone,
            "region": one.region,
            "quiet": f"{one.quiet[0]}-{one.quiet[1]}",
        }
        for one in programmes
    ]
    connection.execute(upsert(programme, connection.dialect.name), rows)
    centres = [
        {"programme": one.code, "code": code, "name": name} for one in programmes for code, name in sorted(one.centres.items())
    ]
    if centres:
        connection.execute(upsert(centre, connection.dialect.name), centres)
