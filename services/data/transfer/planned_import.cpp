// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/planned_import.h"

#include "services/core/error.h"
#include "services/data/transfer/aside.h"
#include "services/data/transfer/load_rows.h"
#include "services/data/transfer/locked_tables.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Import", text);
}

void requireFit(const DataTable &table)
{
    if (table.hidesRows)
        throw Error::refused(
            tr("Row security may hide rows of %1 from this role.").arg(table.title()),
            tr("Connect as a role with BYPASSRLS."));
    if (table.hasForeignParts)
        throw Error::refused(tr("Rows of %1 are on another server.").arg(table.title()),
                             tr("Its partitions are foreign tables: leave it out with --tables."));
    if (!table.isOwned)
        throw Error::refused(tr("This role does not own %1.").arg(table.title()),
                             tr("Connect as its owner: foreign keys and triggers are put aside "
                                "while rows are copied."));
}

} // namespace

PlannedImport::PlannedImport(ImportOrder order, stages::Verb verb)
    : m_order(std::move(order)),
      m_verb(verb),
      m_archive(Archive::read(m_order.folder))
{
}

/// What is asked for, as indexes of the database's tables.
DataTables::Set PlannedImport::chosen(const DataTables &tables) const
{
    DataTables::Set set;
    if (!m_order.tables.isEmpty()) {
        for (const QString &word : m_order.tables) {
            size_t found = 0;
            for (const size_t index : tables.select({word})) {
                const DataTable &table = tables.at(index);
                if (!m_archive.table(table.schema, table.name))
                    continue;
                set.push_back(index);
                ++found;
            }
            if (found == 0)
                throw Error::usage(
                    tr("The archive has no rows for “%1”.").arg(word),
                    tr("It is of %1, made %2.")
                        .arg(m_archive.database, QLocale().toString(m_archive.made.toLocalTime(),
                                                                    QLocale::ShortFormat)));
        }
    } else {
        for (const ArchiveTable &table : m_archive.tables) {
            const qsizetype index = tables.find(table.schema, table.name);
            if (index >= 0) {
                set.push_back(size_t(index));
                continue;
            }
            const QString reason = tables.whyLeftOut(table.schema, table.name);
            throw Error::refused(
                reason.isEmpty()
                    ? tr("The database has no table %1.").arg(table.title())
                    : tr("%1 is %2 here: it is never replaced.").arg(table.title(), reason),
                tr("Bring the schema to where it was, or name the tables to import with "
                   "--tables."));
        }
    }
    std::ranges::sort(set);
    const auto doubled = std::ranges::unique(set);
    set.erase(doubled.begin(), doubled.end());
    return set;
}

std::vector<qint64> PlannedImport::rowsOf(const DataTables &tables,
                                          const DataTables::Set &set) const
{
    std::vector<qint64> rows;
    for (const size_t index : set) {
        const ArchiveTable *table = m_archive.table(tables.at(index).schema, tables.at(index).name);
        rows.push_back(table->files.size() > 1 ? -1 : table->rows());
    }
    return rows;
}

/// Empties the tables; returns those that got new files, into which rows are written faster. These
/// are work and several locks each, so that tables with few rows, then and now, are emptied by
/// DELETE, and those without any left alone.
DataTables::Set PlannedImport::empty(const DataTables &tables, const DataTables::Set &set,
                                     const Archive &former, postgres::Connection &connection) const
{
    constexpr qint64 kMany = 20'000;
    // For each row that goes, the server looks for rows that refer to it, mostly without an index.
    constexpr qint64 kManyReferred = 500;
    DataTables::Set referred;
    for (const DataReference &key : tables.references())
        referred.push_back(key.to);
    std::ranges::sort(referred);
    DataTables::Set large;
    DataTables::Set filled;
    for (const size_t index : set) {
        const DataTable &table = tables.at(index);
        const ArchiveTable *was = former.table(table.schema, table.name);
        const qint64 rows = was ? was->rows() : kMany + 1;
        if (std::max(rows, m_archive.table(table.schema, table.name)->rows()) > kMany ||
            (rows > kManyReferred && std::ranges::binary_search(referred, index)))
            large.push_back(index);
        if (rows > 0)
            filled.push_back(index);
    }
    // TRUNCATE wants what refers to a table beside it, empty or not.
    DataTables::Set together;
    std::ranges::set_intersection(tables.cascade(large), set, std::back_inserter(together));
    if (!together.empty())
        connection.exec(QStringLiteral("TRUNCATE ") + quotedNames(tables, together, true));
    DataTables::Set order = tables.order(filled);
    std::ranges::reverse(order);
    QByteArray script;
    for (const size_t index : order) {
        if (!std::ranges::binary_search(together, index))
            script += "DELETE FROM " + tables.at(index).onlySql().toUtf8() + ';';
    }
    if (!script.isEmpty())
        connection.execScript(script);
    return together;
}

std::vector<ColumnMapping> PlannedImport::mappings(const DataTables &tables,
                                                   const DataTables::Set &set,
                                                   postgres::Connection &connection) const
{
    std::vector<ColumnMapping> mappings;
    for (const size_t index : tables.order(set)) {
        const ArchiveTable *from = m_archive.table(tables.at(index).schema, tables.at(index).name);
        mappings.push_back(mapColumns(m_archive, size_t(from - m_archive.tables.data()), tables,
                                      index, connection));
    }
    return mappings;
}

void PlannedImport::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the import"), 1);
    m_archive.checkSizes();
    DataTables tables = DataTables::read(connection, m_order.ledgers);
    const DataTables::Set set = chosen(tables);
    for (const size_t index : set)
        requireFit(tables.at(index));
    // The server has no estimate of what was emptied, or filled, a moment ago.
    DataTables::Set unknown = set;
    std::erase_if(unknown, [&](size_t index) { return tables.at(index).rows > 0; });
    tables.countRows(connection, unknown, context);
    // Sequences of no table are read only for an archive that has some: the role may see no others.
    m_isWhole =
        m_order.tables.isEmpty() &&
        std::ranges::any_of(m_archive.sequences, &QString::isEmpty, &ArchiveSequence::table);
    std::vector<qint64> now;
    for (const size_t index : set)
        now.push_back(std::max<qint64>(0, tables.at(index).rows));
    const Aside aside(tables, set, rowsOf(tables, set), now, m_order.firesTriggers);
    const DataTables::Set others = aside.others();
    for (const size_t index : others) {
        if (!tables.at(index).isOwned)
            requireFit(tables.at(index));
    }
    m_plan.schema = schemaText(tables, set);
    const std::vector<ColumnMapping> all = mappings(tables, set, connection);
    qint64 rows = 0;
    qint64 former = 0;
    QJsonArray names;
    std::multimap<qint64, QString, std::greater<>> lost; // what is most first
    for (const ColumnMapping &mapping : all) {
        const DataTable &table = tables.at(mapping.table);
        const ArchiveTable &from = m_archive.tables[mapping.archived];
        m_plan.tables.push_back({table.title(), from.rows()});
        m_plan.remarks << mapping.remarks;
        names += table.title();
        rows += from.rows();
        former += std::max<qint64>(0, table.rows);
        if (table.rows > 0)
            lost.emplace(table.rows, tr("Rows of %1: about %2, for the %3 of the archive")
                                         .arg(table.title(), QLocale().toString(table.rows),
                                              QLocale().toString(from.rows())));
    }
    for (const auto &[count, text] : lost)
        m_plan.loses << text;
    describe(tables, set, all, aside, rows, former);
    m_plan.request.insert(QStringLiteral("tables"), names);
}

void PlannedImport::run(operations::Run &run)
{
    OperationContext &context = run.context();
    run.beginStep(m_plan.steps[0].title);
    context.progress->enter(m_plan.steps[0].title, 0.05, m_archive.bytes(),
                            QStringLiteral("bytes"));
    if (Archive::read(m_order.folder).sha256 != m_archive.sha256)
        throw Error::refused(tr("The archive is another one than planned for."),
                             tr("Plan again, and look at the new plan before it runs."));
    m_archive.verify(context);
    qint64 rows = 0;
    try {
        inLockingTransaction(run, m_order.lockSeconds, [&](postgres::Connection &connection) {
            rows = replace(run, connection);
        });
    } catch (const Error &error) {
        if (error.sqlState() != u"23503")
            throw;
        throw Error(tr("Some rows would refer to rows that are not there: %1 Nothing was changed.")
                        .arg(error.message()),
                    tr("Import the tables that they refer to from the same archive, too."))
            .setSqlState(error.sqlState())
            .setDetail(error.detail())
            .setWhere(error.where());
    }
    run.addRows(rows);
    analyze(run);
}

qint64 PlannedImport::replace(operations::Run &run, postgres::Connection &connection)
{
    OperationContext &context = run.context();
    run.beginStep(m_plan.steps[1].title);
    {
        const DataTables before = DataTables::read(connection, m_order.ledgers);
        connection.exec(QStringLiteral("LOCK TABLE %1 IN EXCLUSIVE MODE")
                            .arg(quotedNames(before, chosen(before), true)));
    }
    const DataTables tables = DataTables::read(connection, m_order.ledgers);
    const DataTables::Set set = chosen(tables);
    if (schemaText(tables, set) != m_plan.schema)
        throw Error::refused(tr("The tables have changed since the plan was made."),
                             tr("Plan again, and look at the new plan before it runs."));
    const std::vector<ColumnMapping> all = mappings(tables, set, connection);
    const Archive former = keepRows(run, tables, set, m_isWhole, m_order.ledgers, 0.25);

    run.beginStep(m_plan.steps[2].title);
    qint64 bytes = 0;
    for (const ColumnMapping &mapping : all)
        bytes += m_archive.tables[mapping.archived].rawBytes();
    context.progress->enter(m_plan.steps[2].title, 0.5, bytes, QStringLiteral("bytes"));
    if (m_archive.encoding == u"SQL_ASCII")
        connection.execScript("SET LOCAL client_encoding = 'SQL_ASCII'");
    std::vector<qint64> were;
    for (const size_t index : set) {
        const ArchiveTable *was = former.table(tables.at(index).schema, tables.at(index).name);
        were.push_back(was ? was->rows() : 0);
    }
    Aside aside(tables, set, rowsOf(tables, set), were, m_order.firesTriggers);
    aside.put(connection);
    const DataTables::Set emptied = empty(tables, set, former, connection);
    const qint64 rows =
        loadRows(m_archive, all, tables, emptied, m_order.firesTriggers, connection, context);

    run.beginStep(m_plan.steps[3].title);
    context.progress->enter(m_plan.steps[3].title, 0.15);
    loadSequences(m_archive, all, tables, m_isWhole, connection);
    aside.putBack(connection);
    connection.execScript("SET LOCAL client_encoding = 'UTF8'");
    const DataTables after = DataTables::read(connection, m_order.ledgers);
    if (schemaText(after, chosen(after)) != m_plan.schema)
        throw Error(tr("The tables would not be as they were: something else changes them when "
                       "constraints are altered. Nothing was changed."),
                    tr("Look for event triggers of the database."));
    return rows;
}

/// The planner knows nothing of the new rows yet. Nothing of the import depends on it.
void PlannedImport::analyze(operations::Run &run) const
{
    run.context().progress->enter(tr("Analyzing the tables"), 0.05);
    try {
        postgres::Connection &connection = run.connection();
        const DataTables tables = DataTables::read(connection, m_order.ledgers);
        const DataTables::Set set = chosen(tables);
        if (!set.empty())
            connection.exec(QStringLiteral("ANALYZE ") + quotedNames(tables, set, false));
    } catch (const Error &error) {
        run.note(tr("The rows are there, but the tables could not be analyzed: %1")
                     .arg(error.message()));
    }
}

operations::PlannedOperationPtr
planImport(const ImportOrder &order, postgres::Connection &connection, OperationContext &context)
{
    auto planned = std::make_shared<PlannedImport>(order, stages::Verb::Import);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::data
