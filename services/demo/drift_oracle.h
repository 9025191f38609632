// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/item_table.h"
#include "services/demo/manifest.h"

namespace arborist::demo {

/// Says what a scan of one organization has to find, whatever was planted there. On purpose made
/// the plain way, item by item up to the root, and without a line of the scan's or of
/// fillDerived(): two answers that agree are worth something only if they come from two roads. The
/// semantics are those of hierarchy.md with the default rules (archived counts, deleted does not).
class DriftOracle
{
public:
    /// `idsOfAll` is the largest id that any organization has.
    DriftOracle(const ItemTable &items, qint64 idsOfAll, Manifest &manifest);
    void run();

private:
    bool exists(qint64 id) const;
    void checkParents();
    void cutCycles();
    void cutCycle(const std::vector<qint32> &members);
    void measureDepth();
    void sumUp();
    void sumUpOne(size_t item);
    void spreadDates();
    void checkPositions();
    void compare();
    void compareOne(size_t item);
    void comparePath(size_t item);
    void find(ManifestKind kind, size_t item);
    bool counts(size_t item) const { return !m_items.deleted[item]; }

    const ItemTable &m_items;
    const qint64 m_idsOfAll;
    Manifest &m_manifest;
    const size_t m_count;
    std::vector<qint32> m_parent; ///< of the effective forest, -1 for its roots
    std::vector<qint32> m_depth, m_children, m_descendants, m_done;
    std::vector<qint64> m_work, m_doneWork; ///< hundredths of hours; millionths
    std::vector<qint32> m_start, m_end;
    std::vector<quint8> m_orphan, m_drifted;
    QByteArray m_stored, m_expected;
};

} // namespace arborist::demo
