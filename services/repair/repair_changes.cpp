// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/repair_changes.h"

#include "services/repair/cell_text.h"
#include <algorithm>

namespace arborist::repair {
namespace {

bool isStructural(Kind kind)
{
    return kind <= Kind::S4;
}

const Finding *findingOf(const Snapshot &snapshot, Item item, Kind kind)
{
    const auto findings = snapshot.findings(item);
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const Finding &f) { return f.kind == kind; });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace

RepairChanges::RepairChanges(SnapshotPtr planned, const std::vector<Entry> &entries,
                             quint32 singlePrecision)
    : m_planned(std::move(planned)),
      m_singlePrecision(singlePrecision)
{
    m_changes.reserve(entries.size());
    for (const Entry &entry : entries) {
        const auto number = quint32(m_changes.size());
        m_changes.push_back(entry.change);
        m_after.push(entry.after);
        if (entry.change.deletes) {
            ++m_deletedRows;
            continue;
        }
        m_kinds |= bit(entry.change.kind);
        if (m_rows.empty() || m_rows.back().item != entry.change.item)
            m_rows.push_back({entry.change.item, 0, number, number});
        m_rows.back().end = number + 1;
    }
}

QString RepairChanges::columnOf(Kind kind, const Mapping &mapping)
{
    switch (kind) {
    case Kind::S1:
    case Kind::S2:
    case Kind::S3:
    case Kind::S4:
        return mapping.parent;
    case Kind::S8:
        return mapping.position;
    case Kind::D1:
        return mapping.depth;
    case Kind::D2:
        return mapping.path;
    case Kind::R1:
        return mapping.childCount;
    case Kind::R2:
        return mapping.descendantCount;
    case Kind::R3:
        return mapping.doneCount;
    case Kind::R4:
        return mapping.estimateSum;
    case Kind::R5:
        return mapping.progress;
    case Kind::T1:
        return mapping.minStart;
    case Kind::T2:
        return mapping.maxEnd;
    default:
        return {};
    }
}

size_t RepairChanges::indexOf(const ItemChange &change) const
{
    const std::less<> before;
    if (!m_changes.empty() && !before(&change, m_changes.data()) &&
        before(&change, m_changes.data() + m_changes.size()))
        return size_t(&change - m_changes.data());
    const auto key = [](const ItemChange &c) { return std::pair(c.item, c.kind); };
    const auto found =
        std::lower_bound(m_changes.begin(), m_changes.end(), change,
                         [&](const ItemChange &a, const ItemChange &b) { return key(a) < key(b); });
    return found != m_changes.end() && key(*found) == key(change)
               ? size_t(found - m_changes.begin())
               : m_changes.size();
}

QString RepairChanges::column(const ItemChange &change) const
{
    return change.deletes ? QString() : columnOf(change.kind, m_planned->mapping());
}

void RepairChanges::pushBefore(std::optional<std::string_view> text)
{
    // Deletions stand between the updates' changes and have no stored value.
    while (m_changes[m_before.size()].deletes) {
        m_before.push({});
        m_beforeIsNull.push_back(true);
    }
    m_before.push(text.value_or(std::string_view()));
    m_beforeIsNull.push_back(!text);
}

std::optional<QByteArray> RepairChanges::beforeText(size_t change) const
{
    if (change >= m_before.size() || m_beforeIsNull[change])
        return std::nullopt;
    const std::string_view text = m_before[change];
    return QByteArray(text.data(), qsizetype(text.size()));
}

std::optional<QByteArray> RepairChanges::afterText(size_t number) const
{
    if (number >= m_changes.size())
        return std::nullopt;
    const ItemChange &change = m_changes[number];
    const qint64 after = m_after[number];
    if (change.kind == Kind::D2)
        return m_planned->expectedPath(change.item).toUtf8();
    if (change.deletes || after == kNull)
        return std::nullopt;
    if (isStructural(change.kind))
        return m_planned->idText(Item(after)).toUtf8();
    if (change.kind == Kind::S8)
        return QByteArray::number(after);
    return cellText(m_planned->table().type(fieldOf(change.kind)), after,
                    (m_singlePrecision & bit(change.kind)) != 0);
}

std::optional<QString> RepairChanges::before(const ItemChange &change) const
{
    const auto text = beforeText(indexOf(change));
    return text ? std::optional(QString::fromUtf8(*text)) : std::nullopt;
}

std::optional<QString> RepairChanges::after(const ItemChange &change) const
{
    const auto text = afterText(indexOf(change));
    return text ? std::optional(QString::fromUtf8(*text)) : std::nullopt;
}

Item RepairChanges::originOf(const ItemChange &change) const
{
    std::call_once(m_originsFound, [this] { findOrigins(); });
    const size_t index = indexOf(change);
    return index < m_origins.size() ? m_origins[index] : kNoItem;
}

/// Where an inherited difference comes from, one step on: the parent for places, a child for what
/// is rolled up.
Item RepairChanges::inheritedFrom(Item item, Kind kind) const
{
    if (kind == Kind::D1 || kind == Kind::D2)
        return m_planned->parent(item);
    for (const Item child : m_planned->children(item)) {
        if (findingOf(*m_planned, child, kind))
            return child;
    }
    return kNoItem;
}

/// Follows every inherited change to its origin; what lies on the way is told at the same time.
void RepairChanges::findOrigins() const
{
    constexpr Item kOpen = kNoItem - 1;
    m_origins.resize(m_changes.size(), kOpen);
    std::vector<size_t> trail;
    for (size_t i = 0; i < m_changes.size(); ++i) {
        const Kind kind = m_changes[i].kind;
        Item origin = kNoItem;
        trail.clear();
        for (Item at = m_changes[i].item; at != kNoItem; at = inheritedFrom(at, kind)) {
            const size_t known = indexOf({at, kind});
            if (known < m_changes.size()) {
                if (m_origins[known] != kOpen) {
                    origin = m_origins[known];
                    break;
                }
                trail.push_back(known);
            }
            const Finding *finding = findingOf(*m_planned, at, kind);
            const bool isOrigin =
                known < m_changes.size() ? m_changes[known].origin : finding && finding->origin;
            if (isOrigin)
                origin = at;
            if (isOrigin || (known == m_changes.size() && !finding))
                break;
        }
        for (const size_t passed : trail)
            m_origins[passed] = origin;
    }
}

} // namespace arborist::repair
