// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/references.h"

#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <map>

namespace arborist::repair {
namespace {

/// The elements of an array of names in text form: {id,"parent \"x\""}.
QStringList elements(const QString &array)
{
    QStringList names;
    QString name;
    bool quoted = false;
    for (qsizetype i = 1; i < array.size(); ++i) {
        const QChar c = array[i];
        if (c == u'"') {
            quoted = !quoted;
        } else if (c == u'\\' && quoted) {
            name += array[++i];
        } else if (!quoted && (c == u',' || c == u'}')) {
            names += name;
            name.clear();
        } else {
            name += c;
        }
    }
    return names;
}

Reference::OnDelete actionOf(const QString &code, bool notNull)
{
    if (code == u"c")
        return Reference::OnDelete::Cascade;
    return code == u"n" && !notNull ? Reference::OnDelete::SetNull : Reference::OnDelete::Restrict;
}

} // namespace

QString TableName::quoted() const
{
    return postgres::quoteQualified(schema, name);
}

std::vector<Reference> readReferences(postgres::Connection &connection, const TableName &table)
{
    const postgres::Result rows = connection.exec(
        postgres::sqlFile(QStringLiteral("repair_references")), {table.schema, table.name});
    std::vector<Reference> references;
    for (int row = 0; row < rows.rows(); ++row) {
        Reference reference;
        reference.from = {rows.text(row, 0), rows.text(row, 1)};
        reference.constraint = rows.text(row, 2);
        reference.onDelete = actionOf(rows.text(row, 3), rows.boolean(row, 6));
        reference.columns = elements(rows.text(row, 4));
        reference.keys = elements(rows.text(row, 5));
        references.push_back(std::move(reference));
    }
    return references;
}

RowShape readRowShape(postgres::Connection &connection, const TableName &table, const QString &key)
{
    const postgres::Result rows = connection.exec(
        postgres::sqlFile(QStringLiteral("repair_columns")), {table.schema, table.name});
    RowShape shape;
    shape.table = table;
    std::map<qint64, std::pair<QString, QString>> keys;
    for (int row = 0; row < rows.rows(); ++row) {
        const QString name = rows.text(row, 0);
        shape.columns += name;
        if (key.isEmpty() ? rows.integer(row, 2) > 0 : name == key)
            keys[rows.integer(row, 2)] = {name, rows.text(row, 1)};
    }
    for (const auto &[place, column] : keys) {
        shape.key += column.first;
        shape.keyTypes += column.second;
    }
    return shape;
}

} // namespace arborist::repair
