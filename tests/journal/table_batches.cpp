// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/journal/table_batches.h"

#include "services/postgres/identifier.h"
#include <algorithm>

namespace arborist {

using journal::ChangeBatch;
using journal::RowChange;
using journal::Value;

ChangeBatch updateOf(postgres::Connection &connection, const QString &schema, const QString &table,
                     const QStringList &key, const QStringList &columns)
{
    ChangeBatch batch;
    batch.schema = schema;
    batch.table = table;
    batch.key = key;
    batch.columns = columns;
    QStringList names;
    for (const QString &name : key + columns)
        names += postgres::quoteIdentifier(name);
    QStringList places;
    for (int i = 0; i < key.size(); ++i)
        places += QString::number(i + 2);
    const auto rows = connection.exec(
        QStringLiteral("select xmin, %1 from %2 order by %3")
            .arg(names.join(u','), postgres::quoteQualified(schema, table), places.join(u',')));
    const auto bytes = [&](int row, int field) {
        const auto view = rows.bytes(row, field);
        return QByteArray(view.data() ? view.data() : "", qsizetype(view.size()));
    };
    for (int row = 0; row < rows.rows(); ++row) {
        RowChange change;
        change.version = quint32(rows.integer(row, 0));
        for (int i = 0; i < key.size(); ++i)
            change.key.push_back(bytes(row, i + 1));
        for (int i = 0; i < columns.size(); ++i) {
            const int field = i + 1 + int(key.size());
            change.before.push_back(rows.isNull(row, field) ? Value() : Value(bytes(row, field)));
        }
        change.after = change.before;
        change.changed = columns.size() >= 64 ? ~quint64(0) : (quint64(1) << columns.size()) - 1;
        batch.rows.push_back(std::move(change));
    }
    return batch;
}

ChangeBatch deletionOf(postgres::Connection &connection, const QString &schema,
                       const QString &table, const QStringList &key, const QStringList &columns)
{
    ChangeBatch batch = updateOf(connection, schema, table, key, columns);
    batch.action = ChangeBatch::Action::Delete;
    for (RowChange &row : batch.rows) {
        row.version = 0;
        row.after.clear();
    }
    return batch;
}

QByteArray contentOf(postgres::Connection &connection, const QString &quotedTable)
{
    std::vector<QByteArray> rows;
    connection.copyOut(QStringLiteral("COPY %1 TO STDOUT").arg(quotedTable),
                       [&](auto row) { rows.emplace_back(row.data(), qsizetype(row.size())); });
    std::sort(rows.begin(), rows.end());
    QByteArray content;
    for (const QByteArray &row : rows)
        content += row;
    return content;
}

} // namespace arborist
