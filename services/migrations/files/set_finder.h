// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"
#include "services/stages/environment_files.h"
#include "services/stages/workspace.h"
#include <QDir>
#include <QHash>

namespace arborist::migrations {

/// The folders of migrations of a project: see findSets().
class SetFinder
{
public:
    explicit SetFinder(const stages::Workspace &workspace);

    std::vector<MigrationSet> find();

private:
    std::vector<MigrationSet> findDeclared();
    /// [migrations] without a folder: its tool and table hold for what is found.
    void applySettings();
    void walk(const QDir &folder, int depth);
    void readConfig(const QDir &folder, const QString &file);
    void add(MigrationSet set, bool isConfigured);
    MigrationSet makeSet(const QString &folder, Tool tool) const;

    const stages::Workspace &m_workspace;
    QDir m_top;
    stages::EnvironmentFiles m_files;
    std::vector<MigrationSet> m_sets;
    QHash<QString, std::size_t> m_known; ///< canonical folder -> index in m_sets
    int m_visited = 0;
};

/// The ledger that the tool uses where it is not told another.
LedgerName defaultLedger(Tool tool);
/// "drizzle.__drizzle_migrations" or "migrations"; quotes are taken off.
LedgerName ledgerFromText(const QString &text, Tool tool);

} // namespace arborist::migrations
