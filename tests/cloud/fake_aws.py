#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for Secrets Manager, STS and the single sign-on portal, on 127.0.0.1. It knows the
secrets and keys it is told of, checks every signature, and can be told to fail.

Prints its port, then obeys lines of JSON on standard input, each answered with one line:
  {"secrets": {...}} {"keys": {...}} {"region": "..."} {"ahead": SECONDS}  set
  {"faults": ["throttle", ...]}   how the next requests end, one each
  {"journal": true}               what has arrived since the last time: [{...}]
Ends with its standard input."""
import datetime
import json
import re
import socketserver
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from socket import SO_LINGER, SOL_SOCKET
from urllib.parse import parse_qs, urlsplit

import sigv4

STATE = {
    "secrets": {},  # name -> {"SecretString": ...} or an error's name
    "keys": {},  # access key -> {"secret": ..., "token": ..., "expired": false}
    "sso": {},  # token -> credentials
    "roles": {},  # ARN -> {"external_id": ..., "credentials": {...}}
    "region": "eu-central-1",
    "ahead": 0,
    "faults": [],
    "redirect": "",
}
JOURNAL = []
LOCK = threading.Lock()


def now():
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=STATE["ahead"])


class Refused(Exception):
    def __init__(self, name, message="", status=400):
        super().__init__(name)
        self.name, self.message, self.status = name, message, status


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return now().strftime("%a, %d %b %Y %H:%M:%S GMT")

    def answer(self, status, body, kind="application/x-amz-json-1.1", more=()):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-amzn-RequestId", "00000000-fake")
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, error, xml):
        if xml:
            self.answer(error.status, "<ErrorResponse><Error><Type>Sender</Type>"
                        f"<Code>{error.name}</Code><Message>{error.message}</Message></Error>"
                        "</ErrorResponse>", "text/xml")
        else:
            self.answer(error.status, json.dumps({"__type": "com.amazonaws.fake#" + error.name,
                                                  "Message": error.message}))

    def reset(self):
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    # What the signature says, after AWS's rules.
    def check(self, service, body):
        given = self.headers.get("Authorization", "")
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/"
                             r"aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})", given)
        if not match:
            raise Refused("MissingAuthenticationTokenException", "Missing Authentication Token")
        key_id, day, region, name, signed, signature = match.groups()
        key = STATE["keys"].get(key_id)
        if not key:
            raise Refused("UnrecognizedClientException",
                          "The security token included in the request is invalid.")
        when = self.headers.get("X-Amz-Date", "")
        if name != service or region != STATE["region"] or not when.startswith(day):
            raise Refused("InvalidSignatureException", "Credential should be scoped correctly.")
        names = signed.split(";")
        if "host" not in names or "x-amz-date" not in names or names != sorted(names):
            raise Refused("IncompleteSignature", "host and x-amz-date must be signed")
        url = urlsplit(self.path)
        canonical = sigv4.canonical_request(self.command, url.path, url.query,
                                            self.headers.items(), names, body)
        scope = f"{day}/{region}/{name}/aws4_request"
        text = sigv4.string_to_sign(when, scope, canonical)
        if sigv4.signature(key["secret"], scope, text) != signature:
            raise Refused("InvalidSignatureException", "The request signature we calculated does "
                          "not match the signature you provided.")
        sent = datetime.datetime.strptime(when + "+0000", "%Y%m%dT%H%M%SZ%z")
        if abs((now() - sent).total_seconds()) > 300:
            late = "expired" if now() > sent else "not yet current"
            raise Refused("InvalidSignatureException", f"Signature {late}: {when}")
        if key.get("token", "") != self.headers.get("X-Amz-Security-Token", ""):
            raise Refused("UnrecognizedClientException", "The security token is invalid.")
        if key.get("token") and "x-amz-security-token" not in names:
            raise Refused("IncompleteSignature", "the token must be signed")
        if key.get("expired"):
            raise Refused("ExpiredTokenException", "The security token in the request is expired")

    def secret(self, body):
        wanted = json.loads(body)["SecretId"]
        found = STATE["secrets"].get(wanted.split(":secret:")[-1])
        if found is None:
            raise Refused("ResourceNotFoundException",
                          "Secrets Manager can't find the specified secret.")
        if isinstance(found, str):
            raise Refused(found, "told so", 500 if found == "InternalServiceError" else 400)
        return {"ARN": f"arn:aws:secretsmanager:{STATE['region']}:123456789012:secret:{wanted}",
                "Name": wanted, "VersionId": "7e1f0f3a-1", "VersionStages": ["AWSCURRENT"],
                "CreatedDate": 1763700000.123, **found}

    def role(self, body):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if form.get("Action") != "AssumeRole" or form.get("Version") != "2011-06-15":
            raise Refused("InvalidAction")
        role = STATE["roles"].get(form.get("RoleArn"))
        if not role or role.get("external_id") != form.get("ExternalId"):
            raise Refused("AccessDenied", "not authorized to perform: sts:AssumeRole", 403)
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in role["credentials"].items())
        return ("<AssumeRoleResponse><AssumeRoleResult><Credentials>" + inner + "</Credentials>"
                "</AssumeRoleResult></AssumeRoleResponse>")

    def sign_on(self):
        asked = parse_qs(urlsplit(self.path).query)
        if "Authorization" in self.headers:
            raise Refused("InvalidRequestException", "this call is not signed")
        found = STATE["sso"].get(self.headers.get("x-amz-sso_bearer_token", ""))
        if not found:
            raise Refused("UnauthorizedException", "Session token not found or invalid", 401)
        if asked.get("role_name") != [found["role"]] or asked.get("account_id") != [found["account"]]:
            raise Refused("ForbiddenException", "No access", 403)
        return json.dumps({"roleCredentials": found["credentials"]})

    def fail(self, fault, good):
        """Ends the request in a bad way; `good` is what would have been the answer."""
        data = good.encode()
        if fault == "throttle":
            self.refuse(Refused("ThrottlingException", "Rate exceeded"), False)
        elif fault == "limit":
            self.refuse(Refused("LimitExceededException", "too many"), False)
        elif fault.isdigit():
            self.answer(int(fault), "<html>trouble</html>", "text/html")
        elif fault == "reset":
            self.reset()
        elif fault in ("reset-mid-body", "short", "slow", "hang"):
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:len(data) // 2])
            self.wfile.flush()
            if fault == "slow":
                for i in range(len(data) // 2, len(data)):
                    time.sleep(0.001)
                    self.wfile.write(data[i:i + 1])
            elif fault == "hang":
                time.sleep(60)
            elif fault == "short":
                self.close_connection = True
            else:
                self.reset()
        elif fault == "truncated":
            self.answer(200, data[:len(data) // 2])
        elif fault == "redirect":
            self.answer(307, "", more=[("Location", STATE["redirect"])])
        elif fault == "empty":
            self.answer(200, "")
        else:
            raise ValueError(fault)

    def do_GET(self):
        self.serve()

    def do_POST(self):
        self.serve()

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target", "")
        form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
        with LOCK:
            JOURNAL.append({"method": self.command, "path": self.path, "target": target,
                            "headers": {name.lower(): value for name, value in self.headers.items()},
                            "body": body.decode(errors="replace")})
            fault = STATE["faults"].pop(0) if STATE["faults"] else ""
        kind = "application/x-amz-json-1.1"
        try:
            if self.command == "GET":
                if not urlsplit(self.path).path.endswith("/federation/credentials"):
                    raise Refused("UnknownOperationException", status=404)
                good = self.sign_on()
            elif form:
                self.check("sts", body)
                good, kind = self.role(body), "text/xml"
            elif target == "secretsmanager.GetSecretValue":
                self.check("secretsmanager", body)
                good = json.dumps(self.secret(body))
            else:
                raise Refused("UnknownOperationException")
            if fault:
                self.fail(fault, good)
            else:
                self.answer(200, good, kind)
        except Refused as error:
            self.refuse(error, form)
        except OSError:
            self.close_connection = True  # the other side has gone


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        with LOCK:
            if told.pop("journal", False):
                print(json.dumps(JOURNAL), flush=True)
                JOURNAL.clear()
            else:
                STATE.update(told)
                print("{}", flush=True)


if __name__ == "__main__":
    main()
