// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/change_reader.h"

#include "services/core/error.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::repair {

using postgres::quoteIdentifier;

namespace {

constexpr size_t kAtOnce = 20'000; ///< rows read by one query

/// The kinds that write, in order, each with its place in the query.
struct Selected {
    std::array<int, kKindCount> place{};
    QString list;
};

Selected select(const RepairChanges &changes, const Mapping &mapping)
{
    Selected selected;
    QStringList columns;
    for (const Kind kind : allKinds()) {
        if (!(changes.kinds() & bit(kind)))
            continue;
        const QString column = QStringLiteral("t.%1::text")
                                   .arg(quoteIdentifier(RepairChanges::columnOf(kind, mapping)));
        if (!columns.contains(column))
            columns += column;
        selected.place[size_t(kind)] = 1 + int(columns.indexOf(column));
    }
    selected.list = columns.join(QStringLiteral(", "));
    return selected;
}

} // namespace

void readStored(RepairChanges &changes, const Snapshot &snapshot, const TableShape &table,
                postgres::Connection &connection, OperationContext &context)
{
    const auto rows = changes.updates();
    if (rows.empty())
        return;
    const Mapping &mapping = snapshot.mapping();
    const Selected selected = select(changes, mapping);
    const QString key = quoteIdentifier(mapping.id);
    const QString sql =
        QStringLiteral("SELECT t.xmin::text, %1 FROM unnest($1::%2[]) WITH ORDINALITY AS "
                       "wanted (id, number) JOIN %3 AS t ON t.%4 = wanted.id ORDER BY number")
            .arg(selected.list, table.column(mapping.id)->typeName, mapping.quotedName(), key);
    for (size_t begin = 0; begin < rows.size(); begin += kAtOnce) {
        context.throwIfStopped();
        const auto part = rows.subspan(begin, std::min(kAtOnce, rows.size() - begin));
        QStringList ids;
        ids.reserve(qsizetype(part.size()));
        for (const RepairChanges::Row &row : part)
            ids += snapshot.idText(row.item);
        const postgres::Result stored = connection.exec(sql, {postgres::arrayLiteral(ids)});
        if (size_t(stored.rows()) != part.size()) {
            throw Error(QCoreApplication::translate(
                            "Repair", "%1 rows of %2 were expected by their ids, %3 were read.")
                            .arg(part.size())
                            .arg(mapping.qualifiedName())
                            .arg(stored.rows()),
                        QCoreApplication::translate("Repair",
                                                    "Map a column with unique values as the id."));
        }
        for (size_t i = 0; i < part.size(); ++i) {
            const int line = int(i);
            changes.setVersion(begin + i, stored.text(line, 0).toUInt());
            for (quint32 number = part[i].begin; number < part[i].end; ++number) {
                const Kind kind = changes.changes()[number].kind;
                const int place = selected.place[size_t(kind)];
                changes.pushBefore(stored.isNull(line, place)
                                       ? std::nullopt
                                       : std::optional(stored.bytes(line, place)));
            }
        }
        context.progress->advance(qint64(begin + part.size()));
    }
}

} // namespace arborist::repair
