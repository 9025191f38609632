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
    QString timeline;      ///< Neon's timeline id; empty elsewhere
    int port = 0;          ///< as the server has it, whatever leads there; 0: not known
    int majorVersion = 0;  ///< 15; 0: not known
    QString dataDirectory; ///< of the server; empty where the role may not read it
    /// The server does not tell this role which cluster it is.
    bool isHidden() const { return systemIdentifier.isEmpty() && timeline.isEmpty(); }
    /// A socket, or an address of this machine's own that every machine has.
    bool isLocal() const;
    QString shortText() const; ///< "7301…4412/16412"
    /// All that tells databases apart, as plans and the history keep it:
    /// "7301526684710674412/16412", then "/timeline" or, where it is not this machine, "@address",
    /// and ":port" where that is not 5432.
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
    /// Something between us and the server answers in its name: a pooler, a cloud's proxy.
    bool throughPooler = false;
    bool nearby = false; ///< it was reached by a local socket or loopback: server, tunnel or port
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

/// Asks over a connection that is open already, outside of a transaction, which database that is;
/// neither tables nor size. Throws Error.
StageCheck identify(const QString &stage, postgres::Connection &connection);

} // namespace arborist::stages
