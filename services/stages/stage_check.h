// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/core/operation_context.h"
#include "services/stages/stage.h"
#include <QDateTime>
#include <optional>

namespace arborist::stages {

/// Which database this is, whatever address led to it.
struct Fingerprint {
    QString systemIdentifier; ///< of the cluster; empty where the role may not read it
    quint32 databaseOid = 0;
    QString address; ///< as the server sees itself; empty for a socket
    bool standby = false;
    QString timeline;          ///< Neon's timeline id; empty elsewhere
    QString shortText() const; ///< "7301…4412/16412"
    /// All that tells databases apart, as plans and the history keep it:
    /// "7301526684710674412/16412", then "/timeline" or, where it is not this machine, "@address".
    QString text() const;
    /// What text() gave; nullopt for anything else.
    static std::optional<Fingerprint> fromText(const QString &text);
    bool operator==(const Fingerprint &) const = default;
};

/// What one look at a stage told.
struct StageCheck {
    QString stage;
    bool reachable = false;
    QString database, address;
    QString serverVersion;
    double answerMs = 0; ///< one round trip
    qint64 sizeBytes = -1;
    int tables = 0;
    Fingerprint fingerprint;
    QDateTime checkedAt;
    std::optional<Error> error;
};

class Workspace;

/// Connects, asks, disconnects. Never throws but for a cancel: failures are in the answer.
StageCheck check(const Workspace &workspace, const Stage &stage, std::stop_token stop = {});

/// Connects and disconnects: whether the stage answers at all. Throws Error as connecting does.
void knock(const Workspace &workspace, const Stage &stage, std::stop_token stop = {});

/// A database that is billed by use and sleeps while nobody asks (Neon): looking at it regularly
/// would keep it awake.
bool isBilledByUse(const postgres::ConnectionInfo &info);

/// Asks over a connection that is open already, outside of a transaction. Throws Error.
StageCheck check(const QString &stage, postgres::Connection &connection);

} // namespace arborist::stages
