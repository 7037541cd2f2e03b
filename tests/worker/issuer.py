"""An issuer of tokens as GitHub is one for Actions, with keys of its own."""

from __future__ import annotations

import base64
import json
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

REPOSITORY = {
    "repository": "label/numbers",
    "repository_id": "4711",
    "ref": "refs/heads/main",
    "workflow_ref": "label/numbers/.github/workflows/update-data.yml@refs/heads/main",
}
"""The job that may read, in the tests."""


@cache
def key_pair(kid: str) -> rsa.RSAPrivateKey:
    """One key by its name: making one takes a while, so each is made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64(data: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    """A whole number as keys have it."""
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def public_pem(kid: str) -> bytes:
    """The public half of a key, as anybody may read it."""
    return (
        key_pair(kid)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def signing_input(header: dict, claims: dict) -> str:
    """What a signature is over."""
    return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"


def sign(header: dict, claims: dict, kid: str) -> str:
    """A token whose signature is true."""
    told = signing_input(header, claims)
    return f"{told}.{b64(key_pair(kid).sign(told.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class Issuer:
    """A server of public keys, and the tokens they prove.

    Attributes:
        published: the names of the keys it tells; the first signs.
        down: whether it answers nothing of use.
        asked: how often its keys were fetched.
    """

    def __init__(self) -> None:
        self.published = ["first"]
        self.down = False
        self.asked = 0
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.asked += 1
                body = json.dumps({"keys": [issuer.jwk(kid) for kid in issuer.published]})
                self.send_response(503 if issuer.down else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def jwk(self, kid: str) -> dict[str, str]:
        numbers = key_pair(kid).public_key().public_numbers()
        return {
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid,
            "n": number(numbers.n), "e": number(numbers.e),
        }  # fmt: skip

    def claims(self, audience: str, **changed) -> dict:
        """What GitHub says of the job; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": audience,
            "sub": "repo:label/numbers:ref:refs/heads/main",
            "iat": now,
            "nbf": now - 600,
            "exp": now + 300,
            "jti": "0f1e",
            "event_name": "schedule",
            "run_id": "17",
            "sha": "ab" * 20,
            **REPOSITORY,
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, audience: str, *, kid: str | None = "", header=None, **changed) -> str:
        """A token as the job would get it, but for what is changed."""
        signer = kid or self.published[0]
        head = {"typ": "JWT", "alg": "RS256", "kid": signer, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        return sign(head, self.claims(audience, **changed), signer)
