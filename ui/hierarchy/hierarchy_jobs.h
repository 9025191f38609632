// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/repair_mark.h"
#include "services/core/history.h"
#include "services/core/job_runner.h"
#include "ui/hierarchy/scan_view.h"
#include <QObject>

namespace arborist {

class Session;

/// The hierarchy page's work: finds hierarchies, scans, works out filters, searches, exports. All
/// of it runs in jobs; answers that belong to an earlier target or snapshot are dropped.
class HierarchyJobs : public QObject
{
    Q_OBJECT
public:
    explicit HierarchyJobs(Session &session, QObject *parent = nullptr);

    /// Drops everything under way: the target has changed.
    void reset();

    void discover();
    void scan(const hierarchy::Mapping &mapping, const ScanWish &wish);
    void cancelScan();
    void filter(const hierarchy::SnapshotPtr &snapshot, const FilterRequest &request);
    /// Answers with filtered(), too: `base` with the hits of the search.
    void search(const hierarchy::SnapshotPtr &snapshot, const QString &text,
                const FilterRequest &base);
    /// Past scans of a table ("public.items") and what changed its rows.
    void readHistory(const QString &table);
    /// Changes what is kept on this machine of a table's rules.
    void keepRules(const QString &table, const hierarchy::RuleSettings &keep,
                   const QStringList &forget);
    /// To a file, or to the clipboard if `file` is empty.
    void exportFindings(const hierarchy::SnapshotPtr &snapshot, std::optional<quint32> organization,
                        const QString &file);

    bool isDiscovering() const { return m_discovery != 0; }
    bool isScanning() const { return m_scan != 0; }
    bool isFiltering() const { return m_filter != 0; }
    std::optional<Progress> scanProgress() const;

    static constexpr int kMostHits = 1'000;

Q_SIGNALS:
    void discovered(const std::vector<arborist::hierarchy::Mapping> &mappings);
    void discoveryFailed(const arborist::Error &error);
    void scanned(const arborist::ScanView &view);
    void scanFailed(const arborist::Error &error);
    void scanCancelled();
    void filtered(const arborist::TreeFilterPtr &filter);
    void searchFailed(const arborist::Error &error);
    void historyRead(const std::vector<arborist::ScanRecord> &scans,
                     const std::vector<arborist::RepairMark> &repairs);
    void rulesNotKept(const arborist::Error &error);
    void exported(const QString &message);
    void exportFailed(const arborist::Error &error);

private:
    void finishFilter(JobId id, const Outcome &outcome);

    Session &m_session;
    JobId m_discovery = 0;
    JobId m_scan = 0;
    JobId m_filter = 0;
    JobId m_history = 0;
};

} // namespace arborist
