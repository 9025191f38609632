// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/rehearsal/rehearsal.h"
#include "services/postgres/connection_info.h"
#include <memory>

namespace arborist::postgres {
class EmbeddedServer;
}

namespace arborist::migrations {

/// A database of ours, made for one rehearsal and dropped when the object goes. Its name tells when
/// it was made; those of a crash are dropped a day later. Never drops any other.
class ScratchCopy
{
public:
    /// Of the request's stage, where the request wants it or where it may be. Throws Error.
    ScratchCopy(const RehearsalRequest &request, OperationContext &context);
    ~ScratchCopy();
    ScratchCopy(const ScratchCopy &) = delete;
    ScratchCopy &operator=(const ScratchCopy &) = delete;

    const postgres::ConnectionInfo &info() const { return m_info; }
    bool hasRows() const { return m_hasRows; }
    QString place() const { return m_place; }
    QStringList notes() const { return m_notes; }

private:
    void makeBeside(const RehearsalRequest &request, OperationContext &context);
    void makeEmbedded(const RehearsalRequest &request, OperationContext &context);
    bool copyWhole(const RehearsalRequest &request, postgres::Connection &server);
    void makeEmpty(const postgres::ConnectionInfo &server, postgres::Connection &connection);
    void drop() noexcept;

    QString m_name;
    postgres::ConnectionInfo m_server; ///< another database of the same server
    postgres::ConnectionInfo m_info;
    std::unique_ptr<postgres::EmbeddedServer> m_embedded; ///< a lease on it
    bool m_isMade = false;
    bool m_hasRows = false;
    QString m_place;
    QStringList m_notes;
    int m_stageVersion = 0;
    qint64 m_stageBytes = 0;
};

/// Whether the stage's own server may be given another database for a while: one on this machine,
/// for development or tests, neither protected nor read only.
bool mayRehearseBeside(const stages::Stage &stage, const postgres::ConnectionInfo &address);

} // namespace arborist::migrations
