#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every translated message keeps the placeholders of its source: %1, %n, %L2 ..."""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

PLACEHOLDER = re.compile(r"%L?(?:n|\d{1,2})")


def problems(file):
    for context in xml.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            source = message.findtext("source", "")
            for translation in message.iter("translation"):
                texts = [form.text or "" for form in translation.iter("numerusform")]
                for text in texts or [translation.text or ""]:
                    if text and sorted(set(PLACEHOLDER.findall(text))) != sorted(
                            set(PLACEHOLDER.findall(source))):
                        yield f"{file.name}: {context.findtext('name')}: {source!r} -> {text!r}"


found = [line for file in sorted(pathlib.Path(sys.argv[1]).glob("*.ts")) for line in problems(file)]
print("\n".join(found) or "all placeholders are kept")
sys.exit(1 if found else 0)
