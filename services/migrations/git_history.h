// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/status.h"
#include <QHash>
#include <stop_token>

namespace arborist::migrations {

/// A commit of the project's repository.
struct GitCommit {
    QString hash; ///< whole
    QString author;
    QDateTime at; ///< when it was written
    QString subject;

    QString shortHash() const { return hash.left(8); }
};

/// What git knows of one file.
struct FileHistory {
    std::vector<GitCommit> changes;   ///< that add or change it, newest first
    std::optional<GitCommit> removed; ///< the newest one, where that takes it away
};

/// Of the files of a folder, by their path within it ("0003_x.sql", "meta/_journal.json"); all by
/// one run of git. Empty where there is no repository, no git, or no answer within some seconds:
/// whatever is wrong with a repository, the migrations can be looked at without. Not on the GUI
/// thread.
QHash<QString, FileHistory> gitHistory(const QString &folder, std::stop_token stop = {});

/// Who made a migration, and when: the commit that added its file.
std::optional<GitCommit> madeBy(const MigrationSet &set, const Migration &migration,
                                const QHash<QString, FileHistory> &history);

/// Says in texts and remedies of a status which commit edited a file after it was applied, and
/// which one last had a file that is missing. Asks git only where there is such a problem.
void addGitHints(SetStatus &status, const MigrationSet &set, std::stop_token stop = {});

} // namespace arborist::migrations
