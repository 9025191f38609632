// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_folder.h"
#include "services/migrations/author/project_command.h"
#include <QJsonObject>
#include <functional>
#include <memory>

namespace arborist::postgres {
class Connection;
class SshTunnel;
} // namespace arborist::postgres

namespace arborist::migrations {

/// Runs Node.js commands of the project on the very database that a connection of ours has reached,
/// whatever their own configuration says. Node loads resources/node/one_database.cjs before
/// anything of the project's: it gives `pg` the address, and lets nothing speak PostgreSQL to any
/// other place. The address with its password lies in a file (0600) in a private folder that goes
/// with the object; arguments and environment name the folder and nothing else.
class LedProgram
{
public:
    struct Outcome {
        ConsoleEnd end;
        QString text;           ///< what it wrote, plain; the last megabyte
        bool isStopped = false; ///< we were to stop, and killed it
        bool connected = false; ///< it reached the database
        bool refused = false;   ///< it was about to reach another one, and was kept from it
    };
    using Output = std::function<void(const QByteArray &)>;

    /// Throws Error: a closed connection, no room.
    explicit LedProgram(const postgres::Connection &connection);
    ~LedProgram();
    LedProgram(const LedProgram &) = delete;
    LedProgram &operator=(const LedProgram &) = delete;

    /// Asks TypeORM's command for its help, which changes nothing: throws a refusing Error unless
    /// it answers, and by a process that has been told where to connect to.
    void prove(const ProjectCommand &command, const std::stop_token &stop);

    /// Runs it without input. `output` gets what it writes, on this thread, as it arrives. Throws
    /// Error only where it cannot be started.
    Outcome run(const ProjectCommand &command, const Output &output, const std::stop_token &stop);

    /// What a killed program has left on the server is ended, and its end waited for: what is in
    /// effect then stays as it is. False where that takes more than 15 s.
    bool endSessions(postgres::Connection &connection) const;

    /// The folders of programs that were killed.
    static void removeLeftOvers();

private:
    void writeAddress(bool looksOnly) const;
    QString seen() const;

    RunFolder m_folder;
    QJsonObject m_address;
    QString m_name; ///< of its sessions: application_name
    std::shared_ptr<postgres::SshTunnel> m_tunnel;
};

} // namespace arborist::migrations
