// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/result_columns.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/sql_file.h"
#include <algorithm>
#include <array>

namespace arborist::query {
namespace {

// src/include/catalog/pg_type.dat: int8, int2, int4, oid, float4, float8, numeric.
constexpr std::array<quint32, 7> kNumbers{20, 21, 23, 26, 700, 701, 1700};

} // namespace

std::vector<Column> ResultColumns::of(const QString &sql, postgres::Connection &connection)
{
    const postgres::Result description = connection.describe(sql);
    nameTypes(description, connection);
    const QStringList names = description.columnNames();
    std::vector<Column> columns;
    for (int i = 0; i < description.columns(); ++i) {
        const quint32 type = description.columnType(i);
        const bool numeric = std::find(kNumbers.begin(), kNumbers.end(), type) != kNumbers.end();
        columns.push_back({names[i], m_names[{type, description.columnModifier(i)}], numeric});
    }
    return columns;
}

void ResultColumns::nameTypes(const postgres::Result &description, postgres::Connection &connection)
{
    QStringList types;
    QStringList modifiers;
    std::vector<Type> asked;
    for (int i = 0; i < description.columns(); ++i) {
        const Type type{description.columnType(i), description.columnModifier(i)};
        if (!m_names.emplace(type, QString()).second)
            continue;
        asked.push_back(type);
        types += QString::number(type.first);
        modifiers += QString::number(type.second);
    }
    if (asked.empty())
        return;
    const postgres::Result answer =
        connection.exec(postgres::sqlFile(QStringLiteral("query_types")),
                        {postgres::arrayLiteral(types), postgres::arrayLiteral(modifiers)});
    for (size_t i = 0; i < asked.size(); ++i)
        m_names[asked[i]] = answer.text(int(i), 0);
}

} // namespace arborist::query
