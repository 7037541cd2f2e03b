"""An issuer of tokens, as GitHub is one for its Actions, with keys of its own."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import SplitResult, parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

REPOSITORY = {
    "repository": "label/numbers",
    "repository_id": "4711",
    "ref": "refs/heads/main",
    "workflow_ref": "label/numbers/.github/workflows/update-data.yml@refs/heads/main",
}
"""The job that tokens speak of where nothing else is said."""

_LIFE_SECONDS = 300
_EARLIER_SECONDS = 600  # GitHub's tokens are valid from before they were asked for
_NOTICED_SECONDS = 0.01


_KEYS: dict[str, rsa.RSAPrivateKey] = {}


def key_pair(kid: str) -> rsa.RSAPrivateKey:
    """The key of a name: making one takes a while, so that each is made once."""
    if kid not in _KEYS:
        _KEYS[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _KEYS[kid]


def public_pem(kid: str) -> bytes:
    """The public half of a key, as anybody may read it."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key_pair(kid).public_key().public_bytes(serialization.Encoding.PEM, form)


def b64(data: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A token without its signature: what the signature is over."""
    return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"


class Issuer:
    """A server of public keys on this machine, and the tokens they prove.

    Attributes:
        address: where it is; tokens name it as their issuer.
        published: the names of the keys it tells; the first signs.
        down: whether it answers nothing of use.
        asked: how often its keys were fetched.
        tokens_at: where a job asks for its token, as GitHub tells it in a variable.
        password: what a job shows there.
        given: the tokens that jobs got.
    """

    def __init__(self) -> None:
        self.published = ["first"]
        self.down = False
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.tokens_at = f"{self.address}/token?api-version=2.0"
        self.password = secrets.token_urlsafe()
        self.given: list[str] = []
        Thread(target=self._server.serve_forever, args=(_NOTICED_SECONDS,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def jwk(self, kid: str) -> dict[str, str]:
        """A key as the issuer tells it."""
        numbers = key_pair(kid).public_key().public_numbers()
        n, e = (b64(v.to_bytes((v.bit_length() + 7) // 8, "big")) for v in (numbers.n, numbers.e))
        return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": n, "e": e}

    def claims(self, audience: str, **changed: object) -> dict[str, Any]:
        """What GitHub says of a job, but for what is changed; what is None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": audience,
            "sub": "repo:label/numbers:ref:refs/heads/main",
            "iat": now,
            "nbf": now - _EARLIER_SECONDS,
            "exp": now + _LIFE_SECONDS,
            "jti": "0f1e",
            "event_name": "schedule",
            "run_id": "17",
            "sha": "ab" * 20,
            **REPOSITORY,
            **changed,
        }
        return _without_none(claims)

    def token(
        self,
        audience: str,
        *,
        signer: str = "",
        header: Mapping[str, Any] | None = None,
        **changed: object,
    ) -> str:
        """A token as a job gets it, but for what is changed.

        Args:
            audience: whom it is for.
            signer: the name of the key that signs, when not the first published.
            header: what its header says instead.
            changed: what its claims say instead.
        """
        signer = signer or self.published[0]
        head = _without_none({"typ": "JWT", "alg": "RS256", "kid": signer, **(header or {})})
        said = unsigned(head, self.claims(audience, **changed))
        signature = key_pair(signer).sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{said}.{b64(signature)}"


def _without_none(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    def _keys() -> tuple[int, dict[str, Any]]:
        issuer.asked += 1
        told = {"keys": [issuer.jwk(kid) for kid in issuer.published]}
        return 503 if issuer.down else 200, told

    def _token(request: BaseHTTPRequestHandler, asked: SplitResult) -> tuple[int, dict[str, Any]]:
        audience = parse_qs(asked.query).get("audience", [""])[0]
        if request.headers["Authorization"] != f"Bearer {issuer.password}" or not audience:
            return 401, {"message": "not a job that may have one"}
        issuer.given.append(issuer.token(audience))
        return 200, {"count": len(issuer.given[-1]), "value": issuer.given[-1]}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            status, answer = _token(self, asked) if asked.path == "/token" else _keys()
            told = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: who starts it has an output of their own."""

    return Handler
