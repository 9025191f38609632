// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/tool.h"
#include <QDir>
#include <optional>

namespace arborist::migrations {

/// Which tool's migrations a folder holds, and how sure that is.
struct FolderKind {
    Tool tool = Tool::Sql;
    /// Only by the names of its files: a ledger in the database may know better.
    bool isGuess = false;
};

/// By what its files say, else by their names; nullopt where it holds none. Reads the beginnings of
/// a few files.
std::optional<FolderKind> folderKind(const QDir &folder);

} // namespace arborist::migrations
