// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/project/typeorm_session.h"

#include "services/core/error.h"
#include "services/core/redact.h"
#include "services/migrations/project/typeorm_output.h"
#include "services/migrations/run/direct_endpoint.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::migrations {

namespace {

constexpr qsizetype kMostLetters = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("TypeOrmRun", text);
}

postgres::Connection &direct(operations::Run &run)
{
    requireDirect(run.connection());
    return run.connection();
}

} // namespace

TypeOrmSession::TypeOrmSession(operations::Run &run, const MigrationSet &set, const Ledger &ledger,
                               const LockPatience &patience, LedProgram::Output output)
    : m_run(run),
      m_ledger(ledger),
      m_output(std::move(output)),
      m_lock(direct(run), set.ledger, run.context(), patience.others),
      m_program(run.connection())
{
}

/// To find out what has happened is part of ending.
template <typename What> auto TypeOrmSession::unstopped(What what)
{
    postgres::Connection &own = m_run.connection();
    if (!own.isOpen()) {
        postgres::Connection other = m_run.context().connect();
        other.setStopToken({});
        return what(other);
    }
    struct Restore {
        postgres::Connection &connection;
        std::stop_token stop;
        ~Restore() { connection.setStopToken(stop); }
    };
    own.setStopToken({});
    const Restore restore{own, m_run.context().stop};
    return what(own);
}

LedProgram::Outcome TypeOrmSession::call(const ProjectCommand &command, const Line &line)
{
    LineReader reader([&](const QString &text) {
        if (text.isEmpty())
            return;
        ProgressEvent event;
        event.kind = ProgressEvent::Kind::Notice;
        event.text = redacted(text.left(kMostLetters));
        m_run.context().progress->tell(event);
        line(text);
    });
    LedProgram::Outcome outcome = m_program.run(
        command,
        [&](const QByteArray &bytes) {
            m_output(bytes);
            reader.add(bytes);
        },
        m_run.context().stop);
    reader.add("\n");
    try {
        const bool isQuiet = unstopped(
            [&](postgres::Connection &connection) { return m_program.endSessions(connection); });
        if (!isQuiet)
            m_run.note(tr("A session of it is still at work on the server, and may change what is "
                          "told here: arboristctl status tells how it ended."));
    } catch (const Error &error) {
        m_run.note(tr("Whether it has left something at work on the server is not known: %1")
                       .arg(error.message()));
    }
    return outcome;
}

std::vector<LedgerRow> TypeOrmSession::rows()
{
    try {
        return unstopped(
            [&](postgres::Connection &connection) { return m_ledger.read(connection).rows; });
    } catch (const Error &) {
        if (m_run.connection().isOpen())
            throw;
        // Ours was found to be lost.
        return unstopped(
            [&](postgres::Connection &connection) { return m_ledger.read(connection).rows; });
    }
}

QStringList recorded(const QStringList &names, const std::vector<LedgerRow> &rows)
{
    QStringList found;
    for (const QString &name : names) {
        if (std::ranges::find(rows, name, &LedgerRow::id) != rows.end())
            found << name;
    }
    return found;
}

} // namespace arborist::migrations
