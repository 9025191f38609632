// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/query/saved_query.h"

#include "services/query/parameters.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QFile>

namespace arborist::query {
namespace {

/// The comment lines before anything else, as one text.
QString leadingComment(const QString &sql)
{
    QStringList lines;
    for (const QString &line : sql.split(u'\n')) {
        const QString text = line.trimmed();
        if (!text.startsWith(QStringLiteral("--")))
            break;
        lines += text.mid(2).trimmed();
    }
    return lines.join(u' ').simplified();
}

} // namespace

std::vector<SavedQuery> savedQueries(const stages::Workspace &workspace)
{
    std::vector<SavedQuery> queries;
    for (const stages::QueryFile &declared : workspace.queries()) {
        SavedQuery query;
        query.name = declared.name;
        query.file = declared.file;
        QFile file(declared.file);
        if (file.open(QIODevice::ReadOnly)) {
            query.sql = QString::fromUtf8(file.readAll());
            query.description = leadingComment(query.sql);
            for (const Placeholder &place : placeholders(query.sql)) {
                if (!query.parameters.contains(place.name))
                    query.parameters += place.name;
            }
        } else {
            query.problem = QCoreApplication::translate("Query", "%1 cannot be read: %2.")
                                .arg(declared.file, file.errorString());
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

} // namespace arborist::query
