// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/history_database.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QSqlError>
#include <QStringList>
#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace arborist {

namespace {

constexpr int schemaVersion = 2;

QString sqlFile(const QString &name)
{
    QFile file(QStringLiteral(":/sql/") + name + QStringLiteral(".sql"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("missing resource %s", qPrintable(file.fileName()));
    return QString::fromUtf8(file.readAll());
}

constexpr std::chrono::seconds kBusyTime{10};

/// SQLite would make it by the umask; what it makes beside it (-wal, -shm) takes the same. A file
/// that is there already is not touched: closing it would drop the locks that other connections of
/// this process have on it.
void makePrivateFile(const QString &path)
{
    const int fd =
        open(QFile::encodeName(path).constData(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd); // else opening the database tells why
}

} // namespace

HistoryDatabase::HistoryDatabase(const QString &file) : m_file(file)
{
    static std::atomic<quint64> number = 0;
    m_connection = QStringLiteral("arborist-history-%1").arg(++number);
    try {
        open();
        migrate();
    } catch (...) {
        QSqlDatabase::removeDatabase(m_connection);
        throw;
    }
}

HistoryDatabase::~HistoryDatabase()
{
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

void HistoryDatabase::open()
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(m_file);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1")
                                   .arg(std::chrono::milliseconds(kBusyTime).count()));
    {
        // So that nobody has locks on a file that has just been made, and is closed again.
        static std::mutex making;
        const std::lock_guard guard(making);
        makePrivateFile(m_file);
        if (!database.open())
            fail(database.lastError().text());
    }
    exec(QStringLiteral("PRAGMA synchronous = NORMAL"));
}

void HistoryDatabase::migrate() const
{
    const auto version = [this] {
        QSqlQuery query = exec(QStringLiteral("PRAGMA user_version"));
        return query.next() ? query.value(0).toInt() : 0;
    };
    if (version() == schemaVersion)
        return;
    enterWal();
    exec(QStringLiteral("BEGIN IMMEDIATE"));
    const int found = version(); // another program may have been faster
    if (found > schemaVersion)
        fail(QCoreApplication::translate("History", "it was made by a newer version"));
    for (int next = found + 1; next <= schemaVersion; ++next)
        execFile(QStringLiteral("history_%1").arg(next));
    exec(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
    exec(QStringLiteral("COMMIT"));
}

/// Where two make the file at once, SQLite lets one of them fail without waiting.
void HistoryDatabase::enterWal() const
{
    const QDeadlineTimer end(kBusyTime);
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    while (!query.exec(QStringLiteral("PRAGMA journal_mode = WAL"))) {
        constexpr int busy = 5; // SQLITE_BUSY
        if (query.lastError().nativeErrorCode().toInt() != busy || end.hasExpired())
            fail(query.lastError().text());
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void HistoryDatabase::execFile(const QString &name) const
{
    const QStringList statements = sqlFile(name).split(QStringLiteral(";\n"), Qt::SkipEmptyParts);
    for (const QString &statement : statements)
        exec(statement);
}

void HistoryDatabase::transaction(const std::function<void()> &work) const
{
    exec(QStringLiteral("PRAGMA synchronous = FULL"));
    within(QStringLiteral("BEGIN IMMEDIATE"), work);
}

void HistoryDatabase::snapshot(const std::function<void()> &work) const
{
    within(QStringLiteral("BEGIN"), work);
}

void HistoryDatabase::within(const QString &begin, const std::function<void()> &work) const
{
    exec(begin);
    try {
        work();
        exec(QStringLiteral("COMMIT"));
    } catch (...) {
        // Where the disk is full SQLite has rolled back by itself.
        QSqlQuery(QSqlDatabase::database(m_connection, false)).exec(QStringLiteral("ROLLBACK"));
        throw;
    }
}

QSqlQuery HistoryDatabase::run(const QString &name, const QVariantMap &values) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    if (!query.prepare(sqlFile(name)))
        fail(query.lastError().text());
    for (auto it = values.cbegin(); it != values.cend(); ++it)
        query.bindValue(it.key(), *it);
    if (!query.exec())
        fail(query.lastError().text());
    return query;
}

QSqlQuery HistoryDatabase::exec(const QString &sql) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    if (!query.exec(sql))
        fail(query.lastError().text());
    return query;
}

void HistoryDatabase::fail(const QString &said) const
{
    Error error(QCoreApplication::translate("History", "The history cannot be used: %1.")
                    .arg(said.trimmed()),
                QCoreApplication::translate(
                    "History",
                    "Check that the file may be read and written and the disk is not full. If it "
                    "is damaged, move it away; a new one is made."));
    error.setWhere(m_file);
    throw error;
}

} // namespace arborist
