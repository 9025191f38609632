// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/archive.h"
#include "services/backup/clearing.h"
#include "services/backup/client_program.h"
#include "services/backup/manifest.h"
#include "services/backup/restore_errors.h"
#include <optional>

namespace arborist::postgres {
class Connection;
}

namespace arborist::backup {

/// A dump that has been looked at, and how it gets into a database.
class RestoreSource
{
public:
    /// Looks at it (inspectArchive()), reads its manifest where one lies beside it, and finds the
    /// pg_restore that can read it. Throws Error, and nothing has changed.
    RestoreSource(const QString &path, bool noOwner, OperationContext &context);

    const Archive &archive() const { return m_archive; }
    const std::optional<Manifest> &manifest() const { return m_manifest; }
    const std::optional<ClientProgram> &program() const { return m_program; } ///< for its own forms
    bool isScript() const { return m_archive.form == ArchiveForm::Plain; }
    bool canUseJobs() const;
    /// Which dump this is, for the hash of a plan: path, size, time of change.
    QJsonObject identity() const;
    /// Rows by table where they are known: of the manifest, or of a script.
    std::vector<ManifestTable> expectedRows() const;

    /// Throws Error where it is not the file any more that was looked at.
    void requireUnchanged() const;

    /// Fills an empty database of the server that `server` is connected to. Harmless failures are
    /// returned; throws Error for the first other one, or where the manifest's checksums do not
    /// hold.
    QStringList fill(const postgres::Connection &server, postgres::Connection &database, int jobs,
                     const OperationContext &context) const;
    /// Replaces what is in the database over that connection, in the transaction that is open on
    /// it: clears it as planned, and runs what the dump has. Throws Error.
    void replace(postgres::Connection &connection, const Clearing &planned,
                 const OperationContext &context) const;
    /// Compares every table with the rows that it must have; returns their sum, or -1 where nothing
    /// tells. Throws Error that names the tables that differ.
    qint64 compareRows(postgres::Connection &connection, const OperationContext &context) const;

private:
    void runProgram(const postgres::Connection &server, const QString &database, int jobs,
                    QStringList &harmless, const OperationContext &context) const;
    void runScript(postgres::Connection &connection, const OperationContext &context) const;

    Archive m_archive;
    std::optional<Manifest> m_manifest;
    std::optional<ClientProgram> m_program;
    RestoreJudge m_judge;
    bool m_noOwner;
    QDateTime m_changed;
};

} // namespace arborist::backup
