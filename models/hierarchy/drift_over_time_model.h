// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/repair_mark.h"
#include "models/hierarchy/scan_difference.h"
#include "services/hierarchy/kind.h"
#include <QAbstractTableModel>

namespace arborist {

/// The chart "Over time" as a table: one row a scan, one column a group of kinds, counts of
/// findings. Scans of one organization only are not in it.
class DriftOverTimeModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    /// Columns: time, the groups from the bottom of the stack to its top, all, drifted items.
    static constexpr int kTimeColumn = 0;
    static constexpr int kFirstGroupColumn = 1;
    static constexpr int kGroups = 5;
    static constexpr int kTotalColumn = kFirstGroupColumn + kGroups;

    explicit DriftOverTimeModel(QObject *parent = nullptr);
    void setScans(std::vector<ScanRecord> scans); ///< oldest first
    /// Marked on the chart; oldest first.
    void setRepairs(std::vector<RepairMark> repairs);
    const std::vector<RepairMark> &repairs() const { return m_repairs; }
    /// Between the last two scans.
    std::optional<ScanDifference> difference() const { return ScanDifference::of(m_scans); }

    QDateTime timeAt(int row) const { return m_scans[size_t(row)].at; }
    qint64 findings(int row, hierarchy::KindGroup group) const;
    static QString groupTitle(hierarchy::KindGroup group);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    std::vector<ScanRecord> m_scans;
    std::vector<RepairMark> m_repairs;
    std::vector<std::array<qint64, kGroups>> m_findings; ///< by scan and group
};

} // namespace arborist
