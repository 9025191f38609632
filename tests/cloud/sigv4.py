# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature Version 4 from its published description, in plain Python: shares no code with the
signer under test. Used to make vectors.json and by fake_aws.py to check what arrives."""
import hashlib
import hmac
import re
from urllib.parse import quote, unquote


def digest(data):
    return hashlib.sha256(data).hexdigest()


def encode(text):
    return quote(text, safe="-_.~")


def canonical_query(query):
    items = []
    for item in filter(None, query.split("&")):
        name, _, value = item.partition("=")
        items.append((encode(unquote(name)), encode(unquote(value))))
    return "&".join(f"{name}={value}" for name, value in sorted(items))


def canonical_request(method, path, query, headers, signed, body):
    """`headers`: (name, value) in the order sent; `signed`: the names that count, lower case."""
    values = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(re.sub(r"\s+", " ", value.strip()))
    lines = "".join(f"{name}:{','.join(values.get(name, []))}\n" for name in signed)
    encoded = "/".join(encode(part) for part in path.split("/")) or "/"
    return "\n".join([method, encoded, canonical_query(query), lines, ";".join(signed),
                      digest(body)])


def string_to_sign(time, scope, canonical):
    return "\n".join(["AWS4-HMAC-SHA256", time, scope, digest(canonical.encode())])


def signature(secret, scope, text):
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def authorization(key_id, secret, region, service, time, method, path, query, headers, body):
    """The header's value for a request whose `headers` are all signed."""
    signed = sorted({name.lower() for name, _ in headers})
    scope = f"{time[:8]}/{region}/{service}/aws4_request"
    text = string_to_sign(time, scope, canonical_request(method, path, query, headers, signed, body))
    return (f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={';'.join(signed)}, "
            f"Signature={signature(secret, scope, text)}")
