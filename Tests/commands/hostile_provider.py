"""A provider that does whatever a test tells it to, well or ill. Tokens are made by joserfc, which shares nothing with the
library that Hemtrygg reads them with."""

import base64
import hmac
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jws
from joserfc.jwk import RSAKey


def plain(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


class Provider:
    """Sound until something is changed: `claims` and `header` change what a token says, `answers` whole answers by path."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.first_key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.well()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def well(self):
        """As on the first day."""
        self.key = self.first_key
        self.published = [self.first_key]
        self.claims, self.header, self.answers = {}, {}, {}
        self.sign = self.sign_well
        self.nonce = None
        self.asked = []
        self.forms = []

    def token(self, **claims):
        now = int(time.time())
        every = {"iss": self.issuer, "aud": "hemtrygg", "sub": "sub-1", "exp": now + 300, "iat": now, "nonce": self.nonce,
                 "preferred_username": "hilda", "name": "Hilda Hemlig", "groups": ["vt"], **self.claims, **claims}
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        return self.sign({name: value for name, value in header.items() if value is not None},
                         {name: value for name, value in every.items() if value is not None})

    def sign_well(self, header, claims):
        return jws.serialize_compact(header, json.dumps(claims), self.key)

    def sign_nothing(self, header, claims):
        return f"{plain({**header, 'alg': 'none'})}.{plain(claims)}."

    def sign_with_public_key(self, header, claims):
        # By hand, since joserfc knows better than to do it.
        text = f"{plain({**header, 'alg': 'HS256'})}.{plain(claims)}"
        code = hmac.digest(self.first_key.as_pem(private=False), text.encode(), "sha256")
        return text + "." + base64.urlsafe_b64encode(code).rstrip(b"=").decode()

    def sign_with_another_key(self, header, claims):
        return jws.serialize_compact(header, json.dumps(claims), RSAKey.generate_key(2048))

    def address_back(self, leading, code="code-1", **more):
        """What the browser would be sent back to, of the address that it was led to."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(leading).query))
        self.nonce = asked["nonce"]
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": asked["state"], **more})

    def document(self):
        return {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/end"}

    def handler(provider):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.asked.append(self.path)
                if self.path in provider.answers:
                    return provider.answers[self.path](self)
                if self.path == "/.well-known/openid-configuration":
                    return self.give(provider.document())
                if self.path == "/keys":
                    return self.give({"keys": [key.as_dict(private=False) for key in provider.published]})
                self.give({}, 404)

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.asked.append(self.path)
                provider.forms.append(dict(urllib.parse.parse_qsl(form)))
                if self.path in provider.answers:
                    return provider.answers[self.path](self)
                self.give({"access_token": "access-secret", "token_type": "Bearer", "id_token": provider.token()})

            def give(self, value, status=200):
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def bytes_of(body, status=200):
    return lambda handler: handler.give(body, status)


def redirect_to(address):
    def answer(handler):
        handler.send_response(302)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def a_byte_at_a_time(handler):
    """It never ends, and never pauses for long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(600):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def without_end(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        pass


def silent(handler):
    time.sleep(20)


def hang_up(handler):
    handler.connection.close()
