# SPDX-License-Identifier: GPL-3.0-or-later
"""Column values of the oracle: PostgreSQL's text notation <-> numbers that compare exactly.

Numbers are Fractions, intervals Fractions of microseconds, times integer microseconds since 1970
(timestamptz: in UTC; date and timestamp: as the wall clock shows).
"""
import datetime
import math
import re
import zoneinfo
from fractions import Fraction

DAY = 86_400_000_000
EPOCH = datetime.datetime(1970, 1, 1)


def family(kind):
    """numeric(10,2) -> numeric; timestamp(3) with time zone -> timestamptz; ..."""
    base = re.sub(r"\(.*?\)", "", kind).strip()
    base = re.sub(r"\s+", " ", base)
    return {"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
            "double precision": "float", "float8": "float", "real": "float", "float4": "float",
            "integer": "integer", "int": "integer", "smallint": "integer", "bigint": "integer",
            "decimal": "numeric", "boolean": "boolean", "bool": "boolean",
            "character varying": "text", "varchar": "text"}.get(base, base)


def digits(kind):
    """Decimals of a numeric column, of an integer one (0); None if unconstrained or a float."""
    if family(kind) == "integer":
        return 0
    found = re.fullmatch(r"\s*(?:numeric|decimal)\(\s*\d+\s*(?:,\s*(\d+)\s*)?\)\s*", kind)
    return int(found.group(1) or 0) if found else None


def parse_interval(text):
    total = Fraction(0)
    unit = {"year": 360 * DAY, "mon": 30 * DAY, "day": DAY}
    for number, name in re.findall(r"(-?\d+) (year|mon|day)s?", text):
        total += int(number) * unit[name]
    clock = re.search(r"(-?)(\d+):(\d+):(\d+(?:\.\d+)?)", text)
    if clock:
        sign, hours, minutes, seconds = clock.groups()
        micros = (int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)) * 1_000_000
        total += -micros if sign else micros
    return total


def parse_time(text):
    """date, timestamp or timestamptz in ISO form."""
    moment, _, _ = text.partition("+")
    offset = re.search(r"([+-])(\d\d)(?::(\d\d))?$", text[10:])
    if offset:
        moment = text[:10] + text[10:][:offset.start()]
    value = datetime.datetime.fromisoformat(moment)
    delta = value - EPOCH
    micros = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
    if offset:
        sign, hours, minutes = offset.groups()
        shift = (int(hours) * 60 + int(minutes or 0)) * 60_000_000
        micros -= shift if sign == "+" else -shift
    return micros


def parse(text, kind):
    """The value of a cell; None for NULL."""
    if text is None:
        return None
    name = family(kind)
    if name in ("integer", "numeric", "float"):
        return Fraction(str(text))
    if name == "interval":
        return parse_interval(text)
    if name in ("date", "timestamp", "timestamptz"):
        return parse_time(text)
    if name == "boolean":
        return text in ("t", "true", True)
    return text


def half_up(value, places):
    scale = 10 ** places
    return Fraction(math.floor(value * scale + Fraction(1, 2)), scale)


def same_number(stored, expected, kind, places=None):
    """Compares as the rules say: floats within 1e-6, decimals after one rounding half up."""
    if family(kind) == "float":
        return abs(stored - expected) <= Fraction(1, 10 ** 6) * max(1, abs(expected))
    if places is None:
        places = digits(kind)
    return stored == (expected if places is None or family(kind) == "interval"
                      else half_up(expected, places))


def convert_time(micros, source, target, zone):
    """A time of one column's type as another column would hold it."""
    if micros is None:
        return None
    was, now = family(source), family(target)
    if was == "timestamptz" and now != "timestamptz":
        local = (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
                 + datetime.timedelta(microseconds=micros)).astimezone(zoneinfo.ZoneInfo(zone))
        micros += int(local.utcoffset().total_seconds()) * 1_000_000
    elif was != "timestamptz" and now == "timestamptz":
        naive = EPOCH + datetime.timedelta(microseconds=micros)
        local = naive.replace(tzinfo=zoneinfo.ZoneInfo(zone))
        micros -= int(local.utcoffset().total_seconds()) * 1_000_000
    if now == "date":
        return micros - micros % DAY
    precision = re.search(r"\((\d)\)", target)
    step = 10 ** (6 - int(precision.group(1))) if precision else 1
    return micros - micros % step


def show(value, kind, places=None):
    """Value -> PostgreSQL's text, time zone UTC."""
    if value is None:
        return None
    name = family(kind)
    if name in ("integer", "numeric"):
        places = digits(kind) if places is None else places
        if places is None:  # as many as it takes
            places = next((p for p in range(18) if (value * 10 ** p).denominator == 1), 18)
        scaled = half_up(value, places) * 10 ** places
        text = f"{abs(scaled.numerator):0{places + 1}d}"
        text = text if places == 0 else f"{text[:-places]}.{text[-places:]}"
        return ("-" if scaled < 0 else "") + text
    if name == "float":
        return repr(float(value))
    if name == "interval":
        seconds, micros = divmod(abs(int(value)), 1_000_000)
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        text += f".{micros:06d}".rstrip("0") if micros else ""
        return ("-" if value < 0 else "") + text
    if name in ("date", "timestamp", "timestamptz"):
        moment = EPOCH + datetime.timedelta(microseconds=value)
        if name == "date":
            return moment.strftime("%Y-%m-%d")
        text = moment.strftime("%Y-%m-%d %H:%M:%S")
        text += f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
        return text + ("+00" if name == "timestamptz" else "")
    return str(value)
