// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/history_database.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QFile>
#include <QSqlError>
#include <QStringList>
#include <atomic>
#include <fcntl.h>
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

/// SQLite would make it by the umask; what it makes beside it (-wal, -shm) takes the same.
void makePrivateFile(const QString &path)
{
    const int fd = open(QFile::encodeName(path).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
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
    makePrivateFile(m_file);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(m_file);
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
    if (!database.open())
        fail(database.lastError().text());
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
    exec(QStringLiteral("PRAGMA journal_mode = WAL"));
    exec(QStringLiteral("BEGIN IMMEDIATE"));
    const int found = version(); // another program may have been faster
    if (found > schemaVersion)
        fail(QCoreApplication::translate("History", "it was made by a newer version"));
    for (int next = found + 1; next <= schemaVersion; ++next)
        execFile(QStringLiteral("history_%1").arg(next));
    exec(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
    exec(QStringLiteral("COMMIT"));
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
