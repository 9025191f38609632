// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/json_file.h"
#include "services/stages/stage_check.h"
#include <QDateTime>
#include <QString>
#include <optional>
#include <vector>

namespace arborist::stages {

/// Which database a stage led to.
struct FingerprintRecord {
    QString stage;
    Fingerprint fingerprint;
    QString database;       ///< its name, for people
    QDateTime firstSeen;    ///< invalid for records of arborist.lock without a date
    bool committed = false; ///< from arborist.lock, not from this machine
};

/// How a workspace is called in records: its folder, or the address of its one stage.
QString recordKey(const Workspace &workspace);

/// This machine's record of which database each stage led to at first contact:
/// <data folder>/fingerprints.json, permissions 0600, replaced as a whole under a lock file.
/// Several programs may use it at a time. A file that cannot be read is an Error, never a fresh
/// start: it is what keeps a stage from silently becoming another one.
class FingerprintStore
{
public:
    /// `file` defaults to <data folder>/fingerprints.json.
    explicit FingerprintStore(const QString &file = {});

    /// Keys of the workspaces that have records.
    QStringList workspaces() const;
    std::vector<FingerprintRecord> records(const QString &workspace) const;
    std::optional<FingerprintRecord> record(const QString &workspace, const QString &stage) const;

    /// Puts what the check found on record if the stage has no record yet; returns the record. The
    /// check must have reached the server.
    FingerprintRecord remember(const QString &workspace, const StageCheck &check);

    /// Puts it on record in place of what was there.
    FingerprintRecord replace(const QString &workspace, const StageCheck &check);

private:
    FingerprintRecord put(const QString &workspace, const StageCheck &check, bool always);

    JsonFile m_file;
};

/// The fingerprints that the project has committed for its protected stages: `arborist.lock` beside
/// arborist.toml; empty if there is none. TOML, one table a stage:
///     [stages.production]
///     system_identifier = "7301526684710674412"
///     database_oid = 16412
///     database = "tracker"              # optional, as are all below
///     address = "10.2.4.18"
///     timeline = "1f2e3d4c5b6a79880123456789abcdef"
///     first_seen = "2026-03-01T09:12:00Z"
/// Throws Error with file and line.
std::vector<FingerprintRecord> readLockFile(const QString &folder);

} // namespace arborist::stages
