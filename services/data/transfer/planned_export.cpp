// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/core/listed.h"
#include "services/data/transfer/archive_place.h"
#include "services/data/transfer/export.h"
#include "services/migrations/files/set_finder.h"
#include "services/stages/workspace.h"
#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <algorithm>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Export", text);
}

class PlannedExport final : public operations::PlannedOperation
{
public:
    explicit PlannedExport(const ExportOrder &order) : m_order(order) {}

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Export);
    }

    void make(postgres::Connection &connection, OperationContext &context)
    {
        context.progress->enter(tr("Planning the export"), 1);
        ArchivePlace::check(m_order.folder);
        const DataTables tables = DataTables::read(connection, m_order.ledgers);
        const DataTables::Set set = tables.select(m_order.tables);
        m_request.ledgers = m_order.ledgers;
        m_request.options = m_order.options;
        m_request.isWhole = m_order.tables.isEmpty();
        if (!m_request.isWhole)
            refusePartOf(tables, set);
        QJsonArray names;
        for (const size_t index : set) {
            const DataTable &table = tables.at(index);
            m_request.tables.emplace_back(table.schema, table.name);
            m_plan.tables.push_back({table.title(), std::max<qint64>(0, table.rows)});
            names += table.title();
        }
        m_plan.operation = QStringLiteral("export");
        m_plan.target = m_order.target;
        m_plan.request = {{QStringLiteral("folder"), m_order.folder},
                          {QStringLiteral("tables"), names},
                          {QStringLiteral("copy"), toKey(m_order.options.format)}};
        PlanStep step;
        step.title = title(set.size());
        step.lock = tr("ACCESS SHARE on each");
        m_plan.steps.push_back(step);
        if (QDir(m_order.folder).exists(QStringLiteral("manifest.json")))
            m_plan.remarks << tr("The export that is there goes once the new one is complete.");
    }

    void run(operations::Run &run) override
    {
        OperationContext &context = run.context();
        run.beginStep(m_plan.steps.front().title);
        ArchivePlace place(m_order.folder);
        if (place.sweptLeftovers())
            run.note(tr("What an export that was cut off had left beside %1 has been removed.")
                         .arg(m_order.folder));
        Archive archive = exportTables(m_request, place.folder(), context);
        archive.stage = m_order.target.stage;
        archive.fingerprint = m_order.target.fingerprint;
        archive.write();
        context.throwIfStopped();
        place.commit();
        run.wrote(m_order.folder);
        const QLocale locale;
        run.note(tr("%1 rows of %2, %3, are in %4.")
                     .arg(locale.toString(archive.rows()), tablesText(archive.tables.size()),
                          locale.formattedDataSize(archive.bytes()), m_order.folder));
    }

private:
    /// A part does not take the place of an export that holds more.
    void refusePartOf(const DataTables &tables, const DataTables::Set &set) const
    {
        if (!QDir(m_order.folder).exists(QStringLiteral("manifest.json")))
            return;
        QStringList lost;
        for (const ArchiveTable &table : Archive::read(m_order.folder).tables) {
            const qsizetype index = tables.find(table.schema, table.name);
            if (index < 0 || !std::ranges::binary_search(set, size_t(index)))
                lost << table.title();
        }
        if (lost.isEmpty())
            return;
        throw Error::refused(tr("%1 holds an export of more tables, which would go: %2.")
                                 .arg(m_order.folder, listed(lost, 5)),
                             tr("Name another folder, or export them as well."));
    }

    QString title(size_t tables) const
    {
        return tables == 1 ? tr("Write a table to %1").arg(m_order.folder)
                           : tr("Write %1 tables to %2").arg(tables).arg(m_order.folder);
    }

    ExportOrder m_order;
    ExportRequest m_request;
    Plan m_plan;
};

} // namespace

operations::PlannedOperationPtr
planExport(const ExportOrder &order, postgres::Connection &connection, OperationContext &context)
{
    auto planned = std::make_shared<PlannedExport>(order);
    planned->make(connection, context);
    return planned;
}

QString defaultExportFolder(const stages::Workspace &workspace, const stages::Stage &stage)
{
    const QDir top(workspace.folder().isEmpty() ? QDir::currentPath() : workspace.folder());
    QString name = stage.name;
    name.replace(u'/', u'_');
    return top.absoluteFilePath(QStringLiteral(".ds/data/") + name);
}

std::vector<migrations::LedgerName> ledgersOf(const stages::Workspace &workspace)
{
    std::vector<migrations::LedgerName> names;
    if (workspace.folder().isEmpty())
        return names;
    try {
        for (const migrations::MigrationSet &set : migrations::findSets(workspace))
            names.push_back(set.ledger);
    } catch (const Error &) {
        // What is wrong with the migrations' files is said by the commands that are about them.
    }
    return names;
}

} // namespace arborist::data
