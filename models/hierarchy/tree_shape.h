// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/snapshot.h"
#include <stop_token>

namespace arborist {

/// The worst class of drift on something, the worst being the greatest.
enum class Severity : quint8 { None, Data, Derived, Structure };

Severity severityOf(hierarchy::Kind kind);
/// The worst counted finding of an item.
Severity severityOf(const hierarchy::Snapshot &snapshot, hierarchy::Item item);

class TreeShape;
using TreeShapePtr = std::shared_ptr<const TreeShape>;

/// A whole snapshot in tree order, so that every subtree is a range: what drawings of hundreds of
/// thousands of items walk along. Nodes are the organizations, those with most drift first, each
/// followed by its items, a parent before its children. Immutable and shared between threads;
/// build() takes about a tenth of a second a million items, so it belongs in a job. 17 bytes an
/// item.
class TreeShape
{
public:
    using Node = quint32;
    static constexpr Node kNoNode = 0xFFFFFFFFU;

    static TreeShapePtr build(hierarchy::SnapshotPtr snapshot, const std::stop_token &stop = {});

    const hierarchy::SnapshotPtr &snapshot() const { return m_snapshot; }
    Node size() const { return Node(m_members.size()); } ///< organizations and items

    bool isOrganization(Node node) const { return (m_members[node] & kOrganizationBit) != 0; }
    quint32 organizationAt(Node node) const; ///< its own number, or that of the item's
    hierarchy::Item itemAt(Node node) const; ///< kNoItem on an organization
    Node nodeOf(hierarchy::Item item) const { return m_nodes[item]; }
    Node nodeOfOrganization(quint32 organization) const { return m_organizations[organization]; }

    /// One past the last node of the subtree.
    Node end(Node node) const { return m_ends[node]; }
    Node below(Node node) const { return m_ends[node] - node - 1; }
    Node parent(Node node) const; ///< kNoNode above an organization
    /// 0 on organizations, 1 on their top level items.
    quint32 level(Node node) const { return m_levels[node]; }

    Severity own(Node node) const { return Severity(m_severities[node] & 3U); }
    /// The worst among all that is below.
    Severity under(Node node) const { return Severity(m_severities[node] >> 2U); }
    /// Items with a counted finding among the nodes from `first` to before `last`.
    Node drifted(Node first, Node last) const;
    /// Nodes whose dates drifted (T1, T2), ascending, in that range.
    std::span<const Node> dateDrift(Node first, Node last) const;

private:
    static constexpr quint32 kOrganizationBit = 0x80000000U;

    TreeShape() = default;
    void arrange(const std::stop_token &stop);
    void measure();
    void judge();

    hierarchy::SnapshotPtr m_snapshot;
    std::vector<quint32> m_members; ///< by node: item, or organization with kOrganizationBit
    std::vector<Node> m_ends;
    std::vector<quint32> m_levels;
    std::vector<quint8> m_severities;  ///< own in the two lowest bits, then under
    std::vector<Node> m_nodes;         ///< by item
    std::vector<Node> m_organizations; ///< by organization
    std::vector<Node> m_drifted;       ///< ascending
    std::vector<Node> m_dateDrift;     ///< ascending
};

} // namespace arborist
