// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_page.h"

#include "models/common/format.h"
#include "ui/hierarchy/details_loader.h"
#include "ui/hierarchy/filter_column.h"
#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_charts.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include "ui/hierarchy/hierarchy_texts.h"
#include "ui/hierarchy/hierarchy_tools.h"
#include "ui/hierarchy/item_inspector.h"
#include "ui/hierarchy/item_tree_view.h"
#include "ui/hierarchy/scan_progress.h"
#include "ui/shell/session.h"
#include "ui/style/metrics.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/tool_row.h"
#include <QFileDialog>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kProgressMs = 100;
constexpr int kAgeMs = 20'000;

} // namespace

HierarchyPage::HierarchyPage(Session &session, QWidget *parent)
    : Page(session, QStringLiteral("hierarchy"), tr("Hierarchy"), QStringLiteral("view-list-tree"),
           parent),
      m_model(m_details), m_jobs(new HierarchyJobs(session, this)),
      m_loader(new DetailsLoader(session, this)), m_tools(new HierarchyTools(tools(), *this))
{
    buildPanes();
    connectTools();
    connectPanes();
    connectJobs();
    clear();
}

HierarchyPage::~HierarchyPage() = default;

void HierarchyPage::buildPanes()
{
    m_column = new FilterColumn;
    m_tree = new ItemTreeView(m_model);
    m_strip = new FilterStrip;
    m_charts = new HierarchyCharts;
    m_inspector = new ItemInspector(m_details);
    m_empty = new EmptyState(iconName());
    m_error = new ErrorState;
    m_skeleton =
        new LoadingSkeleton({160, 240, 60, 40, 50, 50, 60, 90, 80, 70, 200}, metrics::row);
    m_progress = new ScanProgress;

    auto *upper = new QWidget;
    auto *column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_tree, 1);
    upper->setMinimumHeight(px(metrics::sectionHead + 4 * metrics::row));
    m_split = new QSplitter(Qt::Vertical);
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(upper);
    m_split->addWidget(m_charts);
    m_split->setStretchFactor(0, 1);
    setPanes(m_column, {192, 240}, m_split, m_inspector, {256, 336});
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
    connect(m_tools, &HierarchyTools::stepRequested, this, &HierarchyPage::step);
    connect(m_tools, &HierarchyTools::hierarchyChosen, this, &HierarchyPage::choose);
    connect(m_tools, &HierarchyTools::organizationChosen, this,
            &HierarchyPage::chooseOrganization);
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
    connect(m_tree, &ItemTreeView::currentMoved, this, &HierarchyPage::showCurrent);
    connect(m_tree, &ItemTreeView::escapePressed, this, &HierarchyPage::endLimit);
    connect(m_strip, &FilterStrip::clicked, this, &HierarchyPage::endLimit);
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
    connect(m_jobs, &HierarchyJobs::exportFailed, this, [this](const Error &error) {
        m_strip->showProblem(error.message(), error.hint(), tr("Dismiss"));
    });
    connect(m_jobs, &HierarchyJobs::historyRead, this,
            [this](const std::vector<ScanRecord> &scans) {
                m_charts->setScans(scans);
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
    connect(m_loader, &DetailsLoader::loaded, this, [this](const std::vector<Details> &details) {
        m_details.store(details);
        announceIfSettled();
    });
    connect(m_loader, &DetailsLoader::failed, this, &HierarchyPage::showTitleProblem);
}

// --- hierarchies ---

void HierarchyPage::retarget()
{
    m_jobs->reset();
    m_loader->reset();
    clear();
    if (isVisible())
        discover();
}

void HierarchyPage::clear()
{
    endScan();
    m_hierarchies.clear();
    m_current = -1;
    m_discovered = false;
    m_scanWhenFound = false;
    m_snapshot.reset();
    m_filter.reset();
    m_request = {};
    m_jump = kNoItem;
    m_lastScan.clear();
    m_titleProblem.clear();
    m_details.clear();
    m_tree->forget();
    m_tree->setFilter(nullptr, {});
    m_column->setSnapshot(nullptr);
    m_tools->setSnapshot(nullptr);
    m_tools->setHierarchies({}, -1);
    m_tools->setCanScan(false);
    m_tools->clearSearch();
    m_charts->setSnapshot(nullptr);
    m_charts->setScans({});
    m_inspector->showNothing();
    m_strip->clear();
    header().setMeta({});
    setStatus(Glyph::None, {});
    setAttention(false);
    showInstead(m_skeleton);
}

void HierarchyPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    const int charts = ChartPane::heightFor(window()->height());
    m_split->setSizes({std::max(1, height() - charts), charts});
    if (!m_discovered && !m_jobs->isDiscovering())
        discover();
}

void HierarchyPage::discover()
{
    if (!session().target() || m_jobs->isDiscovering())
        return;
    setStatus(Glyph::None, tr("Reading…"));
    showInstead(m_skeleton);
    m_jobs->discover();
}

void HierarchyPage::showHierarchies(const std::vector<Mapping> &mappings)
{
    m_discovered = true;
    m_hierarchies = mappings;
    if (mappings.empty()) {
        setStatus(Glyph::Idle, tr("No hierarchy in this database"));
        m_empty->setTexts(
            tr("No hierarchy found"),
            tr("A hierarchy is a table whose rows name their parent: a foreign key to the table "
               "itself, or columns id and parent_id. Others can be declared in arborist.toml under "
               "[[hierarchy]]."));
        m_empty->setButtons(tr("Look again"));
        showInstead(m_empty);
        announceIfSettled();
        return;
    }
    choose(0);
    if (std::exchange(m_scanWhenFound, false))
        scan();
    announceIfSettled();
}

void HierarchyPage::choose(int hierarchy)
{
    if (hierarchy == m_current)
        return;
    if (m_current >= 0) {
        m_jobs->reset();
        m_loader->reset();
        const std::vector<Mapping> found = m_hierarchies;
        clear();
        m_hierarchies = found;
        m_discovered = true;
    }
    m_current = hierarchy;
    QStringList names;
    for (const Mapping &each : m_hierarchies)
        names << each.qualifiedName();
    m_tools->setHierarchies(names, hierarchy);
    m_tools->setCanScan(true);
    m_jobs->readHistory(mapping()->qualifiedName());
    showUnscanned();
}

const Mapping *HierarchyPage::mapping() const
{
    return m_current < 0 ? nullptr : &m_hierarchies[size_t(m_current)];
}

void HierarchyPage::showUnscanned()
{
    setStatus(Glyph::Idle, tr("Not scanned yet"));
    QString text = tr("A scan reads the table once and compares every stored value with what "
                      "follows from the items. It changes nothing and takes about 2 s for a "
                      "million items.");
    if (!m_lastScan.isEmpty())
        text += u' ' + m_lastScan;
    m_empty->setTexts(tr("%1 has not been scanned").arg(mapping()->qualifiedName()), text);
    m_empty->setButtons(tr("Scan"));
    showInstead(m_empty);
}

// --- scanning ---

void HierarchyPage::refresh()
{
    if (m_jobs->isScanning() || m_jobs->isDiscovering())
        return;
    if (m_current < 0)
        discover();
    else
        scan();
}

void HierarchyPage::scan()
{
    if (m_jobs->isScanning())
        return;
    if (m_current < 0) {
        m_scanWhenFound = true;
        discover();
        return;
    }
    m_tools->setScanning(true);
    m_tools->setBusy(m_snapshot != nullptr);
    setStatus(Glyph::None, tr("Reading…"));
    if (!m_snapshot) {
        m_progress->begin(tr("Scanning %1").arg(mapping()->qualifiedName()));
        showInstead(m_progress);
    }
    m_clock.start(kProgressMs);
    m_jobs->scan(*mapping(), wish());
}

ScanWish HierarchyPage::wish() const
{
    ScanWish wish;
    if (!m_snapshot)
        return wish;
    wish.filter = m_request;
    if (m_request.organization) {
        wish.oneOrganization = true;
        wish.organization = m_snapshot->organizations()[*m_request.organization].id;
    }
    for (const Item item : m_tree->openItems())
        wish.open << m_snapshot->idText(item);
    if (m_tree->currentItem() != kNoItem)
        wish.current = m_snapshot->idText(m_tree->currentItem());
    return wish;
}

void HierarchyPage::showProgress()
{
    if (const auto progress = m_jobs->scanProgress()) {
        m_progress->setProgress(*progress);
        if (m_snapshot && progress->fraction >= 0)
            setStatus(Glyph::None, tr("Reading…, %1 %").arg(int(progress->fraction * 100)));
    } else if (m_snapshot) {
        header().setMeta(hierarchy_texts::meta(*m_snapshot));
    }
}

void HierarchyPage::endScan()
{
    m_tools->setScanning(false);
    m_tools->setBusy(false);
    m_clock.start(kAgeMs);
    if (m_snapshot)
        setStatus(m_snapshot->healthy() ? Glyph::Ok : Glyph::Drift,
                  hierarchy_texts::status(*m_snapshot));
}

void HierarchyPage::showScan(const ScanView &view)
{
    m_snapshot = view.snapshot;
    m_scale = view.scale;
    m_filter = view.filter;
    m_request = view.filter->request();
    m_titleProblem.clear();
    m_loader->reset();
    m_details.clear();
    m_tools->clearSearch();
    m_tree->forget();
    m_tree->setFilter(m_filter, m_scale);
    m_tree->open(view.open);
    m_column->setSnapshot(m_snapshot);
    m_tools->setSnapshot(m_snapshot);
    m_charts->setSnapshot(m_snapshot);
    syncFilter();
    endScan();
    header().setMeta(hierarchy_texts::meta(*m_snapshot));
    setAttention(!m_snapshot->healthy());
    showInstead(nullptr);
    showStrip();
    if (view.current != kNoItem)
        jumpTo(view.current);
    m_jobs->readHistory(m_snapshot->mapping().qualifiedName());
    Q_EMIT scanned();
    announceIfSettled();
}

void HierarchyPage::showError(const Error &error, bool scanning)
{
    endScan();
    const QString table = scanning ? mapping()->qualifiedName() : QString();
    const QString title = hierarchy_texts::errorTitle(error, session().targetName(), table);
    if (m_snapshot && scanning) {
        // What was read before is still worth seeing.
        m_strip->showProblem(tr("%1. Shown is the scan before. %2").arg(title, error.message()),
                             error.hint(), tr("Dismiss"));
    } else {
        setStatus(Glyph::Failed, title);
        m_error->setError(title, tr("Nothing was changed."), error, QDateTime::currentDateTime());
        showInstead(m_error);
    }
    announceIfSettled();
}

bool HierarchyPage::isBusy() const
{
    return m_jobs->isDiscovering() || m_jobs->isScanning() || m_jobs->isFiltering() ||
           m_loader->isBusy();
}

void HierarchyPage::announceIfSettled()
{
    if (!isBusy())
        Q_EMIT settled();
}

void HierarchyPage::saveFindings()
{
    auto *dialog = new QFileDialog(this, tr("Export findings"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->setNameFilter(tr("Comma separated values (*.csv)"));
    dialog->selectFile(QStringLiteral("%1-%2-drift.csv")
                           .arg(session().targetName(), m_snapshot->mapping().table));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_jobs->exportFindings(m_snapshot, m_request.organization, file);
    });
    dialog->open();
}

} // namespace arborist
