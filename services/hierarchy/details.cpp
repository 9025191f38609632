// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/details.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <QHash>
#include <algorithm>

namespace arborist::hierarchy {

using postgres::quoteIdentifier;

namespace {

QString textOf(const QString &column)
{
    return column.isEmpty() ? QStringLiteral("NULL")
                            : quoteIdentifier(column) + QStringLiteral("::text");
}

/// No more of a path than is shown, so that many long ones cost little.
QString pathEnd(const QString &column)
{
    return column.isEmpty()
               ? textOf(column)
               : QStringLiteral("right(%1, %2)").arg(textOf(column)).arg(Snapshot::kShownPath + 1);
}

QString idTypeName(const Snapshot &snapshot)
{
    switch (snapshot.idType()) {
    case IdType::Integer:
        return QStringLiteral("bigint");
    case IdType::Uuid:
        return QStringLiteral("uuid");
    case IdType::Text:
        break;
    }
    return QStringLiteral("text");
}

} // namespace

std::vector<Details> readDetails(postgres::Connection &connection, const Snapshot &snapshot,
                                 std::span<const Item> items)
{
    const Mapping &mapping = snapshot.mapping();
    QStringList ids;
    QHash<QString, Item> byId;
    for (const Item item : items) {
        ids += snapshot.idText(item);
        byId.insert(ids.last(), item);
    }
    const postgres::Result rows = connection.exec(
        QStringLiteral("SELECT %1::text, %2, %3, %4, %5 FROM %6 WHERE %1 = ANY ($1::%7[])")
            .arg(quoteIdentifier(mapping.id), textOf(mapping.title), pathEnd(mapping.path),
                 textOf(mapping.parent), textOf(mapping.updated), mapping.quotedName(),
                 idTypeName(snapshot)),
        {postgres::arrayLiteral(ids)});
    QHash<Item, Details> found;
    for (int row = 0; row < rows.rows(); ++row) {
        const Item item = byId.value(rows.text(row, 0), kNoItem);
        found.insert(item, {item, rows.text(row, 1), Snapshot::shortPath(rows.text(row, 2)),
                            rows.text(row, 3), rows.text(row, 4)});
    }
    std::vector<Details> details;
    details.reserve(items.size());
    for (const Item item : items)
        details.push_back(found.value(item, Details{item, {}, {}, {}, {}}));
    return details;
}

std::vector<Item> search(postgres::Connection &connection, const Snapshot &snapshot,
                         const QString &text, int limit)
{
    std::vector<Item> items;
    const Item exact = snapshot.find(text);
    if (exact != kNoItem)
        items.push_back(exact);
    const Mapping &mapping = snapshot.mapping();
    if (!mapping.title.isEmpty()) {
        QString pattern = text;
        pattern.replace(u'\\', QStringLiteral("\\\\"))
            .replace(u'%', QStringLiteral("\\%"))
            .replace(u'_', QStringLiteral("\\_"));
        const postgres::Result rows = connection.exec(
            QStringLiteral("SELECT %1::text FROM %2 WHERE %3::text ILIKE $1 ORDER BY %1 LIMIT %4")
                .arg(quoteIdentifier(mapping.id), mapping.quotedName(),
                     quoteIdentifier(mapping.title), QString::number(limit)),
            {u'%' + pattern + u'%'});
        QStringList ids;
        for (int row = 0; row < rows.rows(); ++row)
            ids += rows.text(row, 0);
        const std::vector<Item> found = snapshot.findAll(ids);
        items.insert(items.end(), found.begin(), found.end());
    }
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    return items;
}

} // namespace arborist::hierarchy
