// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <sys/types.h>

namespace arborist {

/// Makes a folder and its missing parents with exactly these permissions, whatever the umask.
/// Folders that exist already are left as they are. Throws Error with what the system said.
void makePrivateFolder(const QString &path, mode_t mode = 0700);

/// The same for a folder with rows of people in it, which do not belong into a repository: one that
/// is made here gets a .gitignore for all of it.
void makeIgnoredFolder(const QString &path);

} // namespace arborist
