// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/finding.h"
#include "services/hierarchy/forest.h"
#include "services/hierarchy/item_table.h"
#include "services/hierarchy/kind.h"
#include "services/hierarchy/mapping.h"
#include "services/hierarchy/rule_settings.h"
#include <QDateTime>
#include <QString>
#include <array>
#include <memory>
#include <span>
#include <vector>

namespace arborist::hierarchy {

/// How often a kind was found; items in flight are left out.
struct KindCount {
    qint64 items = 0;
    qint64 origins = 0;
    qint64 repairable = 0;
};
using KindCounts = std::array<KindCount, kKindCount>;

struct Organization {
    QString id;   ///< empty for rows without one
    QString name; ///< falls back to the id
    qint64 items = 0;
    qint64 doneItems = 0;
    qint64 driftedItems = 0;
    KindCounts drift{};
    std::vector<Item> roots; ///< of the effective forest, in sibling order
};

/// How well a derived column's rule fits the data.
struct RuleFit {
    Kind kind = Kind::D1; ///< D1 to T2
    QString column;
    QString rule;         ///< in words: "own + live descendants"; empty where none could be tried
    double agreement = 1; ///< share of the inner items that agree, 0..1
    bool known = true;    ///< false below 90 % or where unclear: the column gives no drift
    /// Other rules, in words, that explain the data about as well: one must be declared.
    QStringList alternatives;
    RuleSource source = RuleSource::Fitted;
    /// What was tried where the rule is not settled, the one in use included, the best first. The
    /// agreement is that of a sample.
    std::vector<RuleCandidate> candidates;
};

/// One scan's whole answer: immutable, shared between threads, all questions answered in memory.
class Snapshot
{
public:
    // --- the forest; parents are those of the effective forest (bad edges cut) ---
    qsizetype size() const { return qsizetype(m_table.size()); }
    Item parent(Item item) const { return m_table.parent[item]; }
    /// In sibling order: position, then id.
    std::span<const Item> children(Item item) const
    {
        return {m_children.data() + m_firstChild[item],
                m_firstChild[item + 1] - m_firstChild[item]};
    }
    quint32 organizationOf(Item item) const { return m_table.organization[item]; }
    const std::vector<Organization> &organizations() const { return m_organizations; }
    /// The item's siblings and itself: the parent's children or the organization's roots.
    std::span<const Item> siblings(Item item) const;
    /// Row of the item among its siblings.
    int rowOf(Item item) const;

    // --- values ---
    QString idText(Item item) const { return m_table.ids.text(item); }
    /// The item with that id as people write it; kNoItem if there is none.
    Item find(const QString &idText) const;
    /// The same for many ids at once, in one pass over the items; unknown ones are left out.
    std::vector<Item> findAll(const QStringList &idTexts) const;
    IdType idType() const { return m_table.ids.type(); }
    /// Items in the subtree of `item`, itself left out.
    qint64 below(Item item) const;
    bool isReal(Field field) const { return m_table.type(field).type == ValueType::Real; }
    bool hasField(Field field) const { return m_table.has(field); }
    qint64 stored(Item item, Field field) const { return m_table.field(field)[item]; }
    /// As the rules say; as stored for own fields and where the rule is unknown.
    qint64 expected(Item item, Field field) const;
    /// "18,394 h", "66 %", "14 Oct 2026": for people, in the current locale. "–" for NULL.
    QString text(Field field, qint64 raw) const;
    /// "18394.00", "2026-10-14": for scripts, in PostgreSQL's own notation. Empty for NULL.
    QString plainText(Field field, qint64 raw) const;
    /// Share 0..1 of a raw progress value; negative for NULL.
    double progressShare(qint64 raw) const;
    /// Days since 1970 (with fraction) of a raw date or timestamp; NaN for NULL.
    double dayOf(Field field, qint64 raw) const;
    QString status(Item item) const;
    bool isDone(Item item) const { return m_table.flags[item] & kDone; }
    bool isArchived(Item item) const { return m_table.flags[item] & kArchived; }
    bool isDeleted(Item item) const { return m_table.flags[item] & kDeleted; }
    /// Empty if the rule of paths is unknown, or its label is another column than the id and not
    /// read.
    QString expectedPath(Item item) const;
    /// The same for people and reports, cut at the front where it is very long: the paths of a
    /// chain together grow with the square of its length.
    QString shownPath(Item item) const;
    static QString shortPath(const QString &path);
    static constexpr qsizetype kShownPath = 4000; ///< characters
    /// parent_id as stored, also where that edge is cut; empty for NULL.
    QString storedParent(Item item) const;

    // --- drift ---
    std::span<const Finding> findings(Item item) const;                 ///< in kind order
    const std::vector<Finding> &findings() const { return m_findings; } ///< by item, then kind
    bool hasFindings(Item item) const { return m_table.flags[item] & kDrifted; }
    /// Bits of kinds on that item (see bit()).
    quint32 kinds(Item item) const;
    const KindCounts &drift() const { return m_drift; }
    qint64 driftedItems() const { return m_driftedItems; } ///< with at least one counted finding
    qint64 originItems() const { return m_originItems; }
    qint64 inFlightItems() const { return m_inFlightItems; }
    /// Items below an orphan head; counted apart.
    qint64 strandedItems() const { return m_strandedItems; }
    /// Stored NULL where 0 is expected: counted apart, no drift.
    qint64 nullForZero() const { return m_nullForZero; }
    bool healthy() const { return m_driftedItems == 0; }
    const std::vector<RuleFit> &rules() const { return m_rules; }
    qint64 innerItems() const { return m_innerItems; }
    /// The parent that an S5 item's stored path names.
    QString pathParent(Item item) const;
    /// Every edge that is not part of the effective forest, by item.
    const std::vector<CutEdge> &cuts() const { return m_cuts; }
    /// The rows as read; parents are those of the effective forest.
    const ItemTable &table() const { return m_table; }
    /// Changed within the grace time, as its parent or a child may be: shown, never repaired.
    bool isInFlight(Item item) const;

    // --- about the scan ---
    const Mapping &mapping() const { return m_mapping; } ///< with its fitted rules
    QDateTime takenAt() const { return m_takenAt; }
    qint64 durationMs() const { return m_durationMs; }
    qint64 maxDepth() const { return m_maxDepth; }

private:
    friend class SnapshotBuilder;
    QString pathOf(Item item, qsizetype enough) const;

    Mapping m_mapping;
    ItemTable m_table;
    Array<quint32> m_firstChild;
    Array<Item> m_children;
    std::vector<CutEdge> m_cuts; ///< by item
    std::vector<Organization> m_organizations;
    std::vector<Finding> m_findings;
    std::vector<RuleFit> m_rules;
    KindCounts m_drift{};
    qint64 m_driftedItems = 0;
    qint64 m_originItems = 0;
    qint64 m_inFlightItems = 0;
    qint64 m_strandedItems = 0;
    qint64 m_nullForZero = 0;
    qint64 m_innerItems = 0;
    qint64 m_durationMs = 0;
    qint64 m_maxDepth = 0;
    QDateTime m_takenAt;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace arborist::hierarchy
