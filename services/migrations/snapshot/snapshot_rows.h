// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/snapshot.h"
#include <QJsonArray>
#include <QJsonObject>
#include <vector>

namespace arborist::migrations {

/// A schema as drizzle-kit 1.0 keeps it: a list of rows, one for each thing, and deltas that make
/// the next list of it.
class SnapshotRows
{
public:
    SnapshotRows() = default;
    explicit SnapshotRows(const QJsonArray &ddl);

    /// {"op":"create"|"drop"|"alter"|"rename", ...}; what does not fit is passed over.
    void apply(const QJsonArray &deltas);
    Snapshot toSnapshot() const;

private:
    void set(const QString &key, const QJsonObject &values);
    void propagate(const QString &type, const QJsonObject &was, const QJsonObject &is);

    std::vector<QJsonObject> m_rows;
};

/// The model of such a list.
Snapshot modelOfRows(const std::vector<QJsonObject> &rows);

} // namespace arborist::migrations
