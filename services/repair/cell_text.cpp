// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/cell_text.h"

#include <QDate>
#include <charconv>

namespace arborist::repair {
namespace {

constexpr qint64 kSecond = 1'000'000;
constexpr qint64 kDay = 86'400 * kSecond;
constexpr qint64 kJulianOf2000 = 2'451'545;

void appendPadded(QByteArray &text, qint64 number, int width)
{
    text += QByteArray::number(number).rightJustified(width, '0');
}

/// "14:30:05.25"; micros is not negative.
void appendClock(QByteArray &text, qint64 micros)
{
    const qint64 seconds = micros / kSecond;
    appendPadded(text, seconds / 3600, 2);
    text += ':';
    appendPadded(text, seconds / 60 % 60, 2);
    text += ':';
    appendPadded(text, seconds % 60, 2);
    if (micros % kSecond == 0)
        return;
    text += '.';
    appendPadded(text, micros % kSecond, 6);
    while (text.endsWith('0'))
        text.chop(1);
}

/// Appends "2026-10-14" for days since 2000; true for a year before Christ, which is told behind
/// everything else.
bool appendDate(QByteArray &text, qint64 days)
{
    int year = 0;
    int month = 0;
    int day = 0;
    QDate::fromJulianDay(days + kJulianOf2000).getDate(&year, &month, &day);
    appendPadded(text, qAbs(year), 4);
    text += '-';
    appendPadded(text, month, 2);
    text += '-';
    appendPadded(text, day, 2);
    return year < 0;
}

QByteArray timeText(const FieldType &type, qint64 raw)
{
    const qint64 limit = type.type == ValueType::Date ? std::numeric_limits<qint32>::max()
                                                      : std::numeric_limits<qint64>::max();
    if (raw == limit)
        return "infinity";
    if (raw <= -limit)
        return "-infinity";
    QByteArray text;
    bool beforeChrist = false;
    if (type.type == ValueType::Date) {
        beforeChrist = appendDate(text, raw);
    } else {
        const qint64 clock = ((raw % kDay) + kDay) % kDay;
        beforeChrist = appendDate(text, (raw - clock) / kDay);
        text += ' ';
        appendClock(text, clock);
        if (type.type == ValueType::TimestampTz)
            text += "+00";
    }
    return beforeChrist ? text + " BC" : text;
}

/// The shortest text that reads back as the same number (source of its form:
/// src/common/d2s.c, f2s.c: an exponent below -4 and from `largest` on).
template <typename Real> QByteArray realText(Real value, int largest)
{
    char buffer[32];
    const auto write = [&](std::chars_format format) {
        const char *end = std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr;
        return QByteArray(buffer, qsizetype(end - buffer));
    };
    const QByteArray scientific = write(std::chars_format::scientific);
    const int exponent = scientific.mid(scientific.indexOf('e') + 1).toInt();
    return exponent < -4 || exponent >= largest ? scientific : write(std::chars_format::fixed);
}

} // namespace

std::optional<QByteArray> cellText(const FieldType &type, qint64 raw, bool singlePrecision)
{
    if (raw == kNull)
        return std::nullopt;
    switch (type.type) {
    case ValueType::Date:
    case ValueType::Timestamp:
    case ValueType::TimestampTz:
        return timeText(type, raw);
    case ValueType::Interval: {
        QByteArray text = raw < 0 ? "-" : "";
        appendClock(text, qAbs(raw));
        return text;
    }
    case ValueType::Real:
        return singlePrecision ? realText(float(realOf(raw)), 6) : realText(realOf(raw), 15);
    default:
        return hierarchy::plainText(type, raw).toLatin1();
    }
}

} // namespace arborist::repair
