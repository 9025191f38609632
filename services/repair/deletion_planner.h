// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/repair/deletion_plan.h"
#include <QHash>
#include <map>

namespace arborist::repair {

/// Finds out, in the connection's open transaction, what goes with orphans that are deleted. Reads
/// only; throws Error.
class DeletionPlanner
{
public:
    DeletionPlanner(const Snapshot &snapshot, postgres::Connection &connection,
                    OperationContext &context);

    /// `moved`: items that get another parent before anything is deleted.
    DeletionPlan plan(const std::vector<Item> &heads, const std::vector<Item> &moved);

private:
    static constexpr quint32 kNoRow = 0xFFFFFFFFU;
    struct Edge {
        quint32 from = 0; ///< number of the row that refers
        quint32 to = 0;
    };
    /// A row that must be gone before another one may go.
    struct Condition {
        TableName table;
        RowKey key;
        quint32 row = 0; ///< number of the row that it refers to
        QString reason;
    };

    quint32 addTable(RowShape shape);
    quint32 addRow(quint32 table, RowKey key, quint32 version, quint32 head);
    quint32 find(quint32 table, const RowKey &key) const;
    quint32 findRow(const TableName &table, const RowKey &key) const;
    void addItems();
    void addReferring();
    void follow(const Reference &reference, quint32 table, std::span<const quint32> rows);
    void checkWayBack();
    void addParentReference();
    void checkChildren(const std::vector<Item> &moved);
    void checkConditions();
    void setLevels();
    DeletionPlan finish();

    quint32 component(quint32 head);
    void join(quint32 head, quint32 other);
    void refuse(quint32 head, const QString &reason);

    const Snapshot &m_snapshot;
    postgres::Connection &m_connection;
    OperationContext &m_context;
    DeletionPlan m_plan;
    std::vector<QHash<QByteArray, quint32>> m_index; ///< by table: rows by their keys
    std::vector<quint32> m_open;                     ///< rows whose references are to be followed
    std::vector<Edge> m_edges;
    std::vector<Condition> m_conditions;
    std::vector<quint32> m_up;            ///< heads that share rows are decided together
    std::map<quint32, QString> m_refused; ///< by head
};

} // namespace arborist::repair
