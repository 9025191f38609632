// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/update_batches.h"

#include "services/journal/batch_writer.h"
#include <algorithm>
#include <numeric>

namespace arborist::repair {

using journal::BatchWriter;

UpdateBatches::UpdateBatches(const PlannedRepair &repair)
    : m_repair(repair),
      m_order(repair.changes->updates().size())
{
    std::iota(m_order.begin(), m_order.end(), 0U);
    const auto rows = repair.changes->updates();
    std::sort(m_order.begin(), m_order.end(), [&](quint32 a, quint32 b) {
        return repair.before->table().ids.less(rows[a].item, rows[b].item);
    });
    for (const Kind kind : allKinds()) {
        if (!(repair.changes->kinds() & bit(kind)))
            continue;
        const QString column = RepairChanges::columnOf(kind, repair.request.mapping);
        if (!m_columns.contains(column))
            m_columns += column;
        m_columnOf[size_t(kind)] = int(m_columns.indexOf(column));
    }
}

size_t UpdateBatches::count() const
{
    return (m_order.size() + BatchWriter::kRowsPerBatch - 1) / BatchWriter::kRowsPerBatch;
}

journal::ChangeBatch UpdateBatches::batch(size_t number) const
{
    const RepairChanges &changes = *m_repair.changes;
    journal::ChangeBatch batch;
    batch.schema = m_repair.request.mapping.schema;
    batch.table = m_repair.request.mapping.table;
    batch.key = {m_repair.request.mapping.id};
    batch.columns = m_columns;
    const size_t begin = number * BatchWriter::kRowsPerBatch;
    const size_t end = std::min(m_order.size(), begin + BatchWriter::kRowsPerBatch);
    batch.rows.reserve(end - begin);
    for (size_t i = begin; i < end; ++i) {
        const RepairChanges::Row &row = changes.updates()[m_order[i]];
        journal::RowChange change;
        change.key = {m_repair.before->idText(row.item).toUtf8()};
        change.version = row.version;
        change.before.resize(size_t(m_columns.size()));
        change.after.resize(size_t(m_columns.size()));
        for (quint32 value = row.begin; value < row.end; ++value) {
            const int column = m_columnOf[size_t(changes.changes()[value].kind)];
            change.changed |= quint64(1) << column;
            change.before[size_t(column)] = changes.beforeText(value);
            change.after[size_t(column)] = changes.afterText(value);
        }
        batch.rows.push_back(std::move(change));
    }
    return batch;
}

} // namespace arborist::repair
