// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/columns.h"
#include <QString>
#include <optional>
#include <string_view>

namespace arborist::hierarchy {

/// How the values of a column are kept as raw 64-bit numbers.
enum class ValueType : quint8 {
    None,        ///< there is no such column
    Integer,     ///< the number
    Decimal,     ///< numeric: the number times 10^scale
    Real,        ///< float: its bits in an order-preserving form (see realOf)
    Interval,    ///< microseconds, a month as 30 days, as PostgreSQL compares intervals
    Date,        ///< days since 2000-01-01
    Timestamp,   ///< microseconds since 2000-01-01
    TimestampTz, ///< the same, UTC
    Text,        ///< an order-preserving key; only for positions
};

struct FieldType {
    ValueType type = ValueType::None;
    int scale = 0;     ///< digits after the point: of a Decimal, of the seconds of a timestamp
    bool fixed = true; ///< Decimal: the scale is the column's own, else the most that is compared
    int width = 8;     ///< bytes a value takes in memory

    bool isNumber() const
    {
        return type == ValueType::Integer || type == ValueType::Decimal ||
               type == ValueType::Real || type == ValueType::Interval;
    }
    bool isTime() const
    {
        return type == ValueType::Date || type == ValueType::Timestamp ||
               type == ValueType::TimestampTz;
    }
};

/// The type of a column by its OID and modifier (pg_attribute.atttypid, atttypmod); None for types
/// that hold no such values. Text types only where `allowText`.
FieldType fieldTypeOf(quint32 oid, int modifier, bool allowText = false);

/// Reads the wire's binary form. Throws Error for values that cannot be compared exactly: NaN,
/// numbers of more than 18 digits, more decimals than `scale`.
qint64 decodeValue(const FieldType &type, quint32 oid, std::string_view wire);

double realOf(qint64 raw);
qint64 rawOfReal(double value);

/// PostgreSQL's own notation: "18394.00", "2026-10-14". Empty for NULL.
QString plainText(const FieldType &type, qint64 raw);
/// In the current locale: "18,394", "14 Oct 2026"; an en dash for NULL.
QString localText(const FieldType &type, qint64 raw);
/// Days since 1970-01-01, with fraction; NaN for NULL and infinity.
double dayOf(const FieldType &type, qint64 raw);

} // namespace arborist::hierarchy
