// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/hierarchy_page.h"

#include "ui/hierarchy/details_loader.h"
#include "ui/hierarchy/filter_column.h"
#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_charts.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include "ui/hierarchy/hierarchy_repairs.h"
#include "ui/hierarchy/hierarchy_texts.h"
#include "ui/hierarchy/hierarchy_tools.h"
#include "ui/hierarchy/item_inspector.h"
#include "ui/hierarchy/item_tree_view.h"
#include "ui/hierarchy/scan_progress.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/session.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_state.h"
#include "ui/widgets/loading_skeleton.h"
#include "ui/widgets/page_header.h"
#include <algorithm>
#include <array>
#include <utility>

namespace arborist {

using namespace hierarchy;

namespace {

constexpr int kProgressMs = 100;
constexpr int kAgeMs = 20'000;

struct View {
    HierarchyCharts::Chart chart;
    const char *name;
};
constexpr std::array<View, 4> kViews{{{HierarchyCharts::ByKind, ""},
                                      {HierarchyCharts::OverTime, "over-time"},
                                      {HierarchyCharts::Gantt, "gantt"},
                                      {HierarchyCharts::Map, "map"}}};

} // namespace

// --- hierarchies ---

void HierarchyPage::retarget()
{
    m_jobs->reset();
    m_loader->reset();
    m_repairs->reset();
    m_pending = {}; // it was meant for another database
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
    m_repaired.clear();
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
    m_charts->setRepairs({});
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
        planPending();
        announceIfSettled();
        return;
    }
    choose(0);
    if (std::exchange(m_scanWhenFound, false))
        scan();
    planPending();
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
    showStatus();
}

void HierarchyPage::showStatus()
{
    if (!m_snapshot || m_jobs->isScanning())
        return;
    QString text = hierarchy_texts::status(*m_snapshot);
    if (const auto difference = m_charts->difference())
        text = tr("%1; %2").arg(text, difference->total());
    setStatus(m_snapshot->healthy() ? Glyph::Ok : Glyph::Drift, text);
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
    m_charts->setSnapshot(
        m_snapshot); // before the tree tells its current item, which has a new number
    m_tree->setFilter(m_filter, m_scale);
    m_tree->open(view.open);
    m_column->setSnapshot(m_snapshot);
    m_tools->setSnapshot(m_snapshot);
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
           m_loader->isBusy() || m_charts->isBusy() || m_repairs->isBusy();
}

void HierarchyPage::announceIfSettled()
{
    if (!isBusy())
        Q_EMIT settled();
}

void HierarchyPage::saveFindings()
{
    askFileToWrite(
        this, tr("Export findings"),
        QStringLiteral("%1-%2-drift").arg(session().targetName(), m_snapshot->mapping().table),
        {{tr("Comma separated values"), QStringLiteral("csv")}}, [this](const QString &file) {
            m_jobs->exportFindings(m_snapshot, m_request.organization, file);
        });
}

void HierarchyPage::showExportError(const Error &error)
{
    m_strip->showProblem(error.message(), error.hint(), tr("Dismiss"));
}

int HierarchyPage::viewCount() const
{
    return m_snapshot ? int(kViews.size()) : 1;
}

QString HierarchyPage::showView(int number)
{
    const View &view = kViews[size_t(number)];
    m_charts->setEnlarged(view.chart == HierarchyCharts::Gantt ||
                          view.chart == HierarchyCharts::Map);
    m_charts->setCurrentChart(view.chart);
    if (view.chart == HierarchyCharts::Gantt) {
        const auto drifted = std::ranges::find(m_snapshot->findings(), Kind::T2, &Finding::kind);
        Item top = drifted == m_snapshot->findings().end() ? kNoItem : drifted->item;
        while (top != kNoItem && m_snapshot->parent(top) != kNoItem)
            top = m_snapshot->parent(top);
        jumpTo(top);
    }
    return QLatin1String(view.name);
}

} // namespace arborist
