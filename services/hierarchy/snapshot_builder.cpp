// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/snapshot_builder.h"

#include "services/hierarchy/drift.h"
#include "services/hierarchy/rule_words.h"
#include <algorithm>
#include <exception>
#include <functional>
#include <numeric>
#include <thread>

namespace arborist::hierarchy {
namespace {

constexpr size_t kMostPaths = 6; ///< ways to write a path to choose from

/// Calls `work(organization, findings)` for every organization, the largest first, on all cores.
template <typename Work>
void forEachOrganization(const std::vector<std::vector<quint32>> &levels,
                         std::vector<Finding> &findings, Work work)
{
    std::vector<size_t> queue(levels.size());
    std::iota(queue.begin(), queue.end(), size_t(0));
    const auto size = [&](size_t i) { return levels[i].back() - levels[i].front(); };
    std::sort(queue.begin(), queue.end(), [&](size_t a, size_t b) { return size(a) > size(b); });

    const size_t threads = std::clamp<size_t>(std::thread::hardware_concurrency(), 1,
                                              std::min<size_t>(8, queue.size() + 1));
    std::atomic<size_t> next = 0;
    std::vector<std::vector<Finding>> found(threads);
    std::vector<std::exception_ptr> failures(threads);
    const auto run = [&](size_t self) {
        try {
            for (size_t i; (i = next.fetch_add(1)) < queue.size();)
                work(queue[i], found[self]);
        } catch (...) {
            failures[self] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> pool;
        for (size_t i = 1; i < threads; ++i)
            pool.emplace_back(run, i);
        run(0);
    }
    for (const std::exception_ptr &failure : failures) {
        if (failure)
            std::rethrow_exception(failure);
    }
    for (const std::vector<Finding> &part : found)
        findings.insert(findings.end(), part.begin(), part.end());
}

} // namespace

SnapshotBuilder::SnapshotBuilder(Mapping mapping, ItemTable table, OperationContext &context)
    : m_context(context),
      m_snapshot(std::make_shared<Snapshot>())
{
    m_snapshot->m_mapping = std::move(mapping);
    m_snapshot->m_table = std::move(table);
}

std::shared_ptr<Snapshot> SnapshotBuilder::build()
{
    m_forest = makeForest(m_snapshot->m_table, m_context.stop);
    m_context.progress->advance(m_snapshot->size() / 2);
    fitDepthBase();
    if (m_rules.empty())
        fitRules();
    compare();
    Snapshot &snapshot = *m_snapshot;
    snapshot.m_innerItems = m_forest.innerItems;
    snapshot.m_firstChild = std::move(m_forest.firstChild);
    snapshot.m_children = std::move(m_forest.children);
    snapshot.m_cuts = std::move(m_forest.cuts);
    std::sort(snapshot.m_table.dangling.begin(), snapshot.m_table.dangling.end(),
              [](const auto &a, const auto &b) { return a.item < b.item; });
    for (qsizetype i = 0; i < snapshot.m_table.organizations.size(); ++i) {
        Organization organization;
        organization.id = snapshot.m_table.organizations[i];
        organization.name = organization.id;
        organization.roots = std::move(m_forest.roots[size_t(i)]);
        std::erase_if(organization.roots,
                      [&](Item item) { return (snapshot.m_table.flags[item] & kGone) != 0; });
        snapshot.m_organizations.push_back(std::move(organization));
        snapshot.m_maxDepth =
            qMax(snapshot.m_maxDepth, qint64(m_forest.levels[size_t(i)].size()) - 2);
    }
    count();
    countStranded();
    return m_snapshot;
}

void SnapshotBuilder::fitDepthBase()
{
    Snapshot &snapshot = *m_snapshot;
    std::optional<int> &base = snapshot.m_mapping.rules.depthBase;
    const RawColumn &depth = snapshot.m_table.field(Field::Depth);
    if (base || !depth.exists())
        return;
    qint64 roots[2] = {0, 0};
    qint64 all = 0;
    for (Item item = 0; item < snapshot.m_table.size(); ++item) {
        if (snapshot.m_table.flags[item] & kHasParent)
            continue;
        ++all;
        if (depth[item] == 0 || depth[item] == 1)
            ++roots[depth[item]];
    }
    base = roots[1] > roots[0] ? 1 : 0;
    Rules rules = snapshot.m_mapping.rules;
    for (const int tried : {0, 1}) {
        rules.depthBase = tried;
        if (all > 0)
            m_tried[Kind::D1].emplace_back(rules, double(roots[tried]) / double(all));
    }
}

void SnapshotBuilder::fitRules()
{
    Mapping &mapping = m_snapshot->m_mapping;
    FittedRules fitted = fitRollups(m_snapshot->m_table, m_forest, mapping, m_context.stop);
    mapping.rules = std::move(fitted.rules);
    m_unclear = std::move(fitted.unclear);
    m_tried.merge(fitted.tried);
}

void SnapshotBuilder::adoptRules(DriftComparison &comparison)
{
    for (const RuleFit &rule : m_rules) {
        if (rule.known) {
            comparison.declare(rule.kind);
            continue;
        }
        m_unknown.insert(rule.kind, rule.agreement);
        if (comparesField(rule.kind) && rule.kind != Kind::D1)
            comparison.ignore(fieldOf(rule.kind));
    }
}

void SnapshotBuilder::compare()
{
    Snapshot &snapshot = *m_snapshot;
    DriftComparison comparison(snapshot.m_table, m_forest, snapshot.m_mapping,
                               snapshot.m_mapping.rules.depthBase.value_or(0), m_context.stop);
    adoptRules(comparison);
    std::vector<Finding> &findings = snapshot.m_findings;
    comparison.reportStructure(findings);
    forEachOrganization(m_forest.levels, findings, [&](size_t organization, auto &found) {
        comparison.compareDownward(organization, found);
    });
    if (!m_keepPaths) // expected paths follow from ids; stored ones are read on demand
        snapshot.m_table.path.clear();
    m_context.progress->advance(snapshot.size() * 3 / 4);

    const std::vector<Finding> before = findings;
    for (bool again = true; again;) {
        forEachOrganization(m_forest.levels, findings, [&](size_t organization, auto &found) {
            comparison.compareUpward(organization, found);
        });
        again = false;
        for (int field = int(Field::ChildCount); field < kDerivedFieldCount; ++field) {
            const auto derived = static_cast<Field>(field);
            const Kind kind = kindOf(derived);
            if (!snapshot.m_table.has(derived) || m_unknown.contains(kind) ||
                (comparison.isKnown(kind) && !m_unclear.contains(kind)))
                continue;
            // Origins are told from children's stored values: those of a column that follows
            // another rule tell nothing, so compare once more without it.
            m_unknown.insert(kind, comparison.agreement(kind));
            comparison.ignore(derived);
            again = true;
        }
        if (again) {
            findings = before;
            comparison.resetUpward();
        }
    }
    addRules(comparison);
    std::erase_if(findings, [&](const Finding &finding) {
        return (snapshot.m_table.flags[finding.item] & kGone) ||
               ((finding.kind == Kind::D1 || finding.kind == Kind::D2) &&
                (!comparison.isKnown(finding.kind) || m_unknown.contains(finding.kind)));
    });
    snapshot.m_nullForZero = comparison.nullForZero();
    std::sort(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) {
        return std::pair(a.item, a.kind) < std::pair(b.item, b.kind);
    });
    reportOtherParents(comparison);
    findings.shrink_to_fit();
}

/// S5, once it is known where D2 was found. Parents that do not exist were dropped by the reader.
void SnapshotBuilder::reportOtherParents(const DriftComparison &comparison)
{
    Snapshot &snapshot = *m_snapshot;
    std::vector<Finding> moved;
    for (const ItemTable::OtherParent &other : snapshot.m_table.otherParents) {
        if (snapshot.m_table.flags[other.item] & kGone)
            continue;
        const auto drifted = std::lower_bound(
            snapshot.m_findings.begin(), snapshot.m_findings.end(), std::pair(other.item, Kind::D2),
            [](const Finding &finding, const auto &wanted) {
                return std::pair(finding.item, finding.kind) < wanted;
            });
        const bool repairable = drifted != snapshot.m_findings.end() &&
                                drifted->item == other.item && drifted->kind == Kind::D2;
        comparison.report(moved, other.item, Kind::S5, true, repairable);
    }
    const auto middle = qsizetype(snapshot.m_findings.size());
    snapshot.m_findings.insert(snapshot.m_findings.end(), moved.begin(), moved.end());
    std::inplace_merge(snapshot.m_findings.begin(), snapshot.m_findings.begin() + middle,
                       snapshot.m_findings.end(), [](const Finding &a, const Finding &b) {
                           return std::pair(a.item, a.kind) < std::pair(b.item, b.kind);
                       });
}

std::vector<RuleCandidate> SnapshotBuilder::candidatesOf(Kind kind) const
{
    TriedRules tried;
    if (const auto found = m_tried.find(kind); found != m_tried.end())
        tried = found->second;
    for (const auto &[path, agreement] : m_triedPaths) {
        if (kind == Kind::D2 && tried.size() < kMostPaths) {
            tried.emplace_back(m_snapshot->m_mapping.rules, agreement);
            tried.back().first.path = path;
        }
    }
    // What counts for all columns alike is settled only where this one's rules differ in it.
    const bool switches = std::ranges::any_of(tried, [&](const auto &each) {
        return each.first.countArchived != tried.front().first.countArchived ||
               each.first.countDeleted != tried.front().first.countDeleted;
    });
    std::vector<RuleCandidate> candidates;
    for (const auto &[rules, agreement] : tried) {
        Rules shown = rules; // fitted since, and said in the words
        shown.progressScale = m_snapshot->m_mapping.rules.progressScale;
        RuleCandidate candidate{ruleInWords(kind, shown), agreement,
                                settingsOf(kind, shown, switches)};
        if (std::ranges::find(candidates, candidate.rule, &RuleCandidate::rule) == candidates.end())
            candidates.push_back(std::move(candidate));
    }
    std::ranges::stable_sort(candidates, std::greater(), &RuleCandidate::agreement);
    return candidates;
}

void SnapshotBuilder::addRules(const DriftComparison &comparison)
{
    const Mapping &mapping = m_snapshot->m_mapping;
    const auto add = [&](Kind kind, const QString &column) {
        if (column.isEmpty())
            return;
        RuleFit fit;
        fit.kind = kind;
        fit.column = column;
        fit.rule = ruleInWords(kind, mapping.rules);
        fit.agreement = 0;
        fit.known = false;
        fit.source = sourceOf(kind, mapping.rules);
        if (fit.source == RuleSource::Fitted)
            fit.candidates = candidatesOf(kind);
        if (!fit.rule.isEmpty()) {
            fit.agreement = m_unknown.value(kind, comparison.agreement(kind));
            fit.known = comparison.isKnown(kind) && !m_unknown.contains(kind);
        }
        for (const Rules &other : m_unclear[kind])
            fit.alternatives += ruleInWords(kind, other);
        fit.alternatives.removeDuplicates();
        fit.alternatives.removeAll(fit.rule);
        m_snapshot->m_rules.push_back(std::move(fit));
    };
    add(Kind::D1, mapping.depth);
    add(Kind::D2, mapping.path);
    add(Kind::R1, mapping.childCount);
    add(Kind::R2, mapping.descendantCount);
    add(Kind::R3, mapping.doneCount);
    add(Kind::R4, mapping.estimateSum);
    add(Kind::R5, mapping.progress);
    add(Kind::T1, mapping.minStart);
    add(Kind::T2, mapping.maxEnd);
}

void SnapshotBuilder::count()
{
    Snapshot &snapshot = *m_snapshot;
    for (Item item = 0; item < snapshot.m_table.size(); ++item) {
        if (snapshot.m_table.flags[item] & kGone)
            continue;
        Organization &organization = snapshot.m_organizations[snapshot.m_table.organization[item]];
        ++organization.items;
        organization.doneItems += (snapshot.m_table.flags[item] & kDone) ? 1 : 0;
    }
    const std::vector<Finding> &findings = snapshot.m_findings;
    for (size_t begin = 0; begin < findings.size();) {
        const Item item = findings[begin].item;
        Organization &organization = snapshot.m_organizations[snapshot.m_table.organization[item]];
        snapshot.m_table.flags[item] |= kDrifted;
        if (findings[begin].inFlight)
            ++snapshot.m_inFlightItems;
        else
            ++snapshot.m_driftedItems, ++organization.driftedItems;
        bool origin = false;
        for (; begin < findings.size() && findings[begin].item == item; ++begin) {
            const Finding &finding = findings[begin];
            if (finding.inFlight)
                continue;
            origin |= finding.origin;
            for (KindCounts *counts : {&snapshot.m_drift, &organization.drift}) {
                KindCount &kind = (*counts)[size_t(finding.kind)];
                ++kind.items;
                kind.origins += finding.origin;
                kind.repairable += finding.repairable;
            }
        }
        snapshot.m_originItems += origin;
    }
}

void SnapshotBuilder::countStranded()
{
    Snapshot &snapshot = *m_snapshot;
    for (const CutEdge &cut : snapshot.m_cuts) {
        if (cut.kind == Kind::S3 && !(snapshot.m_table.flags[cut.item] & kGone))
            snapshot.m_strandedItems += snapshot.below(cut.item);
    }
}

void SnapshotBuilder::setOrganizationNames(Snapshot &snapshot, const QHash<QString, QString> &names)
{
    for (Organization &organization : snapshot.m_organizations)
        organization.name = names.value(organization.id, organization.id);
}

void SnapshotBuilder::setTiming(Snapshot &snapshot, const QDateTime &takenAt, qint64 durationMs)
{
    snapshot.m_takenAt = takenAt;
    snapshot.m_durationMs = durationMs;
}

} // namespace arborist::hierarchy
