// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/config_table.h"
#include "services/stages/environment_files.h"
#include "services/stages/policy_section.h"
#include "services/stages/stage_discovery.h"
#include "services/stages/stages_section.h"
#include "services/stages/workspace.h"

namespace arborist::stages {

/// Builds a Workspace from a folder: its arborist.toml, its .env files, and the defaults.
class WorkspaceReader
{
public:
    /// `folder` is absolute and exists.
    explicit WorkspaceReader(const QString &folder);

    /// Throws Error with file and line, or when the folder names no database at all and needs one.
    Workspace read(bool needsDatabase = true);

private:
    void readFile(const ConfigTable &root);
    void mergeStages(std::vector<DeclaredStage> declared);
    void addDiscovered(std::vector<DiscoveredStage> discovered);
    void addSourceStage();
    void resolveStages();
    void chooseDefaultStage();
    Stage *find(const QString &name);

    EnvironmentFiles m_files;
    Workspace m_workspace;
    std::vector<EnvironmentRule> m_policy;
    QString m_fileDefault; ///< default_stage of the file
};

} // namespace arborist::stages
