// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QAbstractTableModel>
#include <vector>

namespace arborist {

/// One thing that the server said while statements ran.
struct QueryMessage {
    Glyph glyph = Glyph::None;
    QString text;
    QString full;           ///< with detail and hint; empty: the text is all
    qint64 rows = -1;       ///< negative where that makes no sense
    qint64 durationMs = -1; ///< negative where that makes no sense
    int line = 0;           ///< of the editor, from 1; 0: no place
    int position = -1;      ///< byte of the editor's text; negative: no place
};

/// Notices, tags with rows and durations, errors with their places, in the order they came.
class MessageModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { MessageColumn, PlaceColumn, RowsColumn, DurationColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void add(QueryMessage message);
    const std::vector<QueryMessage> &messages() const { return m_messages; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString text(const QueryMessage &message, int column) const;

    std::vector<QueryMessage> m_messages;
};

} // namespace arborist
