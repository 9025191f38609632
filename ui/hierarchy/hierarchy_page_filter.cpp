// SPDX-License-Identifier: GPL-3.0-or-later
// What the hierarchy page shows of its snapshot: filters, search, subtree, jumps, selection.
#include "ui/hierarchy/hierarchy_page.h"

#include "models/common/format.h"
#include "ui/hierarchy/filter_column.h"
#include "ui/hierarchy/filter_strip.h"
#include "ui/hierarchy/hierarchy_charts.h"
#include "ui/hierarchy/hierarchy_jobs.h"
#include "ui/hierarchy/hierarchy_texts.h"
#include "ui/hierarchy/hierarchy_tools.h"
#include "ui/hierarchy/item_inspector.h"
#include "ui/hierarchy/item_tree_view.h"
#include <algorithm>

namespace arborist {

using namespace hierarchy;
using Show = FilterRequest::Show;

namespace {

/// Matches whose ancestors are opened at once: more than fill a screen, few enough to be instant.
constexpr int kMatchesOpened = 100;
/// How far above an item too deep to be shown under its root the shown subtree begins.
constexpr int kLevelsAbove = 20;

Item ancestor(const Snapshot &snapshot, Item item, int levels)
{
    while (levels-- > 0 && snapshot.parent(item) != kNoItem)
        item = snapshot.parent(item);
    return item;
}

bool isDeeperThan(const TreeFilter &filter, Item item, int levels)
{
    for (; item != kNoItem && levels >= 0; --levels)
        item = filter.parent(item);
    return item != kNoItem;
}

} // namespace

void HierarchyPage::focusSearch()
{
    m_tools->focusSearch();
}

void HierarchyPage::request(const FilterRequest &wanted)
{
    m_request = wanted;
    syncFilter();
    runFilter();
}

void HierarchyPage::syncFilter()
{
    m_tools->setFilter(m_request);
    m_column->setFilter(m_request.organization, m_request.kinds);
    m_charts->setOrganization(m_request.organization);
    updateRepairMenu();
}

void HierarchyPage::runFilter()
{
    if (!m_snapshot)
        return;
    m_tools->setBusy(true);
    const QString text = m_tools->searchText();
    if (text.isEmpty())
        m_jobs->filter(m_snapshot, m_request);
    else
        m_jobs->search(m_snapshot, text, m_request);
}

void HierarchyPage::showFilter(const TreeFilterPtr &filter)
{
    m_tools->setBusy(m_jobs->isScanning());
    m_filter = filter;
    m_tree->setFilter(filter, m_scale);
    if (filter->request().show == Show::Hits || filter->request().kinds != 0)
        m_tree->openMatches(kMatchesOpened);
    const Item jump = std::exchange(m_jump, kNoItem);
    const Item current = m_tree->currentItem();
    if (jump != kNoItem)
        m_tree->reveal(jump);
    else if (current == kNoItem ||
             (filter->request().show != Show::All && !filter->matches(current)))
        m_tree->reveal(filter->nextStop(kNoItem));
    showStrip();
    announceIfSettled();
}

void HierarchyPage::showStrip()
{
    const QString text = m_tools->searchText();
    if (!m_repaired.isEmpty()) {
        m_strip->showDone(m_repaired, m_undoable.isEmpty() ? tr("Dismiss") : tr("Undo…"));
    } else if (!text.isEmpty() && m_filter->request().show == Show::Hits) {
        const qsizetype hits = m_filter->matchCount();
        const QString limit = hits == 0   ? tr("No item matches “%1”")
                              : hits == 1 ? tr("1 item matches “%1”")
                              : hits >= HierarchyJobs::kMostHits
                                  ? tr("The first %2 items that match “%1”")
                                  : tr("%2 items match “%1”");
        m_strip->showLimit(hits <= 1 ? limit.arg(text) : limit.arg(text, format::count(hits)),
                           tr("Clear search"));
    } else if (m_request.subtree != kNoItem) {
        const Details *details = m_details.peek(m_request.subtree);
        const QString id = m_snapshot->idText(m_request.subtree);
        m_strip->showLimit(details && !details->title.isEmpty()
                               ? tr("Subtree of “%1”, item %2").arg(details->title, id)
                               : tr("Subtree of item %1").arg(id),
                           tr("Show all"));
    } else if (!m_titleProblem.isEmpty()) {
        m_strip->showProblem(m_titleProblem, m_titleProblem, tr("Retry"));
    } else if (const QString rules = hierarchy_texts::unsettledRules(*m_snapshot);
               !rules.isEmpty() && !m_rulesDismissed) {
        const bool unclear = !std::ranges::all_of(m_snapshot->rules(), &RuleFit::known);
        m_strip->showChoice(rules, unclear ? tr("Choose…") : tr("Keep…"), tr("Dismiss"));
    } else {
        m_strip->clear();
    }
}

void HierarchyPage::endLimit()
{
    if (!m_snapshot)
        return;
    if (!m_repaired.isEmpty()) {
        m_repaired.clear();
        showStrip();
    } else if (!m_tools->searchText().isEmpty()) {
        m_tools->clearSearch();
        runFilter();
    } else if (m_request.subtree != kNoItem) {
        FilterRequest wanted = m_request;
        wanted.subtree = kNoItem;
        wanted.organization.reset();
        request(wanted);
    } else if (!m_titleProblem.isEmpty()) {
        m_titleProblem.clear();
        m_details.retry();
        showStrip();
    } else if (m_strip->isVisible()) {
        m_rulesDismissed = true;
        showStrip();
    } else if (m_request.kinds != 0) {
        chooseKinds(0);
    }
}

void HierarchyPage::showTitleProblem(const Error &error)
{
    m_details.fail();
    m_titleProblem = tr("Titles could not be read: %1").arg(error.message());
    showStrip();
    announceIfSettled();
}

void HierarchyPage::chooseKinds(quint32 kinds)
{
    FilterRequest wanted = m_request;
    wanted.kinds = kinds;
    if (kinds != 0 && wanted.show == Show::All)
        wanted.show = Show::Drifted;
    request(wanted);
}

void HierarchyPage::chooseOrganization(std::optional<quint32> organization)
{
    FilterRequest wanted = m_request;
    wanted.organization = organization;
    wanted.subtree = kNoItem;
    // A kind that the organization has none of would leave the tree empty without a visible cause.
    if (organization && wanted.kinds != 0) {
        const KindCounts &drift = m_snapshot->organizations()[*organization].drift;
        for (const Kind kind : allKinds()) {
            if (wanted.kinds == bit(kind) && drift[size_t(kind)].items == 0)
                wanted.kinds = 0;
        }
    }
    request(wanted);
}

void HierarchyPage::showSubtree(Item item)
{
    FilterRequest wanted = m_request;
    wanted.subtree = item;
    wanted.organization = m_snapshot->organizationOf(item);
    wanted.show = Show::All;
    wanted.kinds = 0;
    m_jump = item;
    m_tools->clearSearch();
    request(wanted);
}

void HierarchyPage::step(bool forwards)
{
    if (!m_filter)
        return;
    Item from = m_tree->currentItem();
    const QModelIndex current = m_tree->currentIndex();
    if (from == kNoItem && current.isValid() && !forwards) {
        const auto roots = m_filter->roots(current.data(OrganizationRole).toUInt());
        from = roots.empty() ? kNoItem : roots.front();
    } else if (from == kNoItem && current.isValid()) {
        const auto roots = m_filter->roots(current.data(OrganizationRole).toUInt());
        // Forwards from an organization's row its own first items come first.
        if (!roots.empty())
            from = m_filter->previousStop(roots.front());
    }
    const Item next = forwards ? m_filter->nextStop(from) : m_filter->previousStop(from);
    if (next != kNoItem)
        jumpTo(next);
}

void HierarchyPage::jumpTo(Item item)
{
    if (item == kNoItem)
        return;
    FilterRequest wanted = m_request;
    bool change = false;
    if (!m_filter->contains(item)) {
        wanted = {};
        wanted.show = m_snapshot->hasFindings(item) ? Show::Drifted : Show::All;
        m_tools->clearSearch();
        change = true;
    }
    if (isDeeperThan(*m_filter, item, ItemTreeView::kDeepest)) {
        wanted.subtree = ancestor(*m_snapshot, item, kLevelsAbove);
        change = true;
    }
    if (!change) {
        m_tree->reveal(item);
        return;
    }
    m_jump = item;
    request(wanted);
}

void HierarchyPage::showCurrent()
{
    const QModelIndex current = m_tree->currentIndex();
    const Item item = m_tree->currentItem();
    if (m_snapshot && current.isValid())
        m_charts->setCurrent(item, current.data(OrganizationRole).toUInt());
    if (!m_snapshot || !current.isValid())
        m_inspector->showNothing();
    else if (item == kNoItem)
        m_inspector->showOrganization(m_snapshot, current.data(OrganizationRole).toUInt());
    else
        m_inspector->showItem(m_snapshot, item);
}

} // namespace arborist
