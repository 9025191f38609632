// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <sys/types.h>

namespace arborist {

/// Makes a folder and its missing parents with exactly these permissions, whatever the umask.
/// Folders that exist already are left as they are. Throws Error with what the system said.
void makePrivateFolder(const QString &path, mode_t mode = 0700);

} // namespace arborist
