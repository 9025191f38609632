// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/row_reader.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/identifier.h"

namespace arborist::repair {

using postgres::quoteIdentifier;

namespace {

QString texts(const QString &table, const QStringList &columns)
{
    QString list;
    for (const QString &column : columns)
        list += QStringLiteral(", %1.%2::text").arg(table, quoteIdentifier(column));
    return list;
}

} // namespace

QString RowReader::wanted() const
{
    QStringList arrays;
    QStringList names;
    QStringList conditions;
    for (qsizetype i = 0; i < m_shape.key.size(); ++i) {
        arrays += QStringLiteral("$%1::%2[]").arg(QString::number(i + 1), m_shape.keyTypes[i]);
        names += QStringLiteral("key%1").arg(i);
        conditions += QStringLiteral("t.%1 = wanted.key%2")
                          .arg(quoteIdentifier(m_shape.key[i]), QString::number(i));
    }
    return QStringLiteral(" FROM unnest(%1) WITH ORDINALITY AS wanted (%2, number) JOIN %3 AS t "
                          "ON %4")
        .arg(arrays.join(QStringLiteral(", ")), names.join(QStringLiteral(", ")),
             m_shape.table.quoted(), conditions.join(QStringLiteral(" AND ")));
}

postgres::Params RowReader::bind(const std::vector<RowKey> &keys) const
{
    postgres::Params params;
    for (size_t column = 0; column < size_t(m_shape.key.size()); ++column) {
        QStringList values;
        values.reserve(qsizetype(keys.size()));
        for (const RowKey &key : keys)
            values += QString::fromUtf8(key[column]);
        params.push_back(postgres::arrayLiteral(values));
    }
    return params;
}

postgres::Result RowReader::read(const std::vector<RowKey> &keys, const QStringList &columns) const
{
    return m_connection.exec(QStringLiteral("SELECT wanted.number - 1, t.xmin::text") +
                                 texts(QStringLiteral("t"), columns) + wanted(),
                             bind(keys));
}

postgres::Result RowReader::referring(const std::vector<RowKey> &keys, const Reference &reference,
                                      const QStringList &key) const
{
    QStringList conditions;
    for (qsizetype i = 0; i < reference.columns.size(); ++i) {
        conditions +=
            QStringLiteral("c.%1 = t.%2")
                .arg(quoteIdentifier(reference.columns[i]), quoteIdentifier(reference.keys[i]));
    }
    return m_connection.exec(
        QStringLiteral("SELECT wanted.number - 1, c.xmin::text") + texts(QStringLiteral("c"), key) +
            texts(QStringLiteral("c"), reference.columns) + wanted() +
            QStringLiteral(" JOIN %1 AS c ON %2")
                .arg(reference.from.quoted(), conditions.join(QStringLiteral(" AND "))),
        bind(keys));
}

} // namespace arborist::repair
