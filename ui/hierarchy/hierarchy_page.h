// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/item_tree_model.h"
#include "services/core/error.h"
#include "services/core/history.h"
#include "ui/hierarchy/scan_view.h"
#include "ui/shell/page.h"
#include <QJsonObject>
#include <QTimer>
#include <functional>

namespace arborist {

class DetailsLoader;
class EmptyState;
class ErrorState;
class FilterColumn;
class FilterStrip;
class HierarchyCharts;
class HierarchyJobs;
class HierarchyRepairs;
class HierarchyTools;
class ItemInspector;
class ItemTreeView;
class LoadingSkeleton;
class ScanProgress;
struct RuleChoice;

/// The health of an item hierarchy: what has drifted, where and why.
class HierarchyPage : public Page
{
    Q_OBJECT
public:
    explicit HierarchyPage(Session &session, QWidget *parent = nullptr);
    ~HierarchyPage() override;

    void refresh() override;
    void retarget() override;
    void focusSearch() override;
    bool isBusy() const override;
    int viewCount() const override;
    QString showView(int number) override;

    /// Scans the chosen hierarchy; finds the hierarchies first if that has not been done.
    void scan();
    const hierarchy::SnapshotPtr &snapshot() const { return m_snapshot; }
    HierarchyRepairs &repairs() { return *m_repairs; }
    /// Plans what a run once did (Plan::request) anew, as soon as the hierarchies are known;
    /// without a table the first of them.
    void repairAgain(const QString &operation, const QJsonObject &request);

Q_SIGNALS:
    void scanned(); ///< a scan's result is shown
    void settled(); ///< nothing is being read any more

protected:
    void showEvent(QShowEvent *event) override;
    void showExportError(const Error &error) override;
    bool showsAnswers() const override { return m_snapshot != nullptr; }
    void lostChanged() override;

private:
    void buildPanes();
    void connectTools();
    void connectPanes();
    void connectJobs();
    void connectRepairs();

    void discover();
    void showHierarchies(const std::vector<hierarchy::Mapping> &mappings);
    void choose(int hierarchy);
    void showUnscanned();
    void showScan(const ScanView &view);
    void showError(const Error &error, bool scanning);
    void endScan();
    void showStatus();
    void clear();

    void request(const FilterRequest &wanted);
    void syncFilter();
    void runFilter();
    void showFilter(const TreeFilterPtr &filter);
    void showStrip();
    void chooseKinds(quint32 kinds);
    void chooseOrganization(std::optional<quint32> organization);
    void showSubtree(hierarchy::Item item);
    void endLimit();
    void step(bool forwards);
    void jumpTo(hierarchy::Item item);
    void showCurrent();
    ScanWish wish() const;
    const hierarchy::Mapping *mapping() const;
    void saveFindings();
    void showRepaired(const QString &text, const QString &undoable);
    void updateRepairMenu();
    void stripClicked();
    void askForRules();
    void takeRules(const RuleChoice &choice);
    void planPending();
    void showRepairProblem(const QString &title, const Error &error);
    void showProgress();
    void showTitleProblem(const Error &error);
    void announceIfSettled();
    void loadAgainIfBack();

    DetailsCache m_details;
    ItemTreeModel m_model;
    HierarchyJobs *m_jobs;
    DetailsLoader *m_loader;
    HierarchyTools *m_tools;
    HierarchyRepairs *m_repairs;
    FilterColumn *m_column = nullptr;
    ItemTreeView *m_tree = nullptr;
    FilterStrip *m_strip = nullptr;
    HierarchyCharts *m_charts = nullptr;
    ItemInspector *m_inspector = nullptr;
    EmptyState *m_empty = nullptr;
    ErrorState *m_error = nullptr;
    LoadingSkeleton *m_skeleton = nullptr;
    ScanProgress *m_progress = nullptr;
    QTimer m_clock; ///< progress while scanning, else the age of the scan

    std::vector<hierarchy::Mapping> m_hierarchies;
    int m_current = -1;
    bool m_discovered = false;
    bool m_scanWhenFound = false;
    bool m_rulesDismissed = false;
    hierarchy::SnapshotPtr m_snapshot;
    DateScale m_scale;
    TreeFilterPtr m_filter;
    FilterRequest m_request;
    hierarchy::Item m_jump = hierarchy::kNoItem; ///< to be revealed by the filter under way
    QString m_lastScan;              ///< what the history knows of a hierarchy not scanned here yet
    QString m_repaired;              ///< what the last repair said; empty once it has been read
    QString m_undoable;              ///< run that the strip offers to take back
    std::function<void()> m_pending; ///< a repair to be planned once the hierarchies are known
    bool m_titlesLost = false;       ///< m_titleProblem is for lack of a connection
    bool m_lost = false;             ///< the last load failed for lack of a connection
    int m_loadsAgain = 0;            ///< by itself, since one went well
    QString m_titleProblem;          ///< why titles cannot be read; empty if they can
};

} // namespace arborist
