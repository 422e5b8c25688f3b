"""The address under which a class answers: signed, so that nobody can guess another class's."""

from itsdangerous import BadSignature, URLSafeSerializer

from outreach.kernel.settings import Settings


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.signing_key(), salt="feedback")


def sign(booking_id: int, *, settings: Settings) -> str:
    return str(_signer(settings).dumps(booking_id))


def read(signed: str, *, settings: Settings) -> int | None:
    """The booking a link is for; None when we did not make it."""
    try:
        found = _signer(settings).loads(signed)
    except BadSignature:
        return None
    return found if isinstance(found, int) else None
