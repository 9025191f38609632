// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/deletion_runner.h"

#include "services/postgres/sql_file.h"
#include "services/repair/row_reader.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::repair {
namespace {

using journal::BatchWriter;
using journal::ChangeBatch;

QString tr(const char *text)
{
    return QCoreApplication::translate("Repair", text);
}

quint64 allBits(qsizetype columns)
{
    return columns >= 64 ? ~quint64(0) : (quint64(1) << columns) - 1;
}

/// A transaction for reading, in which values are written as the journal keeps them.
class Reading
{
public:
    explicit Reading(postgres::Connection &connection) : m_connection(connection)
    {
        connection.exec(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
        connection.exec(postgres::sqlFile(QStringLiteral("repair_settings")));
    }
    void end() { m_connection.exec(QStringLiteral("COMMIT")); }

private:
    postgres::Connection &m_connection;
};

} // namespace

DeletionRunner::DeletionRunner(const DeletionPlan &plan, operations::Run &run,
                               journal::BatchWriter &writer)
    : m_plan(plan),
      m_run(run),
      m_writer(writer),
      m_left(plan.heads.size(), false)
{
}

qint64 DeletionRunner::leftHeads() const
{
    return std::count(m_left.begin(), m_left.end(), true);
}

void DeletionRunner::run()
{
    if (m_plan.empty())
        return;
    m_run.context().progress->enter(tr("Deleting orphans"), 0.2,
                                    qint64(m_plan.rows.size() + m_plan.clearedRows.size()),
                                    tr("rows"));
    if (!m_plan.clearedRows.empty())
        clearReferences();
    m_run.beginStep(tr("Delete orphans and what goes with them"));
    for (size_t begin = 0; begin < m_plan.rows.size();) {
        const DoomedRow &first = m_plan.rows[begin];
        size_t end = begin;
        while (end < m_plan.rows.size() && end - begin < BatchWriter::kRowsPerBatch &&
               m_plan.rows[end].level == first.level && m_plan.rows[end].table == first.table)
            ++end;
        m_run.context().throwIfStopped();
        deleteRows(begin, end);
        m_done += qint64(end - begin);
        m_run.context().progress->advance(m_done);
        begin = end;
    }
}

void DeletionRunner::clearReferences()
{
    m_run.beginStep(tr("Clear references to orphans"));
    for (size_t begin = 0; begin < m_plan.clearedRows.size();) {
        const quint32 reference = m_plan.clearedRows[begin].reference;
        const DeletionPlan::Cleared &cleared = m_plan.cleared[reference];
        ChangeBatch batch;
        batch.schema = cleared.from.table.schema;
        batch.table = cleared.from.table.name;
        batch.key = cleared.from.key;
        batch.columns = cleared.columns;
        std::vector<quint32> heads;
        while (begin < m_plan.clearedRows.size() &&
               batch.rows.size() < BatchWriter::kRowsPerBatch &&
               m_plan.clearedRows[begin].reference == reference) {
            const ClearedRow &row = m_plan.clearedRows[begin++];
            // Guarded by the reference itself: the rest of the row may change, and may have been
            // changed by this very repair.
            batch.rows.push_back({row.key, 0, allBits(cleared.columns.size()), row.before,
                                  std::vector<journal::Value>(row.before.size())});
            heads.push_back(row.head);
        }
        m_run.context().throwIfStopped();
        write(batch, heads);
        m_done += qint64(heads.size());
        m_run.context().progress->advance(m_done);
    }
}

void DeletionRunner::deleteRows(size_t begin, size_t end)
{
    std::vector<const DoomedRow *> rows;
    for (size_t i = begin; i < end; ++i) {
        if (!m_left[m_plan.rows[i].head])
            rows.push_back(&m_plan.rows[i]);
    }
    if (rows.empty())
        return;
    const RowShape &shape = m_plan.tables[rows.front()->table];
    ChangeBatch batch;
    batch.action = ChangeBatch::Action::Delete;
    batch.schema = shape.table.schema;
    batch.table = shape.table.name;
    batch.key = shape.key;
    batch.columns = shape.columns;
    Reading reading(m_run.connection());
    leaveReferred(rows, rows.front()->table);
    std::erase_if(rows, [&](const DoomedRow *row) { return m_left[row->head]; });
    std::vector<RowKey> keys;
    for (const DoomedRow *row : rows)
        keys.push_back(row->key);
    const postgres::Result stored = RowReader(m_run.connection(), shape).read(keys, shape.columns);
    reading.end();
    std::vector<bool> found(rows.size(), false);
    std::vector<quint32> heads;
    for (int line = 0; line < stored.rows(); ++line) {
        const auto number = size_t(stored.integer(line, 0));
        const DoomedRow &row = *rows[number];
        if (stored.text(line, 1).toUInt() != row.version)
            continue; // changed since it was planned
        found[number] = true;
        std::vector<journal::Value> values;
        for (int column = 0; column < int(shape.columns.size()); ++column) {
            const std::string_view bytes = stored.bytes(line, 2 + column);
            values.push_back(stored.isNull(line, 2 + column)
                                 ? journal::Value()
                                 : QByteArray(bytes.data(), qsizetype(bytes.size())));
        }
        batch.rows.push_back(
            {row.key, row.version, allBits(shape.columns.size()), std::move(values), {}});
        heads.push_back(row.head);
    }
    for (size_t i = 0; i < rows.size(); ++i) {
        if (!found[i])
            leave(rows[i]->head);
    }
    // Rows of a head that has just been found changed stay, too.
    size_t kept = 0;
    for (size_t i = 0; i < heads.size(); ++i) {
        if (m_left[heads[i]])
            continue;
        if (kept != i) {
            batch.rows[kept] = std::move(batch.rows[i]);
            heads[kept] = heads[i];
        }
        ++kept;
    }
    batch.rows.resize(kept);
    heads.resize(kept);
    if (!batch.rows.empty())
        write(batch, heads);
}

/// By now nothing should refer to the rows any more; where something does, it came meanwhile, and a
/// cascade would take it along unseen.
void DeletionRunner::leaveReferred(const std::vector<const DoomedRow *> &rows, quint32 table)
{
    std::vector<RowKey> keys;
    for (const DoomedRow *row : rows)
        keys.push_back(row->key);
    const RowReader reader(m_run.connection(), m_plan.tables[table]);
    for (const Reference &reference : m_plan.references[table]) {
        const postgres::Result referring = reader.referring(keys, reference, {});
        for (int line = 0; line < referring.rows(); ++line)
            leave(rows[size_t(referring.integer(line, 0))]->head);
    }
}

void DeletionRunner::write(const ChangeBatch &batch, const std::vector<quint32> &heads)
{
    const journal::BatchResult result = m_writer.write(batch);
    m_run.addRows(result.written);
    for (const size_t skipped : result.skipped)
        leave(heads[skipped]);
}

} // namespace arborist::repair
