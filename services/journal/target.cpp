// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/target.h"

#include "services/core/error.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>

namespace arborist::journal {

QString TargetColumn::same(const QString &left, const QString &right) const
{
    if (exact)
        return QStringLiteral("%1 IS NOT DISTINCT FROM %2").arg(left, right);
    // json has no equality, that of citext, jsonb or interval is too generous: concat() gives what
    // the type's output function writes, for every type.
    return QStringLiteral("(num_nulls(%1) = num_nulls(%2) AND "
                          "concat(%1) COLLATE \"C\" = concat(%2) COLLATE \"C\")")
        .arg(left, right);
}

const TargetColumn &Target::column(const QString &wanted) const
{
    for (const TargetColumn &known : columns) {
        if (known.name == wanted)
            return known;
    }
    Error error(QCoreApplication::translate("BatchWriter", "The table %1 has no column \"%2\".")
                    .arg(title, wanted),
                QCoreApplication::translate(
                    "BatchWriter", "It may have been dropped or renamed since; plan it again."));
    throw error.setWhere(title).setSqlState(QStringLiteral("42703"));
}

Target readTarget(postgres::Connection &connection, const QString &schema, const QString &table,
                  const QStringList &key)
{
    Target target;
    target.name = postgres::quoteQualified(schema, table);
    target.title = schema + u'.' + table;
    const auto columns =
        connection.exec(postgres::sqlFile(QStringLiteral("journal_table")), {target.name});
    for (int row = 0; row < columns.rows(); ++row)
        target.columns.push_back({columns.text(row, 0), columns.text(row, 1), columns.text(row, 2),
                                  columns.boolean(row, 3), columns.boolean(row, 4)});
    const auto facts = connection.exec(postgres::sqlFile(QStringLiteral("journal_keys")),
                                       {target.name, postgres::arrayLiteral(key)});
    target.keyIndexed = facts.boolean(0, 0);
    target.keyUnique = facts.boolean(0, 1);
    target.lateUnique = facts.boolean(0, 2);
    target.rowTriggers = facts.boolean(0, 3);
    return target;
}

} // namespace arborist::journal
