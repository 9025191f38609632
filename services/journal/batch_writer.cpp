// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/journal/batch_writer.h"

#include "services/core/error.h"
#include "services/journal/begin_script.h"
#include "services/journal/blocker_watch.h"
#include "services/journal/outcome.h"
#include "services/journal/staging_tables.h"
#include "services/journal/statements.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <condition_variable>
#include <mutex>

namespace arborist::journal {

namespace {

using namespace std::chrono_literals;

constexpr int kTries = 4;
constexpr auto kPause = 200ms; ///< before the second try; longer before each further one

bool isLockTimeout(const Error &error)
{
    return error.sqlState() == u"55P03";
}

bool mayPassNextTime(const Error &error)
{
    return isLockTimeout(error) || error.sqlState() == u"40P01" || error.sqlState() == u"40001";
}

Error with(const Error &error, const QString &message, const QString &hint)
{
    Error result(message, hint, error.kind());
    return result.setWhere(error.where())
        .setDetail(error.detail())
        .setSqlState(error.sqlState())
        .setPosition(error.position());
}

/// What the statement wrote: the places of the rows, which must all be different.
std::vector<bool> writtenRows(const postgres::Result &answer, size_t rows, const Target &target)
{
    std::vector<bool> written(rows, false);
    for (int i = 0; i < answer.rows(); ++i) {
        const auto place = size_t(answer.integer(i, 0));
        if (written[place]) {
            Error error(
                QCoreApplication::translate("BatchWriter", "Several rows of %1 have the same key.")
                    .arg(target.title),
                QCoreApplication::translate(
                    "BatchWriter", "Choose columns that identify a row, such as the primary key."));
            throw error.setWhere(target.title);
        }
        written[place] = true;
    }
    return written;
}

/// Triggers may have stored other values than those that were sent: those are what can be undone.
void takeStored(ChangeBatch &batch, const postgres::Result &answer)
{
    for (int i = 0; i < answer.rows(); ++i) {
        RowChange &change = batch.rows[size_t(answer.integer(i, 0))];
        for (size_t column = 0; column < change.after.size(); ++column) {
            if (batch.action == ChangeBatch::Action::Update && !(change.changed >> column & 1))
                continue;
            const int field = int(column) + 1;
            const std::string_view bytes = answer.bytes(i, field);
            change.after[column] =
                answer.isNull(i, field)
                    ? Value()
                    : Value(QByteArray(bytes.data() ? bytes.data() : "", qsizetype(bytes.size())));
        }
    }
}

ChangeBatch onlyWritten(ChangeBatch batch, const std::vector<bool> &written)
{
    size_t kept = 0;
    for (size_t i = 0; i < batch.rows.size(); ++i) {
        if (!written[i])
            continue;
        if (kept != i)
            batch.rows[kept] = std::move(batch.rows[i]);
        ++kept;
    }
    batch.rows.resize(kept);
    return batch;
}

} // namespace

struct BatchWriter::Private {
    Private(postgres::Connection &theConnection, Journal &theJournal, OperationContext &theContext)
        : connection(theConnection),
          journal(theJournal),
          context(theContext),
          tables(std::make_unique<StagingTables>(theConnection))
    {
    }
    ~Private()
    {
        const FreshToken fresh(*this);
        tables.reset();
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    /// What has to be cleaned up is not stopped by the request that made it necessary.
    struct FreshToken {
        explicit FreshToken(Private &theWriter) : writer(theWriter)
        {
            writer.connection.setStopToken({});
        }
        ~FreshToken() { writer.connection.setStopToken(writer.context.stop); }
        FreshToken(const FreshToken &) = delete;
        FreshToken &operator=(const FreshToken &) = delete;

        Private &writer;
    };

    const Target &targetOf(const ChangeBatch &batch);
    BatchResult attempt(const ChangeBatch &batch, const Target &target);
    void begin(const Target &target);
    void commit(const ChangeBatch &written);
    void rollBack();
    void pause(int tries);
    Error explained(const Error &error, const Target &target, const QString &blocker) const;

    postgres::Connection &connection;
    Journal &journal;
    OperationContext &context;
    std::unique_ptr<StagingTables> tables;
    QHash<QString, Target> targets;
    QString transaction;
    qint64 session = 0;
    bool begun = false;     ///< a transaction
    bool committed = false; ///< some batch
    bool unclear = false;   ///< whether the last one committed is not known
};

const Target &BatchWriter::Private::targetOf(const ChangeBatch &batch)
{
    const QString name = (QStringList{batch.schema, batch.table} + batch.key).join(QChar(u'\0'));
    auto known = targets.constFind(name);
    if (known == targets.constEnd())
        known = targets.insert(name, readTarget(connection, batch.schema, batch.table, batch.key));
    return *known;
}

void BatchWriter::Private::begin(const Target &target)
{
    begun = true;
    const postgres::Result answer = connection.execScript(beginScript(target));
    transaction = answer.text(0, 0);
    session = answer.integer(0, 1);
}

BatchResult BatchWriter::Private::attempt(const ChangeBatch &batch, const Target &target)
{
    const Staging staging(batch, target);
    const QString definition = staging.definition();
    tables->prepare(definition);
    begin(target);
    const QString table = tables->use(definition);
    staging.fill(connection, table);
    const bool stored = target.rowTriggers && batch.action != ChangeBatch::Action::Delete;
    const postgres::Result answer =
        connection.exec(writeStatement(batch, target, staging, table, stored));
    const std::vector<bool> written = writtenRows(answer, batch.rows.size(), target);

    BatchResult result;
    result.written = answer.rows();
    for (size_t i = 0; i < written.size(); ++i) {
        if (!written[i])
            result.skipped.push_back(i);
    }
    if (result.written == 0) {
        rollBack();
        return result;
    }
    if (!stored && result.skipped.empty()) {
        commit(batch);
        return result;
    }
    ChangeBatch kept = batch;
    if (stored)
        takeStored(kept, answer);
    commit(onlyWritten(std::move(kept), written));
    return result;
}

void BatchWriter::Private::commit(const ChangeBatch &written)
{
    const int number = journal.prepare(written, transaction);
    try {
        connection.execScript("COMMIT");
    } catch (const Error &) {
        rollBack();
        unclear = true;
        const FreshToken fresh(*this);
        const std::optional<BatchState> state = outcomeOf(transaction, connection);
        if (!state)
            throw;
        unclear = false;
        journal.settle(number, *state);
        if (*state == BatchState::NotApplied)
            throw;
        committed = true;
        return; // the answer to COMMIT was cut off by a stop request
    }
    begun = false;
    committed = true;
    journal.settle(number, BatchState::Applied);
}

/// If the connection is lost, the server does it by itself.
void BatchWriter::Private::rollBack()
{
    if (!std::exchange(begun, false))
        return;
    const FreshToken fresh(*this);
    try {
        connection.execScript("ROLLBACK");
    } catch (const Error &) {
    }
}

void BatchWriter::Private::pause(int tries)
{
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, context.stop, kPause * tries,
                                           [this] { return context.stop.stop_requested(); });
}

Error BatchWriter::Private::explained(const Error &error, const Target &target,
                                      const QString &blocker) const
{
    if (unclear)
        return with(
            error,
            QCoreApplication::translate("BatchWriter",
                                        "%1 Whether the last batch was committed is not known.")
                .arg(error.message()),
            QCoreApplication::translate(
                "BatchWriter", "The next start finds out, and offers to go on or to undo. Batches "
                               "written before stand."));
    const QString stands =
        committed
            ? QCoreApplication::translate("BatchWriter",
                                          "Batches written before stand; nothing of this one was "
                                          "changed.")
            : QCoreApplication::translate("BatchWriter", "Nothing was changed.");
    if (error.kind() == ErrorKind::Cancelled)
        return with(error, QCoreApplication::translate("BatchWriter", "Cancelled. %1").arg(stands),
                    error.hint());
    QString message = error.message();
    if (isLockTimeout(error)) {
        message =
            blocker.isEmpty()
                ? QCoreApplication::translate("BatchWriter", "%1 stays locked by another session.")
                      .arg(target.title)
                : QCoreApplication::translate("BatchWriter",
                                              "%1 stays locked by another session (%2).")
                      .arg(target.title, blocker);
    }
    return with(error, message + u' ' + stands, error.hint());
}

BatchWriter::BatchWriter(postgres::Connection &connection, Journal &journal,
                         OperationContext &context)
    : d(std::make_unique<Private>(connection, journal, context))
{
}

BatchWriter::~BatchWriter() = default;

BatchResult BatchWriter::write(const ChangeBatch &batch)
{
    if (batch.rows.empty())
        return {};
    d->unclear = false;
    Target target;
    std::unique_ptr<BlockerWatch> watch;
    for (int tries = 1;; ++tries) {
        d->connection.setStopToken(d->context.stop);
        try {
            d->context.throwIfStopped();
            target = d->targetOf(batch);
            return d->attempt(batch, target);
        } catch (const Error &error) {
            d->rollBack();
            if (d->unclear || !mayPassNextTime(error) || tries == kTries)
                throw d->explained(error, target, watch ? watch->blocker() : QString());
            if (isLockTimeout(error) && !watch)
                watch = std::make_unique<BlockerWatch>(d->context, d->session);
            d->pause(tries);
        }
    }
}

} // namespace arborist::journal
