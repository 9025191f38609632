// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/repair_planner.h"

#include "services/core/error.h"
#include "services/hierarchy/scan.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include "services/postgres/wire.h"
#include "services/repair/change_collector.h"
#include "services/repair/change_reader.h"
#include "services/repair/deletion_planner.h"
#include "services/repair/planned_forest.h"
#include "services/repair/structure_planner.h"
#include <QCoreApplication>

namespace arborist::repair {

namespace oid = postgres::wire::oid;

namespace {

constexpr quint32 kStructural =
    bit(Kind::S1) | bit(Kind::S2) | bit(Kind::S3) | bit(Kind::S4) | bit(Kind::S8);

QString tr(const char *text)
{
    return QCoreApplication::translate("Repair", text);
}

bool isRepairable(Kind kind)
{
    return (kStructural & bit(kind)) || classOf(kind) == KindClass::Derived;
}

} // namespace

quint32 PlannedRepair::plannedKinds() const
{
    quint32 kinds = 0;
    for (const Kind kind : allKinds()) {
        if ((request.kinds & bit(kind)) &&
            !RepairChanges::columnOf(kind, request.mapping).isEmpty())
            kinds |= bit(kind);
    }
    for (const RuleFit &rule : before->rules()) {
        if (!rule.known)
            kinds &= ~bit(rule.kind);
    }
    if (before->table().type(Field::Position).type != ValueType::Integer)
        kinds &= ~bit(Kind::S8);
    return kinds;
}

QStringList PlannedRepair::columns() const
{
    const quint32 kinds = plannedKinds();
    QStringList wanted;
    for (const Kind kind : allKinds()) {
        const bool deletes = kind == Kind::S3 && request.orphans == OrphanAction::Delete;
        if ((kinds & bit(kind)) && !deletes)
            wanted += RepairChanges::columnOf(kind, request.mapping);
    }
    QStringList found;
    for (const ColumnShape &column : table.columns) {
        if (wanted.contains(column.name))
            found += column.name;
    }
    return found;
}

RepairPlanner::RepairPlanner(const RepairRequest &request, postgres::Connection &connection,
                             OperationContext &context, const Options &options)
    : m_request(request),
      m_connection(connection),
      m_context(context),
      m_options(options)
{
}

PlannedRepair RepairPlanner::plan()
{
    checkKinds();
    try {
        scanTable();
        PlannedRepair repair = planInSnapshot();
        m_connection.exec(QStringLiteral("COMMIT"));
        return repair;
    } catch (...) {
        try {
            m_connection.setStopToken({});
            m_connection.exec(QStringLiteral("ROLLBACK"));
            m_connection.setStopToken(m_context.stop);
        } catch (const Error &) {
            // The connection is gone, and its transaction with it; the first error tells why.
        }
        throw;
    }
}

void RepairPlanner::checkKinds()
{
    const quint32 usual = kindsOfVerb(m_request.verb);
    if (m_request.kinds == 0)
        m_request.kinds = usual;
    QStringList all;
    for (const Kind kind : allKinds()) {
        if (isRepairable(kind))
            all += id(kind);
    }
    for (const Kind kind : allKinds()) {
        if (!(m_request.kinds & bit(kind)) || isRepairable(kind))
            continue;
        throw Error::usage(
            kind == Kind::S5 ? tr("%1 is repaired together with D2.").arg(id(kind))
                             : tr("%1 is reported, not repaired.").arg(id(kind)),
            tr("Kinds that can be repaired: %1.").arg(all.join(QStringLiteral(", "))));
    }
}

void RepairPlanner::scanTable()
{
    hierarchy::ScanRequest scanRequest;
    scanRequest.mapping = m_request.mapping;
    scanRequest.organization = m_request.organization;
    scanRequest.keepTransaction = true;
    scanRequest.weight = 0.9 * m_options.weight;
    scanRequest.keepPaths = (m_request.kinds & kStructural) != 0;
    m_before = hierarchy::scan(scanRequest, m_connection, m_context);
    m_request.mapping = m_before->mapping();
}

PlannedRepair RepairPlanner::planInSnapshot()
{
    PlannedRepair repair;
    repair.before = m_before;
    repair.table =
        hierarchy::readTable(m_connection, m_request.mapping.schema, m_request.mapping.table);
    m_context.progress->enter(tr("Planning"), 0.1 * m_options.weight, -1, tr("rows"));
    m_connection.exec(postgres::sqlFile(QStringLiteral("repair_settings")));
    if (m_options.mayDelete) {
        repair.deletion = DeletionPlanner(*m_before, m_connection, m_context)
                              .plan(StructurePlanner::headsToDelete(*m_before, m_request),
                                    StructurePlanner::itemsToMove(*m_before, m_request));
    }
    const StructuralChoices choices = StructurePlanner::choose(*m_before, m_request, repair.table,
                                                               repair.deletion.heads, m_connection);
    repair.planned = choices.empty() ? m_before : makePlannedForest(*m_before, choices, m_context);
    const ChangeCollector collector(*repair.planned, m_request.kinds);
    repair.changes = std::make_shared<RepairChanges>(
        repair.planned, collector.collect(*m_before, choices), singlePrecision(repair.table));
    repair.remaining = collector.remaining();
    m_context.progress->setTotal(qint64(repair.changes->updates().size()));
    readStored(*repair.changes, *m_before, repair.table, m_connection, m_context);
    repair.request = m_request;
    repair.triggers = triggers(repair);
    return repair;
}

/// Of every table that the plan writes to.
std::vector<Trigger> RepairPlanner::triggers(const PlannedRepair &repair)
{
    const DeletionPlan &deletion = repair.deletion;
    std::vector<Trigger> found;
    const auto add = [&](const TableName &table, const QStringList &columns, bool deletes) {
        for (Trigger &trigger : readTriggers(m_connection, table, columns, deletes))
            found.push_back(std::move(trigger));
    };
    add({m_request.mapping.schema, m_request.mapping.table}, repair.columns(), !deletion.empty());
    for (size_t table = 1; table < deletion.tables.size(); ++table)
        add(deletion.tables[table].table, {}, true);
    for (const DeletionPlan::Cleared &cleared : deletion.cleared)
        add(cleared.from.table, cleared.columns, false);
    return found;
}

quint32 RepairPlanner::singlePrecision(const TableShape &table) const
{
    quint32 kinds = 0;
    for (const Kind kind : allKinds()) {
        const ColumnShape *column = table.column(RepairChanges::columnOf(kind, m_request.mapping));
        if (column && column->type == oid::kFloat4)
            kinds |= bit(kind);
    }
    return kinds;
}

} // namespace arborist::repair
