#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes vectors.json: requests of the calls that Arborist makes or may make, with the signatures
that they must get. Usage: make_vectors.py [--check]

The credentials are the examples that AWS's documentation publishes. Before anything is written,
the algorithm is held against the worked example of the same documentation."""
import json
import pathlib
import sys

import sigv4

KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMic=="
FORM = "application/x-www-form-urlencoded"
TARGET = pathlib.Path(__file__).with_name("vectors.json")


def published_example():
    made = sigv4.authorization(
        KEY, SECRET, "us-east-1", "iam", "20150830T123600Z", "GET", "/",
        "Action=ListUsers&Version=2010-05-08",
        [("content-type", FORM + "; charset=utf-8"), ("host", "iam.amazonaws.com"),
         ("x-amz-date", "20150830T123600Z")], b"")
    wanted = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    if not made.endswith("Signature=" + wanted):
        sys.exit("The published example does not come out: " + made)


def vector(name, region, service, host, body="", target="", kind="application/x-amz-json-1.1",
           method="POST", path="/", query="", more=(), time="20261121T093000Z", token=""):
    headers = [["Content-Type", kind]] if kind else []
    headers += [["X-Amz-Target", target]] if target else []
    headers += [list(header) for header in more]
    signed = headers + [["X-Amz-Date", time], ["Host", host]]
    signed += [["X-Amz-Security-Token", token]] if token else []
    return {"name": name + (", with token" if token else ""), "method": method,
            "url": f"https://{host}{path}" + ("?" + query if query else ""), "headers": headers,
            "body": body, "region": region, "service": service, "time": time, "key": KEY,
            "secret": SECRET, "token": token,
            "authorization": sigv4.authorization(KEY, SECRET, region, service, time, method, path,
                                                 query, signed, body.encode())}


def vectors(token):
    manager = "secretsmanager"
    yield vector("get secret", "eu-central-1", manager, "secretsmanager.eu-central-1.amazonaws.com",
                 '{"SecretId":"acme/staging/database-url"}', manager + ".GetSecretValue",
                 token=token)
    yield vector("empty object, host with port", "us-east-1", manager, "127.0.0.1:4440", "{}",
                 manager + ".ListSecrets", token=token)
    yield vector("text beyond ASCII", "cn-north-1", manager,
                 "secretsmanager.cn-north-1.amazonaws.com.cn", '{"SecretId":"größe/値"}',
                 manager + ".GetSecretValue", token=token)
    yield vector("path of an override", "eu-west-1", manager, "proxy.example.com:8443",
                 '{"SecretId":"a"}', manager + ".GetSecretValue", path="/aws/secrets/", token=token)
    yield vector("form", "eu-central-1", "sts", "sts.eu-central-1.amazonaws.com",
                 "Action=GetCallerIdentity&Version=2011-06-15", kind=FORM, token=token)
    yield vector("no body", "us-east-1", "service", "example.amazonaws.com", kind="", method="POST",
                 token=token)
    yield vector("blanks in headers", "us-east-1", "service", "example.amazonaws.com", kind="",
                 more=[["My-Header1", "  value1 "], ["My-Header2", ' "a   b   c" ']], token=token)
    yield vector("one header twice", "us-east-1", "service", "example.amazonaws.com", kind="",
                 more=[["my-header1", "value2"], ["My-Header1", "value1"]], token=token)
    yield vector("query", "us-east-1", "iam", "iam.amazonaws.com", kind=FORM, method="GET",
                 query="b=2&a=%20%2B~&a=1&Version=2010-05-08", token=token)
    yield vector("end of the year", "us-east-1", "dynamodb", "dynamodb.us-east-1.amazonaws.com",
                 "{}", "DynamoDB_20120810.ListTables", "application/x-amz-json-1.0",
                 time="20261231T235959Z", token=token)


def main():
    published_example()
    made = [each for token in ("", TOKEN) for each in vectors(token)]
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        if TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET} is not what make_vectors.py makes")
        return
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
