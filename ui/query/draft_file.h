// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// What stands in the editor, kept from one start to the next: one file a workspace in the data
/// folder, permissions 0600. File work: to be called in a job.
namespace arborist::draft_file {

QString read(const QString &workspace); ///< empty if there is none, or it cannot be read
/// Replaces it as a whole; an empty text removes it. Throws Error.
void write(const QString &workspace, const QString &sql);
QString path(const QString &workspace);

} // namespace arborist::draft_file
