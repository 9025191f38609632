// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QHash>
#include <QMap>
#include <QString>
#include <memory>
#include <vector>

namespace arborist {

/// What one scan of one hierarchy found; the counts of kinds by their ids ("R4").
struct ScanRecord {
    QString workspace; ///< folder, or the address without password
    QString stage;
    QString table; ///< "public.items"
    QDateTime at;
    qint64 items = 0, driftedItems = 0, originItems = 0, durationMs = 0;
    QMap<QString, qint64> kinds;
};

/// What happened before, kept in SQLite in the data folder (history.sqlite, permissions 0600).
/// Any thread may call it: the database is opened per call, on the calling thread.
class History
{
public:
    /// `file` defaults to <data folder>/history.sqlite.
    explicit History(const QString &file = {});

    void add(const ScanRecord &record);
    /// Newest last, at most `limit`.
    std::vector<ScanRecord> scans(const QString &workspace, const QString &stage,
                                  const QString &table = {}, int limit = 500) const;
    /// The latest scan of each stage.
    QHash<QString, ScanRecord> lastScans(const QString &workspace) const;

private:
    QString file() const;

    QString m_file; ///< empty: the default, which is made on first use
};

} // namespace arborist
