// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/json_file.h"
#include <QDateTime>
#include <QString>
#include <vector>

namespace arborist::stages {

class Workspace;

/// A workspace that was opened before.
struct RecentWorkspace {
    QString location; ///< folder, or URL without password
    QString name;
    QDateTime openedAt;
};

/// The workspaces opened last, newest first, at most 10: <data folder>/recent.json. It is a
/// convenience: a file that cannot be read counts as empty and is written anew.
class RecentWorkspaces
{
public:
    /// `file` defaults to <data folder>/recent.json.
    explicit RecentWorkspaces(const QString &file = {});

    std::vector<RecentWorkspace> list() const;
    /// Puts it on top. Throws Error when the file cannot be written.
    void add(const Workspace &workspace);
    void remove(const QString &location);

private:
    JsonFile m_file;
};

} // namespace arborist::stages
