"""Refusals of the Graph API with Meta's codes, titles and HTTP statuses (their page "Error codes" of the Cloud API)."""

from dataclasses import dataclass
from typing import Any

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

# code: (HTTP status, title, what the details say when nothing better is known)
CODES: dict[int, tuple[int, str, str]] = {
    1: (400, "API Unknown", "Invalid request or possible server error"),
    2: (503, "API Service", "Temporary due to downtime or due to being overloaded"),
    4: (400, "API Too Many Calls", "The app has reached its API call rate limit"),
    10: (403, "Permission Denied", "Permission is either not granted or has been removed"),
    33: (400, "Parameter value is not valid", "The business phone number has been deleted"),
    100: (400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters"),
    190: (401, "Access token has expired", "Your access token has expired"),
    368: (403, "Temporarily blocked for policies violations", "The account has been restricted or disabled"),
    80007: (400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit"),
    130429: (400, "Rate limit hit", "Cloud API message throughput has been reached"),
    130472: (400, "User's number is part of an experiment", "Message was not sent as part of an experiment"),
    131000: (500, "Something went wrong", "Message failed to send due to an unknown error"),
    131005: (403, "Access denied", "Permission is either not granted or has been removed"),
    131008: (400, "Required parameter is missing", "The request is missing a required parameter"),
    131009: (400, "Parameter value is not valid", "One or more parameter values are invalid"),
    131016: (500, "Service unavailable", "A service is temporarily unavailable"),
    131021: (400, "Recipient cannot be sender", "Sender and recipient phone number is the same"),
    131026: (400, "Message undeliverable", "Unable to deliver message"),
    131030: (400, "Recipient phone number not in allowed list", "Add recipient phone number to recipient list and try again"),
    131031: (403, "Account has been locked", "The account has been restricted or disabled"),
    131037: (400, "Display name approval needed", "The number used has no approved display name"),
    131042: (400, "Business eligibility payment issue", "There was an error related to your payment method"),
    131047: (400, "Re-engagement message", "More than 24 hours have passed since the customer last replied to this number"),
    131048: (400, "Spam rate limit hit", "There are restrictions on how many messages can be sent from this phone number"),
    131049: (400, "Meta chose not to deliver", "Not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User has stopped marketing messages", "The recipient has chosen to stop receiving marketing messages"),
    131051: (400, "Unsupported message type", "Unsupported message type"),
    131052: (400, "Media download error", "Unable to download the media sent by the user"),
    131053: (400, "Media upload error", "Unable to upload the media used in the message"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages to the same phone number"),
    131057: (500, "Account in maintenance mode", "Business Account is in maintenance mode"),
    131062: (400, "BSUID recipient not supported", "Messages of this type need a phone number"),
    132000: (400, "Number of parameters does not match the expected number of params", "Parameters do not match the template"),
    132001: (404, "Template name does not exist in the translation", "The template does not exist in that language"),
    132005: (400, "Translated text too long", "Translated text is too long"),
    132007: (400, "Template format character policy violated", "Template content violates a WhatsApp policy"),
    132012: (400, "Parameter format does not match format in the created template", "Parameter values formatted incorrectly"),
    132015: (400, "Template is paused", "Template is paused due to low quality"),
    132016: (400, "Template is disabled", "Template has been paused too many times and is disabled"),
    132018: (400, "Template parameters issue", "There is an issue with the parameters of the template"),
}
UNKNOWN = (400, "Error", "Something went wrong")


@dataclass
class GraphError(Exception):
    """A call is refused. `details` says what is wrong; `subcode` and `user_title` as the templates' calls have them."""

    code: int
    details: str = ""
    status: int = 0
    subcode: int = 0
    user_title: str = ""

    def __post_init__(self) -> None:
        known, self.title, usual = CODES.get(self.code, UNKNOWN)
        self.status, self.details = self.status or known, self.details or usual
        super().__init__(f"(#{self.code}) {self.title}: {self.details}")

    def body(self) -> dict[str, Any]:
        """What the call is answered with."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.title}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "ALotsePretends0",
        }
        if self.subcode:
            error |= {"error_subcode": self.subcode, "error_user_title": self.user_title, "error_user_msg": self.details}
        return {"error": error | {"is_transient": self.status >= 500}}

    def told(self) -> dict[str, Any]:
        """How a failed status tells it."""
        shape = {"code": self.code, "title": self.title, "message": self.title}
        return {**shape, "error_data": {"details": self.details}, "href": HREF}


def missing(what: str) -> GraphError:
    return GraphError(131008, f"The parameter {what} is required.")


def invalid(details: str) -> GraphError:
    return GraphError(131009, details)


def unknown_object(identifier: str) -> GraphError:
    details = f"Object with ID '{identifier}' does not exist, cannot be loaded due to missing permissions"
    return GraphError(100, details, subcode=33, user_title="Unsupported request")
