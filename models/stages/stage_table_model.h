// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include "models/stages/stage_row.h"
#include <QAbstractTableModel>
#include <vector>

namespace arborist {

/// The workspace's stages, one a row, in the workspace's order.
class StageTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        StageColumn,
        EnvironmentColumn,
        ProtectionColumn,
        DatabaseColumn,
        ServerColumn,
        ConnectionColumn,
        SizeColumn,
        DriftColumn,
        LastScanColumn,
        ColumnCount
    };
    enum OwnRole { StageColourRole = FirstFreeRole, LockedRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<StageRow> rows);
    void setChecking(const QString &stage);
    void setCheck(const stages::StageCheck &check,
                  const std::optional<stages::FingerprintFinding> &finding = {},
                  const std::optional<stages::FingerprintRecord> &onRecord = {});
    /// What is said of a stage that does not answer.
    void setContact(const QString &stage, const QString &contact, const QString &nextTry);
    /// The scans of one stage, oldest first.
    void setScans(const QString &stage, const std::vector<ScanRecord> &scans);

    const std::vector<StageRow> &rows() const { return m_rows; }
    const StageRow *row(const QString &stage) const;
    int indexOf(const QString &stage) const; ///< -1 if there is none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void rowChanged(int row);
    QString display(const StageRow &row, int column) const;
    QVariant sortValue(const StageRow &row, int column) const;
    Tone tone(const StageRow &row, int column) const;
    static bool isRight(int column);

    std::vector<StageRow> m_rows;
};

} // namespace arborist
