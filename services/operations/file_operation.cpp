// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/file_operation.h"

#include "services/core/run_log.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace arborist::operations {

namespace {

using journal::BatchRecord;
using journal::BatchState;
using journal::ChangeBatch;
using stages::FileChange;
using stages::FingerprintRecord;

const QString kFiles = QStringLiteral("files");
const QString kRecords = QStringLiteral("fingerprints");

QString tr(const char *text)
{
    return QCoreApplication::translate("FileOperation", text);
}

FileChange inverse(FileChange change)
{
    std::swap(change.before, change.after);
    return change;
}

ChangeBatch toBatch(const FileChange &file)
{
    ChangeBatch batch;
    batch.action = !file.before  ? ChangeBatch::Action::Insert
                   : !file.after ? ChangeBatch::Action::Delete
                                 : ChangeBatch::Action::Update;
    batch.schema = kFiles;
    batch.table = file.shownName;
    batch.key = QStringList{QStringLiteral("path")};
    batch.columns = QStringList{QStringLiteral("content")};
    journal::RowChange row;
    row.key = {file.path.toUtf8()};
    row.changed = 1;
    if (file.before)
        row.before = {file.before};
    if (file.after)
        row.after = {file.after};
    batch.rows = {row};
    return batch;
}

FileChange toFile(const ChangeBatch &batch)
{
    const journal::RowChange &row = batch.rows.at(0);
    const auto content = [](const std::vector<journal::Value> &values) {
        return values.empty() ? stages::FileContent() : values.front();
    };
    return {QString::fromUtf8(row.key.at(0)), batch.table, content(row.before), content(row.after)};
}

QByteArray toJson(const FingerprintRecord &record)
{
    const stages::Fingerprint &print = record.fingerprint;
    return QJsonDocument(QJsonObject{{QStringLiteral("stage"), record.stage},
                                     {QStringLiteral("database"), record.database},
                                     {QStringLiteral("identifier"), print.systemIdentifier},
                                     {QStringLiteral("oid"), qint64(print.databaseOid)},
                                     {QStringLiteral("address"), print.address},
                                     {QStringLiteral("standby"), print.standby},
                                     {QStringLiteral("timeline"), print.timeline},
                                     {QStringLiteral("port"), print.port},
                                     {QStringLiteral("major"), print.majorVersion},
                                     {QStringLiteral("directory"), print.dataDirectory},
                                     {QStringLiteral("protected"), record.isProtected},
                                     {QStringLiteral("environment"), toKey(record.environment)},
                                     {QStringLiteral("trusted"), record.trusted},
                                     {QStringLiteral("seen"),
                                      record.firstSeen.toUTC().toString(Qt::ISODateWithMs)}})
        .toJson(QJsonDocument::Compact);
}

FingerprintRecord recordOf(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    FingerprintRecord record;
    record.stage = object[u"stage"].toString();
    record.database = object[u"database"].toString();
    record.fingerprint.systemIdentifier = object[u"identifier"].toString();
    record.fingerprint.databaseOid = quint32(object[u"oid"].toInteger());
    record.fingerprint.address = object[u"address"].toString();
    record.fingerprint.standby = object[u"standby"].toBool();
    record.fingerprint.timeline = object[u"timeline"].toString();
    record.fingerprint.port = object[u"port"].toInt();
    record.fingerprint.majorVersion = object[u"major"].toInt();
    record.fingerprint.dataDirectory = object[u"directory"].toString();
    record.isProtected = object[u"protected"].toBool();
    record.environment = stages::environmentFromString(object[u"environment"].toString())
                             .value_or(stages::Environment::Unknown);
    record.trusted = object[u"trusted"].toBool();
    record.firstSeen = QDateTime::fromString(object[u"seen"].toString(), Qt::ISODateWithMs);
    return record;
}

ChangeBatch toBatch(const RecordChange &change)
{
    ChangeBatch batch;
    batch.action = !change.before  ? ChangeBatch::Action::Insert
                   : !change.after ? ChangeBatch::Action::Delete
                                   : ChangeBatch::Action::Update;
    batch.schema = kRecords;
    batch.table = change.stage;
    batch.key = QStringList{QStringLiteral("workspace")};
    batch.columns = QStringList{QStringLiteral("record")};
    journal::RowChange row;
    row.key = {change.workspace.toUtf8()};
    row.changed = 1;
    if (change.before)
        row.before = {toJson(*change.before)};
    if (change.after)
        row.after = {toJson(*change.after)};
    batch.rows = {row};
    return batch;
}

void put(const RecordChange &change)
{
    stages::FingerprintStore store;
    if (change.after)
        store.replace(change.workspace, *change.after);
    else
        store.forget(change.workspace, change.stage);
}

RecordChange inverseRecord(const ChangeBatch &batch)
{
    const journal::RowChange &row = batch.rows.at(0);
    const auto read = [](const std::vector<journal::Value> &values) {
        return values.empty() || !values.front() ? std::optional<FingerprintRecord>()
                                                 : recordOf(*values.front());
    };
    return {QString::fromUtf8(row.key.at(0)), batch.table, read(row.after), read(row.before)};
}

QString stepOf(const RecordChange &change)
{
    return change.after ? tr("Put the database of %1 on record").arg(change.stage)
                        : tr("Take the database of %1 off the record").arg(change.stage);
}

/// A batch of files that was cut off: what stands in the file tells whether it was written.
bool holds(const BatchRecord &record, const FileChange &file)
{
    return record.state == BatchState::Applied ||
           (record.state == BatchState::Prepared &&
            stages::readContent(file.path, file.shownName) == file.after);
}

} // namespace

FileOperation::FileOperation(stages::Verb verb, Plan plan, std::vector<FileChange> files,
                             std::vector<RecordChange> records)
    : m_verb(verb),
      m_plan(std::move(plan)),
      m_files(std::move(files)),
      m_records(std::move(records))
{
    std::erase_if(m_files, [](const FileChange &file) { return !file.changesAnything(); });
    QJsonArray names;
    for (const FileChange &file : m_files)
        names += file.shownName;
    m_plan.request.insert(kFiles, names);
    if (!m_files.empty() && m_plan.wayBack.isEmpty())
        m_plan.wayBack = tr("The files as they were are kept with the run, for undo; a copy of "
                            "each is in the data folder, too.");
}

void FileOperation::run(Run &run)
{
    if (m_lastCheck)
        m_lastCheck(run);
    if (m_first)
        m_first(run);
    if (!m_files.empty())
        writeAll(run);
    putOnRecord(run);
    for (const QString &note : std::as_const(m_notes))
        run.note(note);
}

void FileOperation::keepWritten(Run &run, const std::vector<FileChange> &files)
{
    for (const FileChange &file : files)
        run.journal().settle(run.journal().prepare(toBatch(file), kFiles), BatchState::Applied);
    run.addRows(qint64(files.size()));
}

void FileOperation::writeAll(Run &run)
{
    std::vector<int> numbers;
    for (const FileChange &file : m_files)
        numbers.push_back(run.journal().prepare(toBatch(file), kFiles));
    QStringList names;
    for (const FileChange &file : m_files)
        names << file.shownName;
    run.beginStep(tr("Write %1").arg(names.join(QStringLiteral(", "))));
    size_t done = 0;
    try {
        for (; done < m_files.size(); ++done)
            stages::applyChange(m_files[done]);
    } catch (...) {
        // One of them alone would say something that nobody meant.
        for (size_t i = 0; i < done; ++i)
            stages::applyChange(inverse(m_files[i]));
        for (const int number : numbers)
            run.journal().settle(number, BatchState::NotApplied);
        throw;
    }
    for (const int number : numbers)
        run.journal().settle(number, BatchState::Applied);
    run.addRows(qint64(done));
}

void FileOperation::putOnRecord(Run &run) const
{
    for (const RecordChange &change : m_records) {
        run.beginStep(stepOf(change));
        const int number = run.journal().prepare(toBatch(change), kRecords);
        put(change);
        run.journal().settle(number, BatchState::Applied);
    }
}

bool changedFiles(const RunRecord &run)
{
    return run.plan[u"request"].toObject()[kFiles].isArray();
}

PlannedOperationPtr planFileUndo(const RunRecord &run)
{
    const journal::Journal journal = journal::Journal::open(run.journal, true);
    Plan plan;
    plan.operation = QStringLiteral("undo ") + run.operation;
    plan.request = {{QStringLiteral("run"), run.id}};
    plan.target = {run.stage, run.host, run.database, {}};
    std::vector<FileChange> files;
    std::vector<RecordChange> records;
    for (const BatchRecord &record : journal.batches()) {
        const ChangeBatch batch = journal.read(record.number);
        if (batch.schema == kRecords) {
            records.push_back(inverseRecord(batch));
            PlanStep step;
            step.title = stepOf(records.back());
            plan.steps.push_back(step);
            continue;
        }
        const FileChange file = toFile(batch);
        if (!holds(record, file))
            continue;
        if (stages::readContent(file.path, file.shownName) != file.after)
            throw Error::refused(
                tr("%1 has been changed since the run %2; nothing was written.")
                    .arg(file.shownName, run.id),
                tr("Change it by hand. Copies of what it held are in the folder file-backups of "
                   "the data folder."))
                .setWhere(file.path);
        PlanStep step;
        step.title = file.before ? tr("Write %1 as it was before the run").arg(file.shownName)
                                 : tr("Remove %1, which the run made").arg(file.shownName);
        plan.steps.push_back(step);
        files.push_back(inverse(file));
    }
    return std::make_shared<FileOperation>(stages::Verb::UndoFiles, std::move(plan),
                                           std::move(files), std::move(records));
}

} // namespace arborist::operations
