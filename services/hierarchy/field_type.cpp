// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/field_type.h"

#include "services/core/error.h"
#include "services/hierarchy/path_hash.h"
#include "services/postgres/wire.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <bit>
#include <cmath>

namespace arborist::hierarchy {

namespace wire = postgres::wire;
namespace oid = wire::oid;

namespace {

constexpr int kFreeScale = 9; ///< decimals compared where numeric has no declared scale
constexpr qint64 kDay = 86'400'000'000;
constexpr qint64 kEpochDays = 10957; ///< 2000-01-01 in days since 1970
constexpr qint64 kPowers[] = {1,
                              10,
                              100,
                              1'000,
                              10'000,
                              100'000,
                              1'000'000,
                              10'000'000,
                              100'000'000,
                              1'000'000'000,
                              10'000'000'000,
                              100'000'000'000,
                              1'000'000'000'000,
                              10'000'000'000'000,
                              100'000'000'000'000,
                              1'000'000'000'000'000,
                              10'000'000'000'000'000,
                              100'000'000'000'000'000,
                              1'000'000'000'000'000'000};

QString tr(const char *text)
{
    return QCoreApplication::translate("FieldType", text);
}

Error tooExact()
{
    return Error(tr("A number has more digits than Arborist compares (18 in all, 9 decimals)."),
                 tr("Declare the column as numeric(18,9) or narrower, or leave it out of the "
                    "mapping in arborist.toml."));
}

/// numeric's binary form: digit groups of base 10,000 (source: numeric_send in
/// src/backend/utils/adt/numeric.c).
qint64 decodeNumeric(std::string_view bytes, int scale)
{
    const auto groups = wire::read<qint16>(bytes.data());
    const auto weight = wire::read<qint16>(bytes.data() + 2);
    const auto sign = wire::read<quint16>(bytes.data() + 4);
    if (sign == 0xC000 || sign == 0xD000 || sign == 0xF000) {
        throw Error(tr("A number is NaN or infinite."),
                    tr("Correct the value, or leave the column out of the mapping."));
    }
    Int128 value = 0;
    if (4 * (weight + 1) + scale <= 18 && 4 * (groups - weight - 1) <= scale) {
        // The usual case: all digits are kept and fit 64 bits.
        qint64 small = 0;
        for (int i = 0; i < groups; ++i)
            small = small * 10'000 + wire::read<quint16>(bytes.data() + 8 + 2 * i);
        small *= kPowers[scale - 4 * (groups - weight - 1)];
        return sign == 0x4000 ? -small : small;
    }
    for (int i = 0; i < groups; ++i) {
        const int exponent = 4 * (weight - i) + scale; // of the group's lowest digit
        auto group = wire::read<quint16>(bytes.data() + 8 + 2 * i);
        if (exponent >= 0) {
            if (exponent > 18)
                throw tooExact();
            value += static_cast<Int128>(group) * kPowers[exponent];
        } else {
            // The group reaches below the last decimal that is kept: only zeros may stand there.
            const int cut = -exponent;
            if (cut >= 4 ? group != 0 : group % kPowers[cut] != 0)
                throw tooExact();
            value += cut >= 4 ? 0 : group / kPowers[cut];
        }
    }
    if (value > std::numeric_limits<qint64>::max() - 1)
        throw tooExact();
    return sign == 0x4000 ? -qint64(value) : qint64(value);
}

/// A key that sorts like the text's first bytes and differs where short texts differ.
qint64 textKey(std::string_view bytes)
{
    quint64 key = 0;
    const size_t prefix = bytes.size() <= 8 ? bytes.size() : 2;
    for (size_t i = 0; i < prefix; ++i)
        key |= quint64(static_cast<unsigned char>(bytes[i])) << (56 - 8 * i);
    if (bytes.size() > 8)
        key |= hashBytes(bytes) >> 16;
    const qint64 raw = qint64(key ^ (1ULL << 63));
    return raw == kNull ? kNull + 1 : raw;
}

QString decimalText(qint64 raw, int scale, bool trim)
{
    const bool negative = raw < 0;
    QString digits = QString::number(negative ? -raw : raw);
    if (scale > 0) {
        digits = digits.rightJustified(scale + 1, u'0');
        digits.insert(digits.size() - scale, u'.');
        if (trim) {
            while (digits.endsWith(u'0'))
                digits.chop(1);
            if (digits.endsWith(u'.'))
                digits.chop(1);
        }
    }
    return negative ? u'-' + digits : digits;
}

QDateTime dateTimeOf(qint64 micros)
{
    const qint64 millis = (micros - (((micros % 1000) + 1000) % 1000)) / 1000;
    return QDateTime::fromMSecsSinceEpoch(millis + kEpochDays * kDay / 1000, Qt::UTC);
}

bool isInfinite(const FieldType &type, qint64 raw)
{
    const qint64 limit = type.type == ValueType::Date ? std::numeric_limits<qint32>::max()
                                                      : std::numeric_limits<qint64>::max();
    return raw == limit || raw <= -limit;
}

QString infinityText(qint64 raw)
{
    return raw > 0 ? QStringLiteral("infinity") : QStringLiteral("-infinity");
}

} // namespace

FieldType fieldTypeOf(quint32 typeOid, int modifier, bool allowText)
{
    switch (typeOid) {
    case oid::kInt2:
    case oid::kInt4:
        return {ValueType::Integer, 0, true, 4};
    case oid::kInt8:
        return {ValueType::Integer, 0, true, 8};
    case oid::kNumeric: {
        if (modifier < 4)
            return {ValueType::Decimal, kFreeScale, false, 8};
        const int precision = ((modifier - 4) >> 16) & 0xFFFF;
        const int scale = (modifier - 4) & 0x7FF;
        if (scale > kFreeScale)
            return {ValueType::Decimal, kFreeScale, false, 8};
        return {ValueType::Decimal, scale, true, precision <= 9 ? 4 : 8};
    }
    case oid::kFloat4:
    case oid::kFloat8:
        return {ValueType::Real, 0, true, 8};
    case oid::kInterval:
        return {ValueType::Interval, 0, true, 8};
    case oid::kDate:
        return {ValueType::Date, 0, true, 4};
    case oid::kTimestamp:
        return {ValueType::Timestamp, modifier < 0 ? 6 : modifier, true, 8};
    case oid::kTimestamptz:
        return {ValueType::TimestampTz, modifier < 0 ? 6 : modifier, true, 8};
    case oid::kText:
    case oid::kVarchar:
    case oid::kBpchar:
        return allowText ? FieldType{ValueType::Text, 0, true, 8} : FieldType{};
    default:
        return {};
    }
}

double realOf(qint64 raw)
{
    return std::bit_cast<double>(raw >= 0 ? raw : raw ^ std::numeric_limits<qint64>::max());
}

qint64 rawOfReal(double value)
{
    if (value == 0)
        return 0; // also of -0.0
    const auto bits = std::bit_cast<qint64>(value);
    return bits >= 0 ? bits : bits ^ std::numeric_limits<qint64>::max();
}

qint64 decodeValue(const FieldType &type, quint32 typeOid, std::string_view bytes)
{
    if (!bytes.data())
        return kNull;
    switch (type.type) {
    case ValueType::None:
        return kNull;
    case ValueType::Integer:
        if (typeOid == oid::kInt2)
            return wire::read<qint16>(bytes.data());
        if (typeOid == oid::kInt4)
            return wire::read<qint32>(bytes.data());
        return wire::read<qint64>(bytes.data());
    case ValueType::Decimal:
        return decodeNumeric(bytes, type.scale);
    case ValueType::Real: {
        const double value = typeOid == oid::kFloat4 ? double(wire::readFloat(bytes.data()))
                                                     : wire::readDouble(bytes.data());
        if (!std::isfinite(value)) {
            throw Error(tr("A number is NaN or infinite."),
                        tr("Correct the value, or leave the column out of the mapping."));
        }
        return rawOfReal(value);
    }
    case ValueType::Interval:
        return wire::read<qint64>(bytes.data()) + (wire::read<qint32>(bytes.data() + 8) +
                                                   30LL * wire::read<qint32>(bytes.data() + 12)) *
                                                      kDay;
    case ValueType::Date: {
        const auto days = wire::read<qint32>(bytes.data());
        return days == std::numeric_limits<qint32>::min() ? days + 1 : days;
    }
    case ValueType::Timestamp:
    case ValueType::TimestampTz: {
        const auto micros = wire::read<qint64>(bytes.data());
        const qint64 unit = kPowers[6 - type.scale];
        if (micros == kNull)
            return kNull + 1;
        if (unit == 1 || micros == std::numeric_limits<qint64>::max())
            return micros;
        return micros - ((micros % unit) + unit) % unit;
    }
    case ValueType::Text:
        return textKey(bytes);
    }
    return kNull;
}

QString plainText(const FieldType &type, qint64 raw)
{
    if (raw == kNull)
        return {};
    switch (type.type) {
    case ValueType::Decimal:
        return decimalText(raw, type.scale, !type.fixed);
    case ValueType::Real:
        return QString::number(realOf(raw), 'g', QLocale::FloatingPointShortest);
    case ValueType::Interval: {
        const qint64 seconds = (raw < 0 ? -raw : raw) / 1'000'000;
        return QStringLiteral("%1%2:%3:%4")
            .arg(raw < 0 ? QStringLiteral("-") : QString())
            .arg(seconds / 3600, 2, 10, QLatin1Char('0'))
            .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
            .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    }
    case ValueType::Date:
        if (isInfinite(type, raw))
            return infinityText(raw);
        return QDate::fromJulianDay(raw + 2451545).toString(Qt::ISODate);
    case ValueType::Timestamp:
    case ValueType::TimestampTz: {
        if (isInfinite(type, raw))
            return infinityText(raw);
        const QDateTime time = dateTimeOf(raw);
        QString text = time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        const qint64 micros = ((raw % 1'000'000) + 1'000'000) % 1'000'000;
        if (micros)
            text += decimalText(micros, 6, true).mid(1);
        return type.type == ValueType::TimestampTz ? text + QStringLiteral("+00") : text;
    }
    default:
        return QString::number(raw);
    }
}

QString localText(const FieldType &type, qint64 raw)
{
    if (raw == kNull)
        return QStringLiteral("–");
    const QLocale locale;
    switch (type.type) {
    case ValueType::Integer:
        return locale.toString(raw);
    case ValueType::Decimal: {
        const qint64 whole = raw / kPowers[type.scale];
        QString fraction = decimalText(qAbs(raw % kPowers[type.scale]), type.scale, true).mid(2);
        QString text = locale.toString(whole);
        if (raw < 0 && whole == 0)
            text = locale.negativeSign() + text;
        return fraction.isEmpty() ? text : text + locale.decimalPoint() + fraction;
    }
    case ValueType::Real: {
        const double value = realOf(raw);
        return value == std::floor(value) ? locale.toString(value, 'f', 0)
                                          : locale.toString(value, 'f', 2);
    }
    case ValueType::Interval:
        return QCoreApplication::translate("FieldType", "%1 h")
            .arg(locale.toString(double(raw) / 3.6e9, 'f', raw % 3'600'000'000 ? 2 : 0));
    case ValueType::Date:
        if (isInfinite(type, raw))
            return infinityText(raw);
        return locale.toString(QDate::fromJulianDay(raw + 2451545), QStringLiteral("d MMM yyyy"));
    case ValueType::Timestamp:
    case ValueType::TimestampTz:
        if (isInfinite(type, raw))
            return infinityText(raw);
        return locale.toString(dateTimeOf(raw), QStringLiteral("d MMM yyyy HH:mm"));
    default:
        return {};
    }
}

double dayOf(const FieldType &type, qint64 raw)
{
    if (raw == kNull || isInfinite(type, raw))
        return std::numeric_limits<double>::quiet_NaN();
    if (type.type == ValueType::Date)
        return double(raw + kEpochDays);
    return double(raw) / double(kDay) + double(kEpochDays);
}

} // namespace arborist::hierarchy
