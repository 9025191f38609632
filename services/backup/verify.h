// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/manifest.h"
#include "services/core/operation_context.h"

namespace arborist::backup {

/// Reads all bytes of a dump back from where they lie. A file has the name that it has on the
/// disk; those of a folder are told from the folder. Throws Error.
std::vector<ManifestFile> checksums(const QString &dump, Form form, ProgressSink &progress,
                                    const std::stop_token &stop);

/// Has PostgreSQL's own pg_restore list the contents, or reads a plain dump to its last line.
/// Throws Error: it cannot be read, is cut, or holds the rows of fewer tables than the manifest
/// says.
void listContents(const QString &dump, const Manifest &manifest, const std::stop_token &stop);

/// Which form a dump has by what is in it, whatever its name; nullopt for something else.
std::optional<Form> formOf(const QString &dump);

/// What one look at a backup told.
struct VerifiedBackup {
    QString dump;
    bool isOurs = false;  ///< it has a manifest
    QStringList problems; ///< empty: none was found
    QString how;          ///< "checksums and contents", for people
};

/// Checks a backup without restoring it: bytes against its manifest and contents listed; one
/// without a manifest is read to its end. The manifest is told the answer. Never throws but for a
/// cancel.
VerifiedBackup verifyBackup(const QString &dump, ProgressSink &progress,
                            const std::stop_token &stop);

} // namespace arborist::backup
