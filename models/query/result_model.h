// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/query/result_rows.h"
#include "services/query/result_sink.h"
#include <QAbstractTableModel>
#include <optional>

namespace arborist {

/// The rows of one statement, over the chunks that the query handed over: nothing is copied but
/// what is shown. Grows at its end.
class ResultModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum ResultRole : int { NullRole = FirstFreeRole }; ///< bool: the cell is NULL

    explicit ResultModel(std::vector<query::Column> columns, QObject *parent = nullptr);

    /// Adds them all in one step.
    void append(std::vector<query::RowChunkPtr> chunks);
    void setEnd(const query::StatementEnd &end) { m_end = end; }

    const std::vector<query::Column> &columns() const { return m_rows.columns; }
    const ResultRows &rows() const { return m_rows; } ///< cheap to copy, safe in a job
    const std::optional<query::StatementEnd> &end() const { return m_end; }
    bool isTruncated() const { return m_end && m_end->truncated; }
    qint64 sizeInBytes() const { return m_bytes; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    ResultRows m_rows;
    std::optional<query::StatementEnd> m_end;
    qint64 m_bytes = 0;
};

} // namespace arborist
