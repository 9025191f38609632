// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/journal.h"

#include "services/core/error.h"
#include "services/core/private_folder.h"
#include "services/journal/batch_codec.h"
#include "services/journal/journal_lock.h"
#include "services/postgres/sql_file.h"
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace arborist::journal {

namespace {

constexpr qint64 kApplication = 0x41524a4c; // "ARJL", in SQLite's header
constexpr int kSchema = 2;

Error cannotMake(const QString &file, const QString &said)
{
    Error error(QCoreApplication::translate("Journal", "The journal %1 cannot be made: %2.")
                    .arg(file, said),
                QCoreApplication::translate("Journal", "Choose a folder that you may write to, on "
                                                       "a disk with room."));
    error.setWhere(file);
    return error;
}

/// SQLite would make it by the umask; the file beside it takes the same permissions.
void makeFile(const QString &path)
{
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw cannotMake(path, qt_error_string(errno));
    ::fchmod(descriptor, 0600);
    ::close(descriptor);
}

void moveInto(const QString &from, const QString &to)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(to).path());
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        throw cannotMake(to, qt_error_string(errno));
    // The new name must survive a power cut, as what is written under it will.
    const int descriptor = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace

struct Journal::Private {
    explicit Private(const QString &path) : file(path), lock(path)
    {
        static std::atomic<quint64> counter = 0;
        connection = QStringLiteral("arborist-journal-%1").arg(++counter);
    }
    ~Private() { close(); }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    void hold();
    void openDatabase();
    void close();
    void setUp();
    void check();
    void inTransaction(const std::function<void()> &work);
    void writeStates();
    QSqlQuery exec(const QString &sql, const QVariantList &values = {}) const;
    qint64 number(const QString &sql, const QVariantList &values = {}) const;
    [[noreturn]] void fail(const QSqlError &said) const;

    const QString file;
    JournalLock lock;
    QString connection; ///< its name within Qt Sql
    int last = 0;       ///< number of the newest batch
    /// Not written yet: waiting for the next batch saves the disk half of the work, and a state
    /// that is lost is found out again.
    std::map<int, BatchState> states;
};

void Journal::Private::hold()
{
    if (lock.tryHold())
        return;
    Error error(
        QCoreApplication::translate("Journal", "The run of the journal %1 is still under way.")
            .arg(file),
        QCoreApplication::translate("Journal", "Wait until it ends, or stop it where it runs."));
    throw error.setWhere(file);
}

void Journal::Private::openDatabase()
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
    database.setDatabaseName(file);
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000");
    if (!QFileInfo(file).isWritable())
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    database.setConnectOptions(options);
    if (!database.open())
        fail(database.lastError());
    // A batch must be on the disk before PostgreSQL commits it.
    exec(QStringLiteral("PRAGMA synchronous = FULL"));
    if (lock.isHeld())
        exec(QStringLiteral("PRAGMA journal_mode = TRUNCATE")); // cheaper than the default
}

void Journal::Private::close()
{
    if (!QSqlDatabase::contains(connection))
        return;
    try {
        writeStates();
    } catch (const Error &) {
        // Prepared they stay, to be settled by whoever opens the journal next.
    }
    {
        QSqlDatabase database = QSqlDatabase::database(connection, false);
        if (database.isOpen() && lock.isHeld()) // takes the empty "-journal" away
            QSqlQuery(database).exec(QStringLiteral("PRAGMA journal_mode = DELETE"));
        database.close();
    }
    QSqlDatabase::removeDatabase(connection);
}

void Journal::Private::setUp()
{
    openDatabase();
    exec(QStringLiteral("BEGIN"));
    exec(QStringLiteral("PRAGMA application_id = %1").arg(kApplication));
    exec(QStringLiteral("PRAGMA user_version = %1").arg(kSchema));
    exec(postgres::sqlFile(QStringLiteral("journal_1")));
    exec(postgres::sqlFile(QStringLiteral("journal_2")));
    exec(QStringLiteral("COMMIT"));
}

void Journal::Private::check()
{
    if (number(QStringLiteral("PRAGMA application_id")) != kApplication)
        throw damagedJournal(
            file, QCoreApplication::translate("Journal", "it is no journal, or was cut short"));
    if (number(QStringLiteral("PRAGMA user_version")) > kSchema)
        throw damagedJournal(
            file, QCoreApplication::translate("Journal", "it was made by a newer version"));
    QSqlQuery query = exec(QStringLiteral("PRAGMA quick_check(1)"));
    if (!query.next() || query.value(0).toString() != QStringLiteral("ok"))
        throw damagedJournal(file, query.value(0).toString());
    last = int(number(QStringLiteral("SELECT coalesce(max(number), 0) FROM batches")));
    if (number(QStringLiteral("SELECT count(*) FROM batches WHERE state IN (0, 1, 2) AND "
                              "action IN (0, 1, 2)")) != last)
        throw damagedJournal(file, QCoreApplication::translate("Journal", "batches are missing"));
}

void Journal::Private::inTransaction(const std::function<void()> &work)
{
    exec(QStringLiteral("BEGIN"));
    try {
        work();
        for (const auto &[number, state] : states)
            exec(QStringLiteral("UPDATE batches SET state = ? WHERE number = ?"),
                 {int(state), number});
        exec(QStringLiteral("COMMIT"));
    } catch (const Error &) {
        // SQLite itself may have done it already.
        QSqlQuery(QSqlDatabase::database(connection, false)).exec(QStringLiteral("ROLLBACK"));
        throw;
    }
    states.clear();
}

void Journal::Private::writeStates()
{
    if (!states.empty())
        inTransaction([] {});
}

QSqlQuery Journal::Private::exec(const QString &sql, const QVariantList &values) const
{
    QSqlQuery query(QSqlDatabase::database(connection, false));
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        fail(query.lastError());
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        fail(query.lastError());
    return query;
}

qint64 Journal::Private::number(const QString &sql, const QVariantList &values) const
{
    QSqlQuery query = exec(sql, values);
    return query.next() ? query.value(0).toLongLong() : 0;
}

void Journal::Private::fail(const QSqlError &said) const
{
    enum { Corrupt = 11, Full = 13, NoDatabase = 26 }; // source: sqlite3.h
    const int code = said.nativeErrorCode().toInt();
    const QString text = said.databaseText().isEmpty() ? said.driverText() : said.databaseText();
    if ((code & 0xff) == Corrupt || (code & 0xff) == NoDatabase)
        throw damagedJournal(file, text);
    Error error(
        QCoreApplication::translate("Journal", "The journal %1 cannot be written or read: %2.")
            .arg(file, text),
        (code & 0xff) == Full
            ? QCoreApplication::translate("Journal", "The disk is full. Free some room on it.")
            : QCoreApplication::translate("Journal", "Check that the file may be read and written "
                                                     "and the disk is not full."));
    throw error.setWhere(file);
}

Journal Journal::create(const QString &folder, const QString &run)
{
    makePrivateFolder(folder);
    const QString file =
        QFileInfo(QDir(folder), run + QStringLiteral(".journal")).absoluteFilePath();
    auto data = std::make_unique<Private>(file);
    data->hold();
    if (QFile::exists(file))
        throw cannotMake(file, qt_error_string(EEXIST));
    // Under its name there is a whole journal or none, whenever we are killed.
    const QString draft = file + QStringLiteral(".new");
    QFile::remove(draft);
    makeFile(draft);
    try {
        Private(draft).setUp();
        moveInto(draft, file);
    } catch (...) {
        QFile::remove(draft);
        throw;
    }
    data->openDatabase();
    return Journal(std::move(data));
}

Journal Journal::open(const QString &file, bool exclusively)
{
    const QString path = QFileInfo(file).absoluteFilePath();
    if (!QFileInfo(path).isFile()) {
        Error error(
            QCoreApplication::translate("Journal", "The journal %1 does not exist.").arg(path),
            QCoreApplication::translate("Journal", "Put the file back where it was; without it, "
                                                   "what the run did cannot be undone."));
        throw error.setWhere(path);
    }
    auto data = std::make_unique<Private>(path);
    if (exclusively)
        data->hold();
    data->openDatabase();
    data->check();
    return Journal(std::move(data));
}

bool Journal::isAlive(const QString &file)
{
    return JournalLock::isHeldByAny(QFileInfo(file).absoluteFilePath());
}

Journal::Journal(std::unique_ptr<Private> data) : d(std::move(data)) {}
Journal::Journal(Journal &&) noexcept = default;
Journal &Journal::operator=(Journal &&) noexcept = default;
Journal::~Journal() = default;

QString Journal::file() const
{
    return d->file;
}

int Journal::prepare(const ChangeBatch &batch, const QString &transaction)
{
    const int number = d->last + 1;
    const QByteArray bytes = encodeBatch({number, transaction}, batch);
    d->inTransaction([&] {
        d->exec(QStringLiteral("INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)"),
                {number, int(batch.action), QString(batch.schema + u'.' + batch.table),
                 qint64(batch.rows.size()), transaction, int(BatchState::Prepared), bytes});
    });
    d->last = number;
    return number;
}

void Journal::settle(int number, BatchState state)
{
    if (number < 1 || number > d->last)
        throw damagedJournal(d->file,
                             QCoreApplication::translate("Journal", "batches are missing"));
    d->states[number] = state;
}

void Journal::keep(const Kept &kept)
{
    const QByteArray what = QJsonDocument(kept.what).toJson(QJsonDocument::Compact);
    d->inTransaction([&] {
        d->exec(QStringLiteral("INSERT INTO kept (kind, what) VALUES (?, ?) "
                               "ON CONFLICT (kind) DO UPDATE SET what = excluded.what"),
                {kept.kind, QString::fromUtf8(what)});
    });
}

std::vector<Kept> Journal::kept() const
{
    if (d->number(QStringLiteral("PRAGMA user_version")) < 2)
        return {};
    QSqlQuery query = d->exec(QStringLiteral("SELECT kind, what FROM kept ORDER BY number"));
    std::vector<Kept> all;
    while (query.next())
        all.push_back({query.value(0).toString(),
                       QJsonDocument::fromJson(query.value(1).toByteArray()).object()});
    if (query.lastError().isValid())
        d->fail(query.lastError());
    return all;
}

QString Journal::keptFolder() const
{
    const QString folder = keptFolderOf(d->file);
    if (d->lock.isHeld())
        makePrivateFolder(folder);
    return folder;
}

QString keptFolderOf(const QString &journal)
{
    const QFileInfo file(journal);
    return QFileInfo(file.dir(), file.completeBaseName() + QStringLiteral(".kept"))
        .absoluteFilePath();
}

std::vector<BatchRecord> Journal::batches() const
{
    d->writeStates();
    QSqlQuery query = d->exec(QStringLiteral(
        "SELECT number, action, relation, rows, transaction_id, state FROM batches ORDER BY 1"));
    std::vector<BatchRecord> records;
    while (query.next()) {
        BatchRecord record;
        record.number = query.value(0).toInt();
        record.action = ChangeBatch::Action(query.value(1).toInt());
        record.table = query.value(2).toString();
        record.rows = query.value(3).toLongLong();
        record.transaction = query.value(4).toString();
        record.state = BatchState(query.value(5).toInt());
        records.push_back(record);
    }
    if (query.lastError().isValid())
        d->fail(query.lastError());
    return records;
}

ChangeBatch Journal::read(int number) const
{
    QSqlQuery query = d->exec(
        QStringLiteral("SELECT transaction_id, data FROM batches WHERE number = ?"), {number});
    if (!query.next()) {
        if (query.lastError().isValid())
            d->fail(query.lastError());
        throw damagedJournal(d->file,
                             QCoreApplication::translate("Journal", "batches are missing"));
    }
    return decodeBatch(query.value(1).toByteArray(), {number, query.value(0).toString()}, d->file);
}

qint64 Journal::appliedRows() const
{
    d->writeStates();
    return d->number(QStringLiteral("SELECT coalesce(sum(rows), 0) FROM batches WHERE state = ?"),
                     {int(BatchState::Applied)});
}

} // namespace arborist::journal
