// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/client_program.h"
#include "services/backup/manifest.h"
#include "services/core/operation_context.h"
#include <chrono>
#include <functional>

namespace arborist::backup {

/// One dump to be made.
struct DumpJob {
    QString path; ///< of the file or folder; must not exist
    ClientProgram program;
    /// With what is known before: form, compression, jobs, origin, stage, fingerprint.
    Manifest about;
    /// Told of each part as it begins: "Dump the database", "Verify the backup".
    std::function<void(const QString &title)> step;
    std::function<void(const QString &text)> note;
    /// How long pg_dump may take to connect before somebody is looked for who keeps it out.
    std::chrono::milliseconds patience = std::chrono::seconds(15);
};

QString dumpTitle();
QString verifyTitle();

/// Runs pg_dump on a snapshot that a connection of the context exports, counts the rows of that
/// snapshot meanwhile, checks what was written (checksums of the bytes on the disk, contents
/// listed), and only then gives the files their name, with a manifest. Whatever goes wrong leaves
/// nothing behind; a program that is killed leaves what removePartials() removes. Throws Error,
/// cancelled too.
Manifest makeDump(const DumpJob &job, OperationContext &context);

} // namespace arborist::backup
