// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/columns.h"
#include "services/hierarchy/kind.h"
#include "services/hierarchy/mapping.h"
#include <QDateTime>
#include <QString>
#include <array>
#include <memory>
#include <span>
#include <vector>

namespace arborist::hierarchy {

/// Number of an item within one snapshot.
using Item = quint32;
inline constexpr Item kNoItem = 0xFFFFFFFFU;

/// What can be shown of an item. The first group are derived values (stored and expected), the
/// others the item's own.
enum class Field : quint8 {
    Depth, ChildCount, DescendantCount, DoneCount, EstimateSum, Progress, MinStart, MaxEnd,
    Estimate, Start, End, Position,
};
inline constexpr int kDerivedFieldCount = 8;
inline constexpr int kFieldCount = 12;

/// One thing that differs. `stored` and `expected` are in the field's raw unit (see Snapshot::text);
/// for structural kinds they are item numbers or raw positions, and only described in words.
struct Finding {
    Item item = kNoItem;
    Kind kind = Kind::S1;
    bool origin = false;   ///< where the drift began; else inherited from the children or the parent
    bool inFlight = false; ///< changed within the grace time: shown, not counted
    bool repairable = false;
    qint64 stored = kNull;
    qint64 expected = kNull;
};

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
    KindCounts drift;
    std::vector<Item> roots; ///< of the effective forest, in sibling order
};

/// How well a derived column's rule fits the data.
struct RuleFit {
    Field field = Field::Depth;
    bool isPath = false;  ///< the path has no Field of its own
    QString column;
    QString rule;         ///< in words: "own + live descendants"
    double agreement = 1; ///< share of the inner items that agree, 0..1
    bool known = true;    ///< false below 90 %: the column gives no drift
};

/// One scan's whole answer: immutable, shared between threads, all questions answered in memory.
class Snapshot
{
public:
    // --- the forest; parents are those of the effective forest (bad edges cut) ---
    qsizetype size() const { return qsizetype(m_parent.size()); }
    Item parent(Item item) const { return m_parent[item]; }
    /// In sibling order: position, then id.
    std::span<const Item> children(Item item) const;
    quint32 organizationOf(Item item) const { return m_organization[item]; }
    const std::vector<Organization> &organizations() const { return m_organizations; }
    /// Row of the item among its siblings (or its organization's roots).
    int rowOf(Item item) const;

    // --- values ---
    QString idText(Item item) const;
    /// The item with that id as people write it; kNoItem if there is none.
    Item find(const QString &idText) const;
    bool hasField(Field field) const;
    qint64 stored(Item item, Field field) const;   ///< raw, kNull for NULL
    qint64 expected(Item item, Field field) const; ///< raw; as stored for own fields
    /// "18,394 h", "66 %", "14 Oct 2026": for people, in the current locale. "–" for NULL.
    QString text(Field field, qint64 raw) const;
    /// "18394.00", "2026-10-14": for scripts, in PostgreSQL's own notation. Empty for NULL.
    QString plainText(Field field, qint64 raw) const;
    /// Share 0..1 of a raw progress value; negative for NULL.
    double progressShare(qint64 raw) const;
    /// Days since 1970 (with fraction) of a raw date or timestamp; NaN for NULL.
    double dayOf(Field field, qint64 raw) const;
    QString status(Item item) const;
    bool isDone(Item item) const;
    bool isArchived(Item item) const;
    bool isDeleted(Item item) const;
    QString expectedPath(Item item) const;

    // --- drift ---
    std::span<const Finding> findings(Item item) const; ///< in kind order
    const std::vector<Finding> &findings() const { return m_findings; } ///< by item, then kind
    /// Bits of kinds on that item (see bit()).
    quint32 kinds(Item item) const;
    const KindCounts &drift() const { return m_drift; }
    qint64 driftedItems() const { return m_driftedItems; } ///< items with at least one counted finding
    qint64 originItems() const { return m_originItems; }
    qint64 inFlightItems() const { return m_inFlightItems; }
    /// Items below an orphan head; counted apart.
    qint64 strandedItems() const { return m_strandedItems; }
    /// Stored NULL where 0 is expected: counted apart, no drift.
    qint64 nullForZero() const { return m_nullForZero; }
    bool healthy() const { return m_driftedItems == 0; }
    const std::vector<RuleFit> &rules() const { return m_rules; }

    // --- about the scan ---
    const Mapping &mapping() const { return m_mapping; }
    QDateTime takenAt() const { return m_takenAt; }
    qint64 durationMs() const { return m_durationMs; }
    qint64 maxDepth() const { return m_maxDepth; }

private:
    friend class SnapshotBuilder;
    Mapping m_mapping;
    std::vector<Item> m_parent;
    std::vector<quint32> m_organization;
    std::vector<Organization> m_organizations;
    std::vector<Finding> m_findings;
    std::vector<RuleFit> m_rules;
    KindCounts m_drift{};
    qint64 m_driftedItems = 0, m_originItems = 0, m_inFlightItems = 0, m_strandedItems = 0,
           m_nullForZero = 0, m_durationMs = 0, m_maxDepth = 0;
    QDateTime m_takenAt;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// Why an item drifted, in words: "Stored 442 h, expected 388 h: 54 h too many. ..." One sentence a
/// finding. `titleOf` may return an empty string for items whose title is not known.
QString explain(const Snapshot &snapshot, const Finding &finding);

} // namespace arborist::hierarchy
