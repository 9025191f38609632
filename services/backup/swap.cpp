// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/swap.h"

#include "services/backup/database_twin.h"
#include "services/backup/sessions.h"
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include "services/postgres/rollback_guard.h"
#include <QCoreApplication>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace arborist::backup {

namespace {

using postgres::Connection;
using postgres::quoteIdentifier;
using namespace std::chrono_literals;

constexpr int kTries = 4; // of five seconds each, by the server's own patience

QString tr(const char *text)
{
    return QCoreApplication::translate("Swap", text);
}

/// Ends sessions again and again, over a connection of its own: RENAME keeps new ones out from its
/// beginning, and waits for those that are in.
class Usher
{
public:
    Usher(const postgres::ConnectionInfo &info, QStringList databases)
        : m_thread([this, info, databases = std::move(databases)](const std::stop_token &stop) {
              work(info, databases, stop);
          })
    {
    }

    /// Why somebody could not be ended.
    QStringList finish()
    {
        if (m_thread.joinable()) {
            m_thread.request_stop();
            m_thread.join();
        }
        return m_failures;
    }

private:
    void work(const postgres::ConnectionInfo &info, const QStringList &databases,
              const std::stop_token &stop)
    {
        try {
            Connection connection = Connection::open(info, stop);
            while (!stop.stop_requested()) {
                QStringList failures;
                for (const QString &database : databases)
                    failures += endSessions(connection, database);
                m_failures = failures;
                std::unique_lock lock(m_mutex);
                m_wake.wait_for(lock, stop, 30ms, [] { return false; });
            }
        } catch (const Error &error) {
            if (error.kind() != ErrorKind::Cancelled)
                m_failures << error.message();
        }
    }

    QStringList m_failures;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // the last: what it uses has to be there before it
};

QString rename(const QString &from, const QString &to)
{
    return QStringLiteral("ALTER DATABASE %1 RENAME TO %2")
        .arg(quoteIdentifier(from), quoteIdentifier(to));
}

void requireOid(Connection &connection, const QString &name, quint32 oid)
{
    const auto traits = readTraits(connection, name);
    if (!traits || traits->oid != oid)
        throw Error::refused(tr("%1 is not the database any more that was looked at.").arg(name),
                             tr("Somebody has dropped or renamed it meanwhile. Plan again."));
}

void swapOnce(Connection &connection, const Swap &swap, Usher &usher, const std::stop_token &stop)
{
    const postgres::RollbackGuard guard(connection, stop);
    connection.execScript("BEGIN; SET LOCAL lock_timeout = '10s'; "
                          "SET LOCAL statement_timeout = 0");
    requireOid(connection, swap.name, swap.oid);
    requireOid(connection, swap.made, swap.newOid);
    connection.exec(rename(swap.name, swap.aside));
    connection.exec(rename(swap.made, swap.name));
    setComment(connection, swap.name, swap.newComment);
    setComment(connection, swap.aside, asideMark(swap.run));
    usher.finish();              // before anybody may get into the new one
    connection.setStopToken({}); // it is one or the other from here on
    connection.execScript("COMMIT");
}

QJsonValue toValue(const std::optional<QString> &text)
{
    return text ? QJsonValue(*text) : QJsonValue();
}

std::optional<QString> toText(const QJsonValue &value)
{
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

} // namespace

QJsonObject Swap::toJson() const
{
    return {{QStringLiteral("name"), aside},
            {QStringLiteral("as"), name},
            {QStringLiteral("made"), made},
            {QStringLiteral("oid"), qint64(oid)},
            {QStringLiteral("new_oid"), qint64(newOid)},
            {QStringLiteral("is_new"), isNew},
            {QStringLiteral("comment"), toValue(comment)},
            {QStringLiteral("new_comment"), toValue(newComment)}};
}

Swap Swap::fromJson(const QJsonObject &json)
{
    Swap swap;
    swap.aside = json.value(QStringLiteral("name")).toString();
    swap.name = json.value(QStringLiteral("as")).toString();
    swap.made = json.value(QStringLiteral("made")).toString();
    swap.oid = quint32(json.value(QStringLiteral("oid")).toInteger());
    swap.newOid = quint32(json.value(QStringLiteral("new_oid")).toInteger());
    swap.isNew = json.value(QStringLiteral("is_new")).toBool();
    swap.comment = toText(json.value(QStringLiteral("comment")));
    swap.newComment = toText(json.value(QStringLiteral("new_comment")));
    return swap;
}

void swapDatabases(Connection &maintenance, const Swap &swap, const std::stop_token &stop)
{
    for (const QString &database : {swap.name, swap.made})
        requireEndable(maintenance, database);
    for (int i = 1;; ++i) {
        Usher usher(maintenance.info(), {swap.name, swap.made});
        try {
            swapOnce(maintenance, swap, usher, stop);
            return;
        } catch (Error &error) {
            const QStringList failures = usher.finish();
            const bool isInUse = error.sqlState() == u"55006" || error.sqlState() == u"55P03";
            if (!isInUse)
                throw;
            if (i < kTries && failures.isEmpty())
                continue;
            throw Error(
                tr("%1 is in use, and could not be replaced: %2")
                    .arg(swap.name, error.detail().isEmpty() ? error.message() : error.detail()),
                failures.isEmpty() ? tr("Stop the programs that use it, and try again.")
                                   : failures.join(u'\n'))
                .setSqlState(error.sqlState());
        }
    }
}

void dropDatabase(Connection &maintenance, const QString &name, quint32 oid)
{
    const auto traits = readTraits(maintenance, name);
    if (!traits || (oid != 0 && traits->oid != oid))
        return;
    endSessions(maintenance, name);
    const bool canForce = maintenance.serverVersion() >= 130000;
    maintenance.exec(
        QStringLiteral("DROP DATABASE %1%2")
            .arg(quoteIdentifier(name), canForce ? QStringLiteral(" WITH (FORCE)") : QString()));
}

QString markOf(const QString &run)
{
    return QStringLiteral("Arborist: being restored by run ") + run;
}

QString asideMark(const QString &run)
{
    return QStringLiteral("Arborist: put aside by run ") + run;
}

} // namespace arborist::backup
