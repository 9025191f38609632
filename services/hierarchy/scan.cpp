// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/scan.h"

#include "services/core/error.h"
#include "services/hierarchy/item_reader.h"
#include "services/hierarchy/rule_fitting.h"
#include "services/hierarchy/scan_query.h"
#include "services/hierarchy/snapshot_builder.h"
#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSet>

namespace arborist::hierarchy {

using postgres::quoteIdentifier;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Scan", text);
}

class Scan
{
public:
    Scan(const ScanRequest &request, postgres::Connection &connection, OperationContext &context)
        : m_mapping(request.mapping),
          m_organization(request.organization),
          m_keepTransaction(request.keepTransaction),
          m_keepPaths(request.keepPaths),
          m_weight(request.weight),
          m_connection(connection),
          m_context(context)
    {
    }

    SnapshotPtr run()
    {
        QElapsedTimer timer;
        timer.start();
        m_context.progress->enter(tr("Reading %1").arg(m_mapping.qualifiedName()), 0.85 * m_weight,
                                  -1, tr("items"));
        begin();
        const TableShape table = readTable(m_connection, m_mapping.schema, m_mapping.table);
        TriedPaths triedPaths = fitFromSample(m_mapping, m_connection);
        ItemTable items = read(table);
        const QHash<QString, QString> names = organizationNames();
        if (!m_keepTransaction)
            m_connection.exec(QStringLiteral("COMMIT"));

        m_context.progress->enter(tr("Comparing"), 0.15 * m_weight, qint64(items.size()),
                                  tr("items"));
        SnapshotBuilder builder(std::move(m_mapping), std::move(items), m_context);
        builder.setTriedPaths(std::move(triedPaths));
        if (m_keepPaths)
            builder.keepPaths();
        const auto snapshot = builder.build();
        SnapshotBuilder::setOrganizationNames(*snapshot, names);
        SnapshotBuilder::setTiming(*snapshot, m_takenAt, timer.elapsed());
        m_context.progress->advance(snapshot->size());
        return snapshot;
    }

private:
    /// One snapshot for all that is read; a filtered read must be an error, or rows that a policy
    /// hides would look like orphans.
    void begin()
    {
        m_connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
        const postgres::Result now =
            m_connection.exec(postgres::sqlFile(QStringLiteral("scan_begin")),
                              {m_mapping.rules.timeZone, m_organization,
                               QString::number(m_mapping.rules.graceSeconds)});
        m_takenAt = QDateTime::fromMSecsSinceEpoch(now.integer(0, 0), Qt::UTC);
        m_recentSince = {now.integer(0, 1), now.integer(0, 2), now.integer(0, 3)};
    }

    ItemTable read(const TableShape &table)
    {
        if (!m_organization.isEmpty() && m_mapping.organization.isEmpty()) {
            throw Error::usage(tr("%1 has no organization column.").arg(m_mapping.qualifiedName()),
                               tr("Scan the whole table, or name the column under [[hierarchy]] in "
                                  "arborist.toml."));
        }
        Mapping readable = m_mapping;
        if (!readable.rules.path)
            readable.path.clear(); // written by no rule that is known: not compared
        const ScanQuery query = makeScanQuery(readable, table);
        const bool all = m_organization.isEmpty();
        ItemReader::Limits limits;
        limits.expectedRows = all && table.rows > 0 ? qsizetype(table.rows) : 0;
        for (const SelectedColumn &column : query.columns) {
            if (column.role == Role::Value && column.field == Field::Updated) {
                limits.recentSince = column.type.type == ValueType::Date ? m_recentSince.date
                                     : column.type.type == ValueType::Timestamp
                                         ? m_recentSince.local
                                         : m_recentSince.instant;
            }
        }
        m_context.progress->setTotal(all && table.rows > 0 ? qint64(table.rows) : -1);
        ItemReader reader(readable, query, limits);
        qint64 rows = 0;
        m_connection.copyOut(query.statement(readable, !all), [&](std::span<const char> row) {
            reader.add(row);
            if (++rows % 8192 == 0)
                m_context.progress->advance(rows);
        });
        m_context.progress->advance(rows);
        reader.finish();
        ItemTable items = std::move(reader.table());
        if (!all)
            lookUpOutside(items);
        else
            dropMissing(items, {});
        items.ids.freeLookup();
        return items;
    }

    /// A scan of one organization sees only its rows: parents elsewhere are looked up, in the same
    /// snapshot, to tell orphans from foreign parents.
    void lookUpOutside(ItemTable &items)
    {
        QSet<QString> wanted;
        for (const ItemTable::Dangling &dangling : items.dangling) {
            IdTable one;
            one.setType(items.ids.type());
            one.add(dangling.parent);
            wanted += one.text(0);
        }
        for (const ItemTable::OtherParent &other : items.otherParents) {
            if (!items.ids.wireFromText(QByteArrayView(other.segment)).empty())
                wanted += QString::fromStdString(other.segment);
        }
        QSet<QString> existing;
        if (!wanted.isEmpty()) {
            const postgres::Result rows = m_connection.exec(
                QStringLiteral("SELECT %1::text FROM %2 WHERE %1::text = ANY ($1::text[])")
                    .arg(quoteIdentifier(m_mapping.id), m_mapping.quotedName()),
                {postgres::arrayLiteral(QStringList(wanted.begin(), wanted.end()))});
            for (int row = 0; row < rows.rows(); ++row)
                existing += rows.text(row, 0);
        }
        for (ItemTable::Dangling &dangling : items.dangling) {
            IdTable one;
            one.setType(items.ids.type());
            one.add(dangling.parent);
            dangling.foreign = existing.contains(one.text(0));
        }
        dropMissing(items, existing);
    }

    /// S5 needs both parents to exist: the one that the path names and the stored one.
    static void dropMissing(ItemTable &items, const QSet<QString> &outside)
    {
        QSet<Item> orphans;
        for (const ItemTable::Dangling &dangling : items.dangling) {
            if (!dangling.foreign)
                orphans += dangling.item;
        }
        std::erase_if(items.otherParents, [&](const ItemTable::OtherParent &other) {
            if (orphans.contains(other.item))
                return true;
            const QString segment = QString::fromStdString(other.segment);
            const std::string wire = items.ids.wireFromText(QByteArrayView(other.segment));
            const Item named = wire.empty() ? kNoItem : items.ids.find(wire);
            return (named == kNoItem || items.ids.text(named) != segment) &&
                   !outside.contains(segment);
        });
    }

    QHash<QString, QString> organizationNames()
    {
        QHash<QString, QString> names;
        if (m_mapping.organizationTable.isEmpty())
            return names;
        m_connection.exec(QStringLiteral("SAVEPOINT names"));
        try {
            const postgres::Result rows = m_connection.exec(
                QStringLiteral("SELECT %1::text, %2::text FROM %3 LIMIT 200000")
                    .arg(quoteIdentifier(m_mapping.organizationKey),
                         quoteIdentifier(m_mapping.organizationName), m_mapping.organizationTable));
            for (int row = 0; row < rows.rows(); ++row)
                names.insert(rows.text(row, 0), rows.text(row, 1));
        } catch (const Error &error) {
            // Names are a courtesy: without the right to read them the ids serve.
            if (error.kind() == ErrorKind::Cancelled || error.sqlState() != u"42501")
                throw;
            m_connection.exec(QStringLiteral("ROLLBACK TO names"));
        }
        return names;
    }

    struct Since {
        qint64 instant = kNull; ///< microseconds since 2000, UTC
        qint64 local = kNull;   ///< the same in the rules' time zone
        qint64 date = kNull;    ///< days since 2000 in the rules' time zone
    };

    Mapping m_mapping;
    QString m_organization;
    bool m_keepTransaction;
    bool m_keepPaths;
    double m_weight;
    postgres::Connection &m_connection;
    OperationContext &m_context;
    QDateTime m_takenAt;
    Since m_recentSince;
};

} // namespace

SnapshotPtr scan(const ScanRequest &request, postgres::Connection &connection,
                 OperationContext &context)
{
    try {
        return Scan(request, connection, context).run();
    } catch (Error &error) {
        if (error.where().isEmpty())
            error.setWhere(request.mapping.qualifiedName());
        if (error.sqlState() == u"42501" && error.message().contains(u"row-level security"))
            error.setHint(tr("Rows of this table are filtered by a policy, so its health cannot be "
                             "judged. Connect as the table's owner or a role with BYPASSRLS."));
        throw;
    }
}

} // namespace arborist::hierarchy
