// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/lint/column_type.h"

#include <QHash>
#include <QStringList>

namespace arborist::migrations {
namespace {

/// How much fits into a number type; a larger one holds all of a smaller one.
int numberRank(const QString &name)
{
    static const QHash<QString, int> kRanks{
        {QStringLiteral("int2"), 1},   {QStringLiteral("int4"), 2},
        {QStringLiteral("int8"), 3},   {QStringLiteral("float4"), 4},
        {QStringLiteral("float8"), 5}, {QStringLiteral("numeric"), 6}};
    return kRanks.value(name);
}

int limit(const ColumnType &type, std::size_t index, int otherwise)
{
    return index < type.limits.size() ? type.limits[index] : otherwise;
}

constexpr int kNoLimit = 1 << 30;

bool isText(const QString &name)
{
    return name == u"text" || name == u"varchar" || name == u"bpchar" || name == u"citext";
}

TypeChange textChange(const ColumnType &from, const ColumnType &to)
{
    const int before = from.name == u"text" ? kNoLimit : limit(from, 0, kNoLimit);
    const int after = to.name == u"text" ? kNoLimit : limit(to, 0, kNoLimit);
    if (after < before)
        return TypeChange::Narrows;
    const auto isPlain = [](const QString &name) { return name != u"bpchar"; };
    return isPlain(from.name) && isPlain(to.name) ? TypeChange::InPlace : TypeChange::Rewrites;
}

TypeChange numericChange(const ColumnType &from, const ColumnType &to)
{
    if (to.limits.empty())
        return TypeChange::InPlace;
    const int before = limit(from, 0, kNoLimit) - limit(from, 1, 0);
    const int after = limit(to, 0, kNoLimit) - limit(to, 1, 0);
    if (from.limits.empty() || after < before || limit(to, 1, 0) < limit(from, 1, 0))
        return TypeChange::Narrows;
    return limit(to, 1, 0) == limit(from, 1, 0) ? TypeChange::InPlace : TypeChange::Rewrites;
}

/// Same type, other modifiers.
TypeChange limitChange(const ColumnType &from, const ColumnType &to)
{
    if (from.limits == to.limits)
        return TypeChange::InPlace;
    if (from.name == u"numeric")
        return numericChange(from, to);
    const int widest = from.name.startsWith(u"time") || from.name == u"interval" ? 6 : kNoLimit;
    if (limit(to, 0, widest) < limit(from, 0, widest))
        return TypeChange::Narrows;
    const bool isStretched =
        from.name.startsWith(u"time") || from.name == u"interval" || from.name == u"varbit";
    return isStretched ? TypeChange::InPlace : TypeChange::Rewrites;
}

bool losesTime(const QString &from, const QString &to)
{
    return from.startsWith(u"timestamp") && (to == u"date" || to == u"time" || to == u"timetz");
}

} // namespace

ColumnType columnType(const postgres::SqlNode &typeName)
{
    ColumnType type;
    for (const postgres::SqlNode part : typeName["names"])
        type.name = part.as("String")["sval"].text();
    for (const postgres::SqlNode limit : typeName["typmods"]) {
        const postgres::SqlNode value = limit.as("A_Const")["ival"];
        type.limits.push_back(int(value["ival"].integer()));
    }
    type.isArray = bool(typeName["arrayBounds"]);
    if (type.name == u"numeric" && type.limits.size() == 1)
        type.limits.push_back(0);
    if (type.name == u"interval") // the first says which fields
        type.limits.erase(type.limits.begin(), type.limits.begin() + !type.limits.empty());
    return type;
}

ColumnType columnType(const QString &typname, int modifier)
{
    ColumnType type;
    type.isArray = typname.startsWith(u'_');
    type.name = type.isArray ? typname.sliced(1) : typname;
    if (modifier < 0)
        return type;
    if (type.name == u"varchar" || type.name == u"bpchar")
        type.limits = {modifier - 4};
    else if (type.name == u"numeric")
        type.limits = {((modifier - 4) >> 16) & 0xffff, (modifier - 4) & 0x7ff};
    else if (type.name == u"interval")
        type.limits = {modifier & 0xffff};
    else
        type.limits = {modifier};
    if (type.name == u"interval" && type.limits[0] > 6)
        type.limits.clear();
    return type;
}

QString ColumnType::shown() const
{
    QStringList texts;
    for (const int value : limits)
        texts += QString::number(value);
    return name + (texts.isEmpty() ? QString() : u'(' + texts.join(u',') + u')') +
           (isArray ? QStringLiteral("[]") : QString());
}

bool ColumnType::isSerial() const
{
    return name == u"serial" || name == u"bigserial" || name == u"smallserial" ||
           name == u"serial2" || name == u"serial4" || name == u"serial8";
}

TypeChange typeChange(const ColumnType &from, const ColumnType &to)
{
    if (from.isArray != to.isArray)
        return TypeChange::Rewrites;
    if (isText(from.name) && isText(to.name) && (from.name != to.name || from.name != u"bpchar"))
        return textChange(from, to);
    if (from.name == to.name)
        return limitChange(from, to);
    if (from.name == u"cidr" && to.name == u"inet")
        return TypeChange::InPlace;
    const int before = numberRank(from.name);
    const int after = numberRank(to.name);
    // numeric(p,s) of a whole number or of a float may be too small.
    const bool isLimited = to.name == u"numeric" && !to.limits.empty();
    if (before > 0 && after > 0 && (after < before || isLimited))
        return TypeChange::Narrows;
    if (losesTime(from.name, to.name))
        return TypeChange::Narrows;
    return TypeChange::Rewrites;
}

} // namespace arborist::migrations
