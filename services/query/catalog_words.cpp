// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/catalog_words.h"

#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"

namespace arborist::query {
namespace {

using postgres::Result;
using Relation = CatalogWords::Relation;

Relation::Kind kindOf(const QString &word)
{
    if (word == u"v" || word == u"m")
        return Relation::Kind::View;
    return word == u"f" ? Relation::Kind::ForeignTable : Relation::Kind::Table;
}

std::vector<Relation> relations(const Result &rows)
{
    std::vector<Relation> found;
    for (int row = 0; row < rows.rows(); ++row) {
        const QString schema = rows.text(row, 0);
        const QString name = rows.text(row, 1);
        if (found.empty() || found.back().schema != schema || found.back().name != name)
            found.push_back({schema, name, kindOf(rows.text(row, 2)), rows.boolean(row, 3), {}});
        if (!rows.isNull(row, 4))
            found.back().columns.push_back({rows.text(row, 4), rows.text(row, 5)});
    }
    return found;
}

} // namespace

CatalogWords catalogWords(postgres::Connection &connection)
{
    CatalogWords words;
    const auto lines = [&](const QString &sql) {
        const Result rows = connection.exec(sql);
        QStringList texts;
        for (int row = 0; row < rows.rows(); ++row)
            texts += rows.text(row, 0);
        return texts;
    };
    words.schemas = lines(QStringLiteral("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' "
                                         "AND nspname <> 'information_schema' ORDER BY 1"));
    words.keywords = lines(QStringLiteral("SELECT word FROM pg_get_keywords() ORDER BY 1"));
    words.relations =
        relations(connection.exec(postgres::sqlFile(QStringLiteral("query_relations"))));
    const Result rows = connection.exec(postgres::sqlFile(QStringLiteral("query_functions")));
    for (int row = 0; row < rows.rows(); ++row)
        words.functions.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2),
                                   rows.text(row, 3), rows.boolean(row, 4)});
    return words;
}

} // namespace arborist::query
