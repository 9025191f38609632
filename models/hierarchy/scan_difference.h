// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/history.h"
#include "services/hierarchy/kind.h"
#include <QCoreApplication>
#include <optional>

namespace arborist {

/// What has changed between the last two scans of a hierarchy.
class ScanDifference
{
    Q_DECLARE_TR_FUNCTIONS(ScanDifference)
public:
    /// Of records with the oldest first; nothing if there are fewer than two.
    static std::optional<ScanDifference> of(const std::vector<ScanRecord> &scans);

    const QDateTime &since() const { return m_since; } ///< when the scan before was taken
    qint64 items() const { return m_items; }           ///< more drifted items; negative: fewer
    qint64 items(hierarchy::Kind kind) const { return m_kinds.value(hierarchy::id(kind)); }

    /// "+12", "−3"; "0" for no change.
    static QString text(qint64 change);
    /// "+12 since 14:02"; "unchanged since 14:02".
    QString total(const QDateTime &now = QDateTime::currentDateTime()) const;
    /// "+12 since 14:02: R2 +8, R4 +4": the kinds that changed, most first.
    QString inWords(const QDateTime &now = QDateTime::currentDateTime()) const;

private:
    QDateTime m_since;
    qint64 m_items = 0;
    QMap<QString, qint64> m_kinds; ///< by id; only those that changed
};

} // namespace arborist
