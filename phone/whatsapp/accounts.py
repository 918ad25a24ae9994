"""The account's own nodes: the business, its numbers, its templates."""

from phone.whatsapp.business import Business
from phone.whatsapp.envelope import Json
from phone.whatsapp.errors import GraphError, unknown_object
from phone.whatsapp.submission import check_name, checked_components
from phone.whatsapp.things import Number

PAGE = 25
TIERS = {250: "TIER_250", 2_000: "TIER_2K", 10_000: "TIER_10K", 100_000: "TIER_100K", None: "TIER_UNLIMITED"}
USUAL_FIELDS = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
)

EMPTY = frozenset(
    "id account_mode certificate conversational_automation country_code country_dial_code eligibility_for_api_business_global_search"
    " health_status host_platform is_official_business_account is_on_biz_app is_pin_enabled is_preverified_number last_onboarded_time"
    " max_daily_conversations_per_business new_certificate new_name_status quality_score search_visibility username"
    " webhook_configuration correct_category cta_url_link_tracking_opted_out degrees_of_freedom_spec library_template_name"
    " message_send_ttl_seconds previous_category sub_category".split()
)


def perform(business: Business, method: str, node: str, edge: str, body: Json) -> Json:
    """Raises GraphError, also for what there is not."""
    if node == business.id:
        return _of_business(business, method, edge, body)
    if node in business.numbers and not edge and method == "GET":
        return number_shape(business, business.numbers[node], body.get("fields"))
    template = business.templates.by_id.get(node)
    if template is not None and not edge:
        if method == "POST":
            return _edit(business, node, body)
        return template.shape()
    raise unknown_object(node)


def number_shape(business: Business, number: Number, fields: object = None) -> Json:
    every: Json = {
        "verified_name": number.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": f"+{number.display}",
        "quality_rating": number.quality,
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "messaging_limit_tier": tier(business),
        "whatsapp_business_manager_messaging_limit": tier(business),
    }
    return _some(every, fields, USUAL_FIELDS) | {"id": number.id}


def tier(business: Business) -> str:
    return TIERS.get(business.tier, f"TIER_{business.tier}")


def _some(every: Json, fields: object, usual: tuple[str, ...]) -> Json:
    """Those that are asked for. A field that Meta knows and that is empty here is left out, as Meta does."""
    names = str(fields).split(",") if fields else usual
    for name in names:
        if name not in every and name not in EMPTY:
            raise GraphError(100, f"Tried accessing nonexisting field ({name})")
    return {name: every[name] for name in names if name in every}


def _of_business(business: Business, method: str, edge: str, body: Json) -> Json:
    if edge == "message_templates":
        return {"GET": _listed, "POST": _submit, "DELETE": _delete}[method](business, body)
    if edge == "phone_numbers" and method == "GET":
        return {
            "data": [number_shape(business, number, body.get("fields")) for number in business.numbers.values()],
            "paging": {},
        }
    if edge == "subscribed_apps":
        business.subscribed |= method == "POST"
        app = {"whatsapp_business_api_data": {"id": "300000000000001", "name": "Lotse demo"}}
        return {"success": True} if method == "POST" else {"data": [app] if business.subscribed else []}
    if not edge and method == "GET":
        every = {"name": "Lotse demo", "timezone_id": "1", "message_template_namespace": "lotse", "currency": "EUR",
                 "whatsapp_business_manager_messaging_limit": tier(business)}  # fmt: skip
        return _some(every, body.get("fields"), ("name", "timezone_id", "message_template_namespace")) | {"id": business.id}
    raise GraphError(100, f"Tried accessing nonexisting field ({edge})")


def _listed(business: Business, body: Json) -> Json:
    """Filtered by name (a part of it), language, status and category, in pages."""
    found = [template.shape() for template in business.templates.by_id.values()]
    for key in ("language", "status", "category"):
        found = [one for one in found if not body.get(key) or one[key] == body[key]]
    found = [one for one in found if str(body.get("name") or "") in one["name"]]
    start, limit = _integer(body.get("after"), 0), _integer(body.get("limit"), PAGE)
    page = found[start : start + limit]
    if fields := body.get("fields"):
        page = [_some(one, fields, ()) | {"id": one["id"]} for one in page]
    paging: Json = {"cursors": {"before": str(start), "after": str(start + len(page))}}
    if start + limit < len(found):
        paging["next"] = f"/{business.id}/message_templates?after={start + limit}&limit={limit}"
    return {"data": page, "paging": paging} | (_summary(business, len(found)) if body.get("summary") else {})


def _summary(business: Business, total: int) -> Json:
    return {
        "summary": {
            "total_count": total,
            "message_template_count": len(business.templates.by_id),
            "message_template_limit": 250,
            "are_translations_complete": True,
        }
    }


def _integer(value: object, otherwise: int) -> int:
    return int(str(value)) if str(value).isdecimal() else otherwise


def _submit(business: Business, body: Json) -> Json:
    check_name(body)
    templates = business.templates
    if templates.find(body["name"], body["language"]):
        raise GraphError(
            100, "There is already content in this language for this template.", subcode=2388024,
            user_title="Content in This Language Already Exists",
        )  # fmt: skip
    shape = str(body.get("parameter_format", "POSITIONAL")).upper()
    components = checked_components(body["components"], shape)
    template = templates.add(body["name"], body["language"], str(body["category"]).upper(), components, shape)
    return {"id": template.id, "status": template.status, "category": template.category}


def _edit(business: Business, node: str, body: Json) -> Json:
    """Changed components are looked at anew."""
    template = business.templates.by_id[node]
    unknown = body.keys() - {"components", "category", "parameter_format", "message_send_ttl_seconds"}
    if unknown or not body:
        raise GraphError(100, f"Unexpected keys on the template: {sorted(unknown)}")
    if "components" in body:
        template.components = checked_components(body["components"], template.parameter_format)
    template.category = str(body.get("category", template.category)).upper()
    template.status = "PENDING"
    if business.templates.next != "PENDING":
        business.templates.review(template, business.templates.next)
    return {"success": True, "id": template.id, "name": template.name, "category": template.category}


def _delete(business: Business, body: Json) -> Json:
    """By name (all languages), or one of them by its id."""
    one, name = str(body.get("hsm_id") or ""), body.get("name")
    gone = [known for known in business.templates.by_id.values() if known.name == name and one in ("", known.id)]
    if not gone:
        raise unknown_object(str(name))
    for template in gone:
        del business.templates.by_id[template.id]
    return {"success": True}
