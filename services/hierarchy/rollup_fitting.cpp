// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rollup_fitting.h"

#include "services/core/error.h"
#include "services/hierarchy/finding.h"
#include "services/hierarchy/rollup.h"
#include <algorithm>
#include <bit>

namespace arborist::hierarchy {
namespace {

constexpr size_t kSample = 12'000;   ///< items
constexpr size_t kFewestInner = 100; ///< in fewer, damage could look like another rule
constexpr qint64 kFewest = 5; ///< inner items that must speak for another rule than the usual one
constexpr int kMostSubtrees = 4096; ///< looked at before the sample is what it is

/// Items of whole subtrees, parents before children, children of one parent side by side.
class Sample
{
public:
    Sample(const Forest &forest, const std::stop_token &stop) : m_forest(forest)
    {
        std::vector<Item> waiting;
        size_t most = 0;
        for (const std::vector<Item> &roots : forest.roots)
            most = std::max(most, roots.size());
        // One root of each organization in turn: all of them have a say.
        for (size_t i = 0; i < std::min(most, kSample); ++i) {
            for (const std::vector<Item> &roots : forest.roots) {
                if (i < roots.size())
                    waiting.push_back(roots[i]);
            }
        }
        int looked = 0;
        for (size_t i = 0; i < waiting.size() && m_items.size() < kSample; ++i) {
            if (stop.stop_requested())
                throw Error::cancelled();
            if (++looked > kMostSubtrees)
                break;
            if (!take(waiting[i])) { // too large: its parts may do
                const auto children = forest.childrenOf(waiting[i]);
                waiting.insert(waiting.end(), children.begin(),
                               children.begin() + std::min<ptrdiff_t>(64, std::ssize(children)));
            }
        }
    }

    size_t size() const { return m_items.size(); }
    Item item(size_t at) const { return m_items[at]; }
    /// Where the children of the item at `at` stand.
    size_t firstChild(size_t at) const { return m_firstChild[at]; }
    size_t childCount(size_t at) const { return m_forest.childrenOf(m_items[at]).size(); }

private:
    bool take(Item root)
    {
        const size_t begin = m_items.size();
        m_items.push_back(root);
        for (size_t at = begin; at < m_items.size(); ++at) {
            const auto children = m_forest.childrenOf(m_items[at]);
            if (m_items.size() + children.size() > kSample + begin / 2) {
                m_items.resize(begin);
                m_firstChild.resize(begin);
                return false;
            }
            m_firstChild.push_back(m_items.size());
            m_items.insert(m_items.end(), children.begin(), children.end());
        }
        return true;
    }

    const Forest &m_forest;
    std::vector<Item> m_items;
    std::vector<size_t> m_firstChild;
};

/// The candidates: what is declared stays, the rest varies. The default comes first and wins ties.
std::vector<Rules> makeCandidates(const Mapping &mapping)
{
    const auto isOpen = [&](const char *key) {
        return !mapping.rules.declared.contains(QLatin1String(key));
    };
    const auto switches = [&](const char *key, const QString &column, bool usual) {
        return isOpen(key) && !column.isEmpty() ? std::vector<bool>{usual, !usual}
                                                : std::vector<bool>{usual};
    };
    std::vector<Rules> candidates;
    const Rules &given = mapping.rules;
    for (const bool archived : switches("count_archived", mapping.archived, given.countArchived)) {
        for (const bool deleted : switches("count_deleted", mapping.deleted, given.countDeleted)) {
            // Columns are judged apart, so four sets are enough for all variants of each.
            for (int set = 0; set < 4; ++set) {
                Rules rules = given;
                rules.countArchived = archived;
                rules.countDeleted = deleted;
                const DateRule dates = set % 2 ? DateRule::OwnAndChildren : DateRule::Children;
                if (isOpen("estimate_sum"))
                    rules.estimateSum = set == 1   ? SumRule::Descendants
                                        : set == 2 ? SumRule::Leaves
                                                   : SumRule::OwnAndDescendants;
                if (isOpen("min_start"))
                    rules.minStart = dates;
                if (isOpen("max_end"))
                    rules.maxEnd = dates;
                if (isOpen("dates"))
                    rules.dates = set < 2 ? DateSource::EitherEnd : DateSource::SameEnd;
                if (isOpen("count_self"))
                    rules.countSelf = set == 1;
                if (isOpen("progress")) {
                    rules.progressRounding = set % 2 ? Rounding::Floor : Rounding::HalfUp;
                    rules.progress = set < 2 ? ProgressRule::Work : ProgressRule::Counts;
                }
                candidates.push_back(rules);
            }
        }
    }
    return candidates;
}

constexpr size_t kSets = 4;         ///< candidates a switch position
using Votes = std::vector<quint32>; ///< by inner item: bits of the candidates that explain it

class Election
{
public:
    Election(const ItemTable &table, const Forest &forest, const Mapping &mapping,
             const std::stop_token &stop)
        : m_table(table),
          m_mapping(mapping),
          m_candidates(makeCandidates(mapping)),
          m_sample(forest, stop),
          m_stop(stop)
    {
    }

    FittedRules run()
    {
        FittedRules fitted{m_mapping.rules, {}, {}};
        vote();
        tellWhatWasTried(fitted);
        if (m_inner < kFewestInner)
            return fitted;
        const size_t group = chooseSwitches(fitted);
        const Rules &switched = m_candidates[group * kSets];
        fitted.rules.countArchived = switched.countArchived;
        fitted.rules.countDeleted = switched.countDeleted;
        for (int field = int(Field::ChildCount); field < kDerivedFieldCount; ++field) {
            if (!m_votes[size_t(field)].empty())
                chooseColumn(static_cast<Field>(field), group, fitted);
        }
        return fitted;
    }

private:
    void vote()
    {
        std::vector<Rollup> rollups(m_sample.size());
        for (size_t number = 0; number < m_candidates.size(); ++number) {
            if (m_stop.stop_requested())
                throw Error::cancelled();
            Mapping mapping = m_mapping;
            mapping.rules = m_candidates[number];
            const RollupRule rule(m_table, mapping);
            m_inner = 0;
            for (size_t at = m_sample.size(); at-- > 0;)
                voteOn(at, rule, number, rollups);
        }
    }

    void voteOn(size_t at, const RollupRule &rule, size_t number, std::vector<Rollup> &rollups)
    {
        const Item item = m_sample.item(at);
        const size_t children = m_sample.childCount(at);
        const size_t first = m_sample.firstChild(at);
        Rollup rollup = rule.own(item);
        for (size_t child = first; child < first + children; ++child) {
            if (rule.contributes(m_sample.item(child)))
                rule.add(rollup, m_sample.item(child), rollups[child]);
        }
        rule.finish(rollup, item);
        rollups[at] = rollup;
        if (children == 0 || (m_table.flags[item] & kRecent))
            return;
        for (int i = int(Field::ChildCount); i < kDerivedFieldCount; ++i) {
            const auto field = static_cast<Field>(i);
            if (!rule.uses(field))
                continue;
            Votes &votes = m_votes[size_t(i)];
            if (votes.size() <= m_inner)
                votes.push_back(0);
            if (rule.isManualTarget(field, item) ||
                rule.agrees(field, m_table.field(field)[item], rule.expected(field, item, rollup)))
                votes[m_inner] |= 1U << number;
        }
        ++m_inner;
    }

    void tellWhatWasTried(FittedRules &fitted) const
    {
        for (int field = int(Field::ChildCount); field < kDerivedFieldCount; ++field) {
            const Votes &votes = m_votes[size_t(field)];
            for (size_t i = 0; i < m_candidates.size() && !votes.empty(); ++i)
                fitted.tried[kindOf(static_cast<Field>(field))].emplace_back(
                    m_candidates[i], double(count(votes, i)) / double(votes.size()));
        }
    }

    struct Lead {
        qint64 ahead = 0, behind = 0;
        bool isClear() const { return behind < kFewest || ahead > 2 * behind; }
    };

    /// Of the inner items that only one of two candidates explains, how many each one does.
    static Lead lead(const Votes &votes, size_t a, size_t b)
    {
        Lead lead;
        for (const quint32 each : votes) {
            const bool byA = each >> a & 1U;
            const bool byB = each >> b & 1U;
            lead.ahead += byA && !byB;
            lead.behind += byB && !byA;
        }
        return lead;
    }

    static qint64 count(const Votes &votes, size_t candidate)
    {
        return std::count_if(votes.begin(), votes.end(),
                             [&](quint32 each) { return each >> candidate & 1U; });
    }

    /// Below 90 % no rule is taken for the product's own.
    static bool isPossible(const Votes &votes, size_t candidate)
    {
        return count(votes, candidate) * 10 >= qint64(votes.size()) * 9;
    }

    /// The candidate with the most votes among those with one switch position.
    size_t best(const Votes &votes, size_t group) const
    {
        const size_t usual = group * kSets;
        size_t best = usual;
        qint64 most = count(votes, usual) + kFewest - 1;
        for (size_t candidate = usual + 1; candidate < usual + kSets; ++candidate) {
            const qint64 votesOfIt = count(votes, candidate);
            if (votesOfIt > most && isPossible(votes, candidate)) {
                most = votesOfIt;
                best = candidate;
            }
        }
        return best;
    }

    /// Archived and deleted items count alike in all columns: one choice for all.
    size_t chooseSwitches(FittedRules &fitted) const
    {
        const size_t groups = m_candidates.size() / kSets;
        std::vector<qint64> score(groups, 0);
        for (size_t group = 0; group < groups; ++group) {
            for (const Votes &votes : m_votes) {
                if (!votes.empty())
                    score[group] += count(votes, best(votes, group));
            }
        }
        score[0] += kFewest - 1;
        const auto chosen = size_t(std::max_element(score.begin(), score.end()) - score.begin());
        for (size_t group = 0; group < groups; ++group) {
            Lead all;
            for (const Votes &votes : m_votes) {
                if (votes.empty() || group == chosen)
                    continue;
                const Lead one = lead(votes, best(votes, chosen), best(votes, group));
                all.ahead += one.ahead;
                all.behind += one.behind;
            }
            if (all.isClear())
                continue;
            for (int field = int(Field::ChildCount); field < kDerivedFieldCount; ++field) {
                const Votes &votes = m_votes[size_t(field)];
                if (!votes.empty() && isPossible(votes, best(votes, group)) &&
                    !lead(votes, best(votes, chosen), best(votes, group)).isClear())
                    fitted.unclear[kindOf(static_cast<Field>(field))].push_back(
                        m_candidates[best(votes, group)]);
            }
        }
        return chosen;
    }

    void chooseColumn(Field field, size_t group, FittedRules &fitted) const
    {
        const Votes &votes = m_votes[size_t(field)];
        const size_t chosen = best(votes, group);
        const Rules &rules = m_candidates[chosen];
        switch (field) {
        case Field::DoneCount:
            if (!m_votes[size_t(Field::DescendantCount)].empty())
                break; // decided by the other count
            [[fallthrough]];
        case Field::DescendantCount:
            fitted.rules.countSelf = rules.countSelf;
            break;
        case Field::EstimateSum:
            fitted.rules.estimateSum = rules.estimateSum;
            break;
        case Field::Progress:
            fitted.rules.progress = rules.progress;
            fitted.rules.progressRounding = rules.progressRounding;
            break;
        case Field::MinStart:
            fitted.rules.minStart = rules.minStart;
            fitted.rules.dates = rules.dates;
            break;
        case Field::MaxEnd:
            fitted.rules.maxEnd = rules.maxEnd;
            if (m_votes[size_t(Field::MinStart)].empty())
                fitted.rules.dates = rules.dates;
            break;
        default:
            break;
        }
        for (size_t other = group * kSets; other < (group + 1) * kSets; ++other) {
            if (other != chosen && isPossible(votes, other) &&
                !lead(votes, chosen, other).isClear())
                fitted.unclear[kindOf(field)].push_back(m_candidates[other]);
        }
    }

    const ItemTable &m_table;
    const Mapping &m_mapping;
    std::vector<Rules> m_candidates;
    Sample m_sample;
    const std::stop_token &m_stop;
    std::array<Votes, kDerivedFieldCount> m_votes;
    size_t m_inner = 0;
};

bool hasRollups(const ItemTable &table)
{
    for (int field = int(Field::ChildCount); field < kDerivedFieldCount; ++field) {
        if (table.has(static_cast<Field>(field)))
            return true;
    }
    return false;
}

} // namespace

FittedRules fitRollups(const ItemTable &table, const Forest &forest, const Mapping &mapping,
                       const std::stop_token &stop)
{
    if (!hasRollups(table))
        return {mapping.rules, {}, {}};
    return Election(table, forest, mapping, stop).run();
}

} // namespace arborist::hierarchy
