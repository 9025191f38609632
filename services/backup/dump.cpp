// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/dump.h"

#include "services/backup/catalog.h"
#include "services/backup/dump_job.h"
#include "services/backup/places.h"
#include "services/backup/snapshot.h"
#include "services/core/error.h"
#include "services/core/shell_quoted.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <numeric>

namespace arborist::backup {

namespace {

/// What text of rows comes to when it is packed, as a share of the table; cautious.
constexpr double kPackedShare = 0.5;
/// Less than this share of what is expected: it would fail in the middle.
constexpr qint64 kHopeless = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1);
}

class PlannedDump final : public operations::PlannedOperation
{
public:
    explicit PlannedDump(const DumpRequest &request) : m_request(request) {}

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override
    {
        return operationKind(stages::Verb::Backup);
    }

    void make(postgres::Connection &connection, OperationContext &context);
    void run(operations::Run &run) override;

private:
    Compression chosenCompression() const;
    void checkRoom(qint64 dataBytes);
    QString path(const QDateTime &now) const;

    DumpRequest m_request;
    ClientProgram m_program;
    Compression m_compression = Compression::Gzip;
    Plan m_plan;
};

void PlannedDump::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the backup"), 1);
    if (m_request.jobs > 1 && m_request.form != Form::Directory)
        throw Error::usage(tr("Only a backup in directory form is made by several jobs."),
                           tr("Give --format directory with --jobs."));
    m_program = clientProgram(ClientTool::Dump, connection.serverVersion() / 10000);
    m_compression = chosenCompression();
    if (!m_request.output.isEmpty() && QFileInfo::exists(m_request.output))
        throw Error::usage(
            tr("%1 exists already: a backup replaces nothing.").arg(m_request.output),
            tr("Choose another name."));
    const std::vector<DumpedTable> tables = dumpedTables(connection);
    const qint64 bytes =
        std::accumulate(tables.begin(), tables.end(), qint64(0),
                        [](qint64 sum, const DumpedTable &table) { return sum + table.bytes; });
    m_plan.operation = QStringLiteral("backup");
    m_plan.target = m_request.target;
    const QString place = path(QDateTime::currentDateTime());
    m_plan.request = {{QStringLiteral("format"), toWord(m_request.form)},
                      {QStringLiteral("compression"), toWord(m_compression)},
                      {QStringLiteral("jobs"), m_request.jobs},
                      {QStringLiteral("output"), m_request.output},
                      {QStringLiteral("folder"), m_request.folder}};
    for (const DumpedTable &table : tables)
        m_plan.tables.push_back({table.name, table.estimate});
    const qint64 rows =
        std::accumulate(tables.begin(), tables.end(), qint64(0),
                        [](qint64 sum, const DumpedTable &table) { return sum + table.estimate; });
    m_plan.steps = {{dumpTitle(), rows, {}, tr("ACCESS SHARE on every table"), -1},
                    {verifyTitle(), -1, {}, {}, -1}};
    m_plan.remarks << tr("Tables: %1, %2, by pg_dump %3 into %4")
                          .arg(QLocale().toString(qint64(tables.size())), sizeText(bytes),
                               m_program.version, place);
    m_plan.wayBack = tr("Nothing is changed in the database; delete the file.");
    checkRoom(bytes);
}

Compression PlannedDump::chosenCompression() const
{
    const bool isPlain = m_request.form == Form::Plain;
    const bool hasZstd = !isPlain && knowsZstd(m_program);
    if (!m_request.compression)
        return hasZstd ? Compression::Zstd : Compression::Gzip;
    if (isPlain && *m_request.compression != Compression::Gzip)
        throw Error::usage(tr("A backup in plain form is gzipped."),
                           tr("Choose the custom or the directory form."));
    if (*m_request.compression == Compression::Zstd && !hasZstd)
        throw Error::usage(tr("pg_dump %1 does not compress with zstd.").arg(m_program.version),
                           tr("Choose gzip, or install pg_dump 16 or newer."));
    return *m_request.compression;
}

void PlannedDump::checkRoom(qint64 dataBytes)
{
    const QString place = m_request.output.isEmpty() ? m_request.folder : m_request.output;
    const qint64 wanted =
        expectedBytes(m_request.folder, m_request.target.fingerprint, dataBytes, m_compression);
    const qint64 free = freeBytes(place);
    m_plan.remarks << tr("About %1 on the disk, where %2 are free")
                          .arg(sizeText(wanted), free < 0 ? QStringLiteral("?") : sizeText(free));
    if (free < 0 || free >= wanted)
        return;
    if (free < wanted / kHopeless)
        throw Error(tr("There is no room for the backup: about %1, where %2 are free.")
                        .arg(sizeText(wanted), sizeText(free)),
                    tr("Free some room, or choose another place with --output or [backup] folder "
                       "in arborist.toml."))
            .setWhere(place);
    m_plan.remarks << tr("The room may not be enough. The run would say so and leave nothing "
                         "behind.");
}

QString PlannedDump::path(const QDateTime &now) const
{
    if (!m_request.output.isEmpty())
        return QDir::cleanPath(m_request.output);
    return newDump(m_request.folder, m_request.target.database, m_request.target.stage, now,
                   m_request.form);
}

void PlannedDump::run(operations::Run &run)
{
    DumpJob job;
    job.path = path(QDateTime::currentDateTime());
    job.program = m_program;
    Manifest &about = job.about;
    about.run = QFileInfo(run.journal().file()).completeBaseName();
    about.stage = m_plan.target.stage;
    about.workspace = m_request.workspaceKey;
    about.host = m_plan.target.host;
    about.database = m_plan.target.database;
    about.fingerprint = m_plan.target.fingerprint;
    about.form = m_request.form;
    about.compression = m_compression;
    about.jobs = m_request.jobs;
    job.step = [&run](const QString &title) { run.beginStep(title); };
    job.note = [&run](const QString &text) { run.note(text); };
    const Manifest made = makeDump(job, run.context());
    run.wrote(job.path);
    run.note(tr("%1 (%2, %3 rows)")
                 .arg(job.path, sizeText(made.bytes), QLocale().toString(made.rows())));
    run.note(tr("To restore it: arboristctl restore %1").arg(shellQuoted(job.path)));
}

} // namespace

operations::PlannedOperationPtr
planDump(const DumpRequest &request, postgres::Connection &connection, OperationContext &context)
{
    auto planned = std::make_shared<PlannedDump>(request);
    planned->make(connection, context);
    return planned;
}

qint64 expectedBytes(const QString &folder, const QString &fingerprint, qint64 dataBytes,
                     Compression compression)
{
    const auto last = lastOf(folder, fingerprint);
    if (last && last->compression == compression)
        return last->bytes + last->bytes / 10;
    return qint64(double(dataBytes) * kPackedShare);
}

} // namespace arborist::backup
