// SPDX-License-Identifier: GPL-3.0-or-later
// How the hierarchy page is put together, and what answers to what.
#include "ui/hierarchy/hierarchy_page.h"

#include "models/common/format.h"
#include "ui/hierarchy/details_loader.h"
#include "ui/hierarchy/filter_column.h"
#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_charts.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/hierarchy/hierarchy_tools.h"
#include "ui/hierarchy/item_inspector.h"
#include "ui/hierarchy/item_tree_view.h"
#include "ui/hierarchy/scan_progress.h"
#include "ui/shell/session.h"
#include "ui/shell/stage_monitor.h"
#include "ui/style/metrics.h"
#include "ui/widgets/chart_splitter.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include <QVBoxLayout>

namespace arborist {

using namespace hierarchy;

HierarchyPage::HierarchyPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("hierarchy"), tr("Hierarchy"), QStringLiteral("view-list-tree"),
           parent),
      m_model(m_details),
      m_jobs(new HierarchyJobs(session, this)),
      m_loader(new DetailsLoader(session, this)),
      m_tools(new HierarchyTools(tools(), *this)),
      m_repairs(new HierarchyRepairs(session, this))
{
    buildPanes();
    connectTools();
    connectPanes();
    connectJobs();
    connectRepairs();
    clear();
}

HierarchyPage::~HierarchyPage() = default;

void HierarchyPage::buildPanes()
{
    m_column = new FilterColumn;
    m_tree = new ItemTreeView(m_model);
    m_strip = new FilterStrip;
    m_charts = new HierarchyCharts(session(), m_details);
    m_inspector = new ItemInspector(m_details);
    m_empty = new EmptyState(iconName());
    m_error = new ErrorState;
    m_skeleton = new LoadingSkeleton({160, 240, 60, 40, 50, 50, 60, 90, 80, 70, 200}, metrics::row);
    m_progress = new ScanProgress;

    auto *upper = new QWidget;
    auto *column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_tree, 1);
    upper->setMinimumHeight(px(metrics::sectionHead + 4 * metrics::row));
    auto *middle = new ChartSplitter(key(), upper, m_charts);
    setPanes(m_column, {192, 240}, middle, m_inspector, {256, 336});
    greyWhileLost({m_column, middle, m_inspector});
    for (QWidget *each : std::initializer_list<QWidget *>{m_empty, m_error, m_skeleton, m_progress})
        showInstead(each);
}

void HierarchyPage::connectTools()
{
    connect(m_tools, &HierarchyTools::scanRequested, this, &HierarchyPage::scan);
    connect(m_tools, &HierarchyTools::cancelRequested, m_jobs, &HierarchyJobs::cancelScan);
    connect(m_tools, &HierarchyTools::exportRequested, this, &HierarchyPage::saveFindings);
    connect(m_tools, &HierarchyTools::copyRequested, this,
            [this] { m_jobs->exportFindings(m_snapshot, m_request.organization, {}); });
    connect(m_tools, &HierarchyTools::rulesRequested, this, &HierarchyPage::askForRules);
    connect(m_tools, &HierarchyTools::stepRequested, this, &HierarchyPage::step);
    connect(m_tools, &HierarchyTools::hierarchyChosen, this, &HierarchyPage::choose);
    connect(m_tools, &HierarchyTools::organizationChosen, this, &HierarchyPage::chooseOrganization);
    connect(m_tools, &HierarchyTools::showChosen, this, [this](FilterRequest::Show show) {
        FilterRequest wanted = m_request;
        wanted.show = show;
        if (show == FilterRequest::Show::All)
            wanted.kinds = 0;
        request(wanted);
    });
    connect(m_tools, &HierarchyTools::searchChanged, this, &HierarchyPage::runFilter);
    connect(m_tools, &HierarchyTools::searchLeft, m_tree, [this] { m_tree->setFocus(); });
}

void HierarchyPage::connectPanes()
{
    connect(m_column, &FilterColumn::organizationChosen, this, &HierarchyPage::chooseOrganization);
    connect(m_column, &FilterColumn::kindChosen, this, &HierarchyPage::chooseKinds);
    connect(m_charts, &HierarchyCharts::organizationChosen, this,
            &HierarchyPage::chooseOrganization);
    connect(m_charts, &HierarchyCharts::kindChosen, this, &HierarchyPage::chooseKinds);
    connect(m_charts, &HierarchyCharts::itemChosen, this, &HierarchyPage::jumpTo);
    connect(m_charts, &HierarchyCharts::organizationSelected, this, [this](quint32 organization) {
        const QModelIndex index = m_model.organizationIndex(organization);
        if (index.isValid())
            m_tree->setCurrentIndex(index);
    });
    connect(m_charts, &HierarchyCharts::settled, this, &HierarchyPage::announceIfSettled);
    connect(m_tree, &ItemTreeView::currentMoved, this, &HierarchyPage::showCurrent);
    connect(m_tree, &ItemTreeView::escapePressed, this, &HierarchyPage::endLimit);
    connect(m_strip, &FilterStrip::clicked, this, &HierarchyPage::stripClicked);
    connect(m_strip, &FilterStrip::actionClicked, this, &HierarchyPage::askForRules);
    connect(m_inspector, &ItemInspector::itemRequested, this, &HierarchyPage::jumpTo);
    connect(m_inspector, &ItemInspector::subtreeRequested, this, &HierarchyPage::showSubtree);
    connect(m_empty, &EmptyState::primaryClicked, this, &HierarchyPage::refresh);
    connect(m_error, &ErrorState::retryClicked, this, &HierarchyPage::refresh);
    connect(m_progress, &ScanProgress::cancelClicked, m_jobs, &HierarchyJobs::cancelScan);
    connect(&m_details, &DetailsCache::needDetails, this, [this](const std::vector<Item> &items) {
        if (m_snapshot)
            m_loader->load(m_snapshot, items);
    });
    connect(&m_clock, &QTimer::timeout, this, &HierarchyPage::showProgress);
}

void HierarchyPage::connectJobs()
{
    connect(m_jobs, &HierarchyJobs::discovered, this, &HierarchyPage::showHierarchies);
    connect(m_jobs, &HierarchyJobs::discoveryFailed, this,
            [this](const Error &error) { showError(error, false); });
    connect(m_jobs, &HierarchyJobs::scanned, this, &HierarchyPage::showScan);
    connect(m_jobs, &HierarchyJobs::scanFailed, this,
            [this](const Error &error) { showError(error, true); });
    connect(m_jobs, &HierarchyJobs::scanWanted, this, [this](const QString &table) {
        if (!mapping() || mapping()->qualifiedName() == table)
            scan();
    });
    connect(m_jobs, &HierarchyJobs::scanCancelled, this, [this] {
        endScan();
        if (!m_snapshot)
            showUnscanned();
        announceIfSettled();
    });
    connect(m_jobs, &HierarchyJobs::filtered, this, &HierarchyPage::showFilter);
    connect(m_jobs, &HierarchyJobs::searchFailed, this, [this](const Error &error) {
        m_tools->setBusy(false);
        m_strip->showProblem(tr("The search failed: %1").arg(error.message()), error.hint(),
                             tr("Dismiss"));
        announceIfSettled();
    });
    connect(m_jobs, &HierarchyJobs::rulesNotKept, this, &HierarchyPage::showExportError);
    connect(m_jobs, &HierarchyJobs::exportFailed, this, &HierarchyPage::showExportError);
    connect(m_jobs, &HierarchyJobs::historyRead, this,
            [this](const std::vector<ScanRecord> &scans, const std::vector<RepairMark> &repairs) {
                m_charts->setScans(scans);
                m_charts->setRepairs(repairs);
                showStatus();
                if (m_snapshot || scans.empty())
                    return;
                const ScanRecord &last = scans.back();
                m_lastScan = tr("The last scan, %1, found %2 of %3 items drifted.")
                                 .arg(format::ago(last.at.toLocalTime()),
                                      format::count(last.driftedItems), format::count(last.items));
                setAttention(last.driftedItems > 0);
                if (m_current >= 0 && !m_jobs->isScanning())
                    showUnscanned();
            });
    StageMonitor &monitor = session().monitor();
    connect(&monitor, &StageMonitor::checked, this, &HierarchyPage::loadAgainIfBack);
    connect(&monitor, &StageMonitor::contactChanged, this, [this](const QString &stage) {
        if (m_lost && stage == session().targetName())
            m_error->setFootnote(session().monitor().contact(stage).nextTryText());
    });
    connect(&session(), &Session::scanRecorded, this, [this](const ScanRecord &record) {
        // After its own scans the page reads the history anyway.
        if (m_current < 0 || m_jobs->isScanning() || record.stage != session().targetName() ||
            record.table != mapping()->qualifiedName())
            return;
        setAttention(record.driftedItems > 0);
        m_jobs->readHistory(record.table);
    });
    connect(m_loader, &DetailsLoader::loaded, this, [this](const std::vector<Details> &details) {
        m_details.store(details);
        announceIfSettled();
    });
    connect(m_loader, &DetailsLoader::failed, this, &HierarchyPage::showTitleProblem);
}

} // namespace arborist
