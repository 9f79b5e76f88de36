"""An Open Badge 3.0 of a qualification, as an option: a credential signed with Ed25519 that says nothing of illness.

The badge is a JSON Web Token whose payload is a verifiable credential (Open Badges 3.0, 8.2: VC-JWT). The holder stands
in it as the code of the certificate, never by name, and the course as its hours. The signing key is made from the
keyring's root, so there is nothing more to keep or to back up.
"""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rinnalla.base.clock import HELSINKI
from rinnalla.training.models import Qualification
from rinnalla.vault.keyring import keyring

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring().subkey("badges"))


def _plain(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_key() -> dict[str, str]:
    """The key by which anyone can check a badge, as a JSON Web Key (RFC 8037)."""
    raw = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": _plain(raw), "alg": "EdDSA", "use": "sig", "kid": "badges"}


def issuer(address: str) -> dict[str, Any]:
    """Who issues badges: the service, without the union's name, since a name may tell an illness."""
    return {"id": address, "type": ["Profile"], "name": "Rinnalla"}


def credential(qualification: Qualification, *, address: str, issuer_address: str) -> dict[str, Any]:
    """The badge's contents; `address` is where the certificate is checked."""
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Completed course",
        "issuer": issuer(issuer_address),
        "validFrom": _moment(qualification.day, time.min),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{issuer_address}#course",
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": "Completed course",
                "description": f"A course of {qualification.course.hours} hours for volunteers.",
                "criteria": {"narrative": "Took part in the whole course, or had equal knowledge recognised."},
            },
        },
    }
    if qualification.valid_until:
        told["validUntil"] = _moment(qualification.valid_until, time.max)
    return told


def signed(qualification: Qualification, *, address: str, issuer_address: str) -> str:
    """The badge as a signed token."""
    told = credential(qualification, address=address, issuer_address=issuer_address)
    claims = {"iss": issuer_address, "jti": address, "nbf": _seconds(told["validFrom"])}
    if "validUntil" in told:
        claims["exp"] = _seconds(told["validUntil"])
    head = {"alg": "EdDSA", "typ": "JWT", "kid": f"{issuer_address}#badges", "jwk": public_key()}
    body = f"{_plain(_json(head))}.{_plain(_json(told | claims))}"
    return f"{body}.{_plain(_key().sign(body.encode()))}"


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _moment(day, at: time) -> str:
    local = datetime.combine(day, at.replace(microsecond=0), tzinfo=HELSINKI)
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(moment: str) -> int:
    return int(datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
