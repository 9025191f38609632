// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/down_proposal.h"

namespace arborist::migrations {

/// Writes the statements that lead from one snapshot back to another.
class DownWriter
{
public:
    DownWriter(const Snapshot &after, const Snapshot &before) : m_after(after), m_before(before) {}

    DownProposal write();

private:
    void say(const QString &sql) { m_lines << sql + u';'; }
    void comment(const QString &text) { m_lines << QStringLiteral("-- ") + text; }
    void lose(const QString &what) { m_proposal.loses << what; }

    void dropDependents();
    void dropParts(const ModelTable &now, const ModelTable *was);
    void makeTypes();
    void makeTables();
    void changeTable(const ModelTable &now, const ModelTable &was);
    void changeColumn(const ModelTable &table, const ModelColumn &now, const ModelColumn &was);
    void changeEnums();
    void changeEnum(const ModelEnum &now, const ModelEnum &was);
    void dropTables();
    void makeParts();
    void dropTypes();

    const Snapshot &m_after;
    const Snapshot &m_before;
    DownProposal m_proposal;
    QStringList m_lines;
};

} // namespace arborist::migrations
