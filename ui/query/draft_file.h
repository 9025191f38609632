// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// What stands in the editor, kept from one start to the next: one file a workspace in the data
/// folder, permissions 0600.
namespace arborist::draft_file {

/// Empty if there is none, or it cannot be read; waits for what is being written. File work: to be
/// called in a job.
QString read(const QString &workspace);
/// Replaces it as a whole on a thread of its own, one after the other; the program's end waits for
/// it. An empty text removes the file. Failures go to the log.
void writeLater(const QString &workspace, const QString &sql);
QString path(const QString &workspace);

} // namespace arborist::draft_file
