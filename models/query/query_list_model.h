// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QAbstractListModel>
#include <QDateTime>
#include <vector>

namespace arborist {

/// A query that can be opened: a saved one of the workspace, or one that was run.
struct QueryEntry {
    QString title;
    QString second; ///< below the title
    QString sql;
    Glyph glyph = Glyph::None;
};

/// Queries to choose from; the tooltip shows the SQL.
class QueryListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setEntries(std::vector<QueryEntry> entries);
    /// Puts it on top; the same SQL further down goes, and so does what is beyond `most`.
    void put(QueryEntry entry, size_t most);
    const std::vector<QueryEntry> &entries() const { return m_entries; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::vector<QueryEntry> m_entries;
};

/// The SQL in one line, without comments before it, at most `length` characters.
QString oneLine(const QString &sql, int length = 80);

} // namespace arborist
