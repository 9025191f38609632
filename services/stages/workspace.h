// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/mapping.h"
#include "services/stages/migration_settings.h"
#include "services/stages/stage.h"
#include <QString>
#include <optional>
#include <stop_token>
#include <vector>

namespace arborist::stages {

/// A declared repair: its name and its file of SQL (services/recipes reads it).
struct RecipeFile {
    QString name;
    QString file; ///< absolute
    bool operator==(const RecipeFile &) const = default;
};

/// A saved query: its name and its file of SQL (services/query reads it).
struct QueryFile {
    QString name;
    QString file; ///< absolute
};

/// [seed] of arborist.toml, as it is written; what is left out is empty.
struct SeedSettings {
    QString folder;  ///< from the top of the project
    QString command; ///< the project's own
};

/// [backup] of arborist.toml.
struct BackupSettings {
    QString folder = QStringLiteral("backups/db"); ///< from the top of the project
    /// How long what is made without being asked for (backups, journals of runs) is kept.
    int keepAutomaticDays = 30;
};

/// A project folder: its stages and what its arborist.toml says. Formats: workspace.md in the
/// documentation of the project, README "The workspace file".
class Workspace
{
public:
    /// Reads the folder; throws Error that names file and line.
    static Workspace open(const QString &folder);
    /// The same where its files are meant: it may have no stage, as in a pipeline without its .env.
    static Workspace openFiles(const QString &folder);
    /// A workspace of one stage, named after the database.
    static Workspace ofUrl(const QString &url);
    /// The nearest folder at or above `start` that looks like a project (arborist.toml, .env with a
    /// database URL, drizzle.config.*); empty if none does.
    static QString find(const QString &start);

    QString name() const { return m_name; }
    QString folder() const { return m_folder; } ///< empty for a workspace of one URL
    const std::vector<Stage> &stages() const { return m_stages; }
    const Stage *stage(const QString &name) const; ///< nullptr if there is none
    /// ARBORIST_STAGE, then DEVSTRIDE_STAGE, then the file's, then the first.
    QString defaultStage() const { return m_defaultStage; }
    QString sourceStage() const { return m_sourceStage; } ///< empty if none
    const std::vector<hierarchy::Mapping> &hierarchies() const { return m_hierarchies; }
    const std::vector<RecipeFile> &recipes() const { return m_recipes; }
    const BackupSettings &backup() const { return m_backup; }
    const SeedSettings &seed() const { return m_seed; }
    /// [audit] syslog: rows of the audit go to the system's log as well.
    bool auditToSyslog() const { return m_auditToSyslog; }
    const std::vector<QueryFile> &queries() const { return m_queries; }
    const MigrationSettings &migrations() const { return m_migrations; }

    /// The stage's address with its secret, fetched where it is not in memory; throws Error with a
    /// hint. Never on the GUI thread: secrets may come over the network.
    postgres::ConnectionInfo resolve(const Stage &stage, std::stop_token stop = {}) const;
    /// What can be said of its address without fetching a secret (host, database).
    std::optional<postgres::ConnectionInfo> knownAddress(const Stage &stage) const;
    /// True when its address is a secret that was fetched before, and is in memory.
    bool holdsSecret(const Stage &stage) const;
    /// Makes the next resolve() fetch the secret anew; nothing for a stage without one.
    void forgetSecret(const Stage &stage) const;

private:
    friend class WorkspaceReader;
    static Workspace read(const QString &folder, bool needsDatabase);

    QString m_name, m_folder, m_defaultStage, m_sourceStage;
    QString m_url; ///< of a workspace of one URL, with its password: never shown, never stored
    std::vector<Stage> m_stages;
    std::vector<hierarchy::Mapping> m_hierarchies;
    std::vector<RecipeFile> m_recipes;
    BackupSettings m_backup;
    SeedSettings m_seed;
    bool m_auditToSyslog = false;
    std::vector<QueryFile> m_queries;
    MigrationSettings m_migrations;
};

} // namespace arborist::stages
