// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/catalog.h"

#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>

namespace arborist::hierarchy {
namespace {

std::vector<TableShape> read(postgres::Connection &connection, const postgres::Params &params)
{
    const postgres::Result rows =
        connection.exec(postgres::sqlFile(QStringLiteral("hierarchy_tables")), params);
    std::vector<TableShape> tables;
    for (int row = 0; row < rows.rows(); ++row) {
        const QString schema = rows.text(row, 0);
        const QString name = rows.text(row, 1);
        if (tables.empty() || tables.back().schema != schema || tables.back().name != name) {
            TableShape table;
            table.schema = schema;
            table.name = name;
            table.rows = rows.text(row, 2).toDouble();
            table.bytes = rows.integer(row, 3);
            tables.push_back(std::move(table));
        }
        TableShape &table = tables.back();
        ColumnShape column;
        column.name = rows.text(row, 4);
        column.type = quint32(rows.integer(row, 5));
        column.modifier = int(rows.integer(row, 6));
        column.typeName = rows.text(row, 7);
        column.isEnum = rows.boolean(row, 8);
        column.isText = rows.boolean(row, 9);
        if (rows.boolean(row, 10))
            table.primaryKey += column.name;
        if (!rows.isNull(row, 11)) {
            table.foreignKeys.push_back(
                {column.name, rows.text(row, 11), rows.text(row, 12), rows.text(row, 13)});
        }
        table.columns.push_back(std::move(column));
    }
    return tables;
}

} // namespace

const ColumnShape *TableShape::column(const QString &columnName) const
{
    for (const ColumnShape &column : columns) {
        if (column.name == columnName)
            return &column;
    }
    return nullptr;
}

std::vector<TableShape> readTables(postgres::Connection &connection)
{
    return read(connection, {std::nullopt, std::nullopt});
}

TableShape readTable(postgres::Connection &connection, const QString &schema, const QString &name)
{
    std::vector<TableShape> tables = read(connection, {schema, name});
    if (tables.empty()) {
        throw Error(QCoreApplication::translate("Catalog", "There is no table %1.%2 in %3.")
                        .arg(schema, name, connection.info().database()),
                    QCoreApplication::translate(
                        "Catalog", "Check the name under [[hierarchy]] in arborist.toml, and that "
                                   "the migrations that create the table have been applied."))
            .setSqlState(QStringLiteral("42P01"))
            .setWhere(schema + u'.' + name);
    }
    return std::move(tables.front());
}

} // namespace arborist::hierarchy
