// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/planned_restore.h"
#include "services/backup/restore_rights.h"
#include "services/backup/sessions.h"
#include "services/backup/snapshot.h"
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include "services/postgres/database_status.h"
#include "services/postgres/identifier.h"
#include "services/postgres/server_hints.h"
#include "services/stages/stage_check.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonObject>
#include <QLocale>
#include <QThread>
#include <algorithm>

namespace arborist::backup {

namespace {

using postgres::quoteIdentifier;

constexpr size_t kShownTables = 20;
constexpr int kAllTables = 1'000'000;
constexpr int kMostJobs = 4;

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

QString bytesText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1);
}

} // namespace

QString RestoreSteps::make(const QString &database)
{
    return tr("Make a new database beside %1").arg(database);
}

QString RestoreSteps::fill(const QString &dump)
{
    return tr("Restore %1 into it").arg(dump);
}

QString RestoreSteps::compare()
{
    return tr("Compare what was restored with the dump");
}

QString RestoreSteps::swap(const QString &database)
{
    return tr("Put it in the place of %1").arg(database);
}

QString RestoreSteps::replace(const QString &database, const QString &dump)
{
    return tr("Replace what %1 holds by %2, in one transaction").arg(database, dump);
}

PlannedRestore::PlannedRestore(RestoreRequest request, OperationContext &context)
    : m_request(std::move(request)),
      m_source(m_request.file, m_request.noOwner, context)
{
}

const stages::OperationKind &PlannedRestore::kind() const
{
    if (!replaces())
        return operationKind(stages::Verb::RestoreInto);
    if (m_isUndo)
        return operationKind(stages::Verb::UndoInPlace);
    return operationKind(isBeside() ? stages::Verb::Restore : stages::Verb::RestoreInPlace);
}

int PlannedRestore::jobs() const
{
    if (!isBeside() || !m_source.canUseJobs())
        return 1;
    return m_request.jobs > 0 ? m_request.jobs
                              : std::clamp(QThread::idealThreadCount(), 1, kMostJobs);
}

void PlannedRestore::make(postgres::Connection &connection, OperationContext &context)
{
    context.progress->enter(tr("Planning the restore"), 1);
    m_traits = readTraits(connection, m_request.target.database).value_or(DatabaseTraits());
    m_plan.target = m_request.target;
    refuseUnfit(connection);
    chooseWay(connection, context);
    if (!m_isUndo)
        m_plan.operation = QLatin1String(kind().name);
    checkRoles(connection);
    const QJsonObject identity = m_source.identity();
    for (auto it = identity.begin(); it != identity.end(); ++it)
        m_plan.request.insert(it.key(), it.value());
    m_plan.request.insert(QStringLiteral("into"), m_request.into);
    m_plan.request.insert(QStringLiteral("jobs"), jobs());
    m_plan.request.insert(QStringLiteral("no_owner"), m_request.noOwner);
    m_plan.request.insert(QStringLiteral("way"),
                          isBeside() ? QStringLiteral("beside") : QStringLiteral("in place"));
    if (!isBeside())
        planInPlace(connection, context);
    addSteps();
    tellDump();
    if (replaces())
        tellDatabase(connection);
    checkSpace(connection);
}

void PlannedRestore::refuseUnfit(postgres::Connection &connection)
{
    const stages::StageCheck check = stages::identify(m_request.target.stage, connection);
    // Neon's proxy answers in the name of every server behind it, and is none.
    if (connection.info().isPooled() ||
        (check.throughPooler && !stages::isBilledByUse(connection.info())))
        throw Error::refused(
            tr("The way to %1 leads through a pooler, which knows no new databases.")
                .arg(m_traits.name),
            postgres::pooledHint(connection.info()));
    if (!m_source.archive().makesSchema)
        throw Error::refused(
            tr("The dump holds rows only (--data-only): nothing says into which tables."),
            tr("Take a dump of the whole database."))
            .setWhere(m_source.archive().path);
    if (!replaces() && readTraits(connection, m_request.into))
        throw Error::refused(tr("There is a database %1 already.").arg(m_request.into),
                             tr("Name another one with --into; nothing is replaced there."));
}

void PlannedRestore::chooseWay(postgres::Connection &connection, OperationContext &context)
{
    m_way = RestoreWay::Beside;
    if (m_request.way == RestoreWay::InPlace && replaces()) {
        m_way = RestoreWay::InPlace;
        m_whyInPlace = m_isUndo ? tr("so was what is taken back") : tr("it was asked for");
    } else {
        m_whyInPlace = whyNotBeside(connection, m_traits, context.stop);
        if (m_whyInPlace.isEmpty())
            return;
        if (!replaces() || m_request.way == RestoreWay::Beside)
            throw Error::refused(
                tr("No database can be made beside %1: %2.").arg(m_traits.name, m_whyInPlace),
                tr("Connect with a role that may: ALTER ROLE ... CREATEDB; or GRANT the owner's "
                   "role to it."));
        m_way = RestoreWay::InPlace;
    }
    if (m_source.archive().objects.empty() && postgres::readStatus(connection, 1).tables > 0)
        throw Error::refused(
            tr("No database can be made beside %1 (%2), and the comments of pg_dump, which tell "
               "what the script makes, are not in it.")
                .arg(m_traits.name, m_whyInPlace),
            tr("Connect with a role that may create databases, or take a dump of the custom form "
               "(pg_dump -Fc), or a script as pg_dump wrote it."));
}

void PlannedRestore::checkRoles(postgres::Connection &connection)
{
    const QStringList missing = missingRoles(connection, m_source.archive().owners);
    if (missing.isEmpty())
        return;
    const QString names = missing.join(QStringLiteral(", "));
    if (!m_request.noOwner)
        throw Error::refused(
            tr("The dump names owners that this server does not have: %1.").arg(names),
            tr("Create these roles, or restore with --no-owner: everything then belongs to the "
               "role that restores it, and privileges of roles that are missing are left out."));
    m_plan.remarks << tr("Roles of the dump that are missing here: %1. What they owned belongs to "
                         "%2.")
                          .arg(names, connection.info().user());
}

void PlannedRestore::addSteps()
{
    const QString dump = QFileInfo(m_source.archive().path).fileName();
    const QString name = quoteIdentifier(replaces() ? m_traits.name : m_request.into);
    if (!isBeside()) {
        addInPlaceStep(dump);
        return;
    }
    m_plan.steps.push_back({RestoreSteps::make(m_traits.name),
                            -1,
                            QStringLiteral("CREATE DATABASE ... TEMPLATE template0 OWNER %1")
                                .arg(quoteIdentifier(m_traits.owner)),
                            {}});
    m_plan.steps.push_back({RestoreSteps::fill(dump), -1, {}, {}});
    m_plan.steps.push_back({RestoreSteps::compare(), -1, {}, {}});
    if (replaces())
        m_plan.steps.push_back(
            {RestoreSteps::swap(m_traits.name), -1,
             QStringLiteral("ALTER DATABASE %1 RENAME TO %2; ALTER DATABASE ... RENAME TO %1")
                 .arg(name,
                      quoteIdentifier(databaseName(m_traits.name, QStringLiteral("_before_...")))),
             tr("nobody can connect for a moment")});
    else
        m_plan.steps.push_back({tr("Call it %1").arg(m_request.into),
                                -1,
                                QStringLiteral("ALTER DATABASE ... RENAME TO ") + name,
                                {}});
}

void PlannedRestore::tellDump()
{
    const Archive &archive = m_source.archive();
    const auto &manifest = m_source.manifest();
    QString text = tr("The dump: %1, %2").arg(toKey(archive.form), bytesText(archive.bytes));
    if (manifest)
        text += tr(", of %1 (%2)").arg(manifest->database, manifest->stage);
    else if (!archive.database.isEmpty())
        text += tr(", of %1").arg(archive.database);
    if (!archive.serverVersion.isEmpty())
        text += tr(", from PostgreSQL %1").arg(archive.serverVersion.section(u' ', 0, 0));
    const QDateTime made = manifest ? manifest->made.toLocalTime() : archive.made;
    if (made.isValid())
        text += tr(", made %1").arg(QLocale().toString(made, QLocale::ShortFormat));
    m_plan.remarks << text + u'.';
    const std::vector<ManifestTable> rows = m_source.expectedRows();
    if (!rows.empty()) {
        qint64 sum = 0;
        for (const ManifestTable &table : rows)
            sum += table.rows;
        m_plan.remarks << tr("It holds %1 rows (tables: %2), which are counted after the restore.")
                              .arg(QLocale().toString(sum), QLocale().toString(rows.size()));
    } else {
        m_plan.remarks << tr(
            "No manifest lies beside it: nothing tells how many rows it must have, "
            "or whether a byte of it has changed since it was made.");
    }
}

void PlannedRestore::tellDatabase(postgres::Connection &connection)
{
    m_plan.schema = schemaPrint(connection, {}); // what goes is what was looked at
    const postgres::DatabaseStatus status = postgres::readStatus(connection, kAllTables);
    qint64 rows = 0;
    for (const postgres::TableSize &table : status.largest) {
        rows += std::max<qint64>(0, table.rows);
        if (m_plan.tables.size() < kShownTables)
            m_plan.tables.push_back({table.name, std::max<qint64>(0, table.rows)});
    }
    if (status.tables > 0 && isBeside())
        m_plan.loses << tr("What %1 holds now, as far as the dump does not hold it too. Tables: "
                           "%2, rows: about %3, size: %4")
                            .arg(m_traits.name, QLocale().toString(status.tables),
                                 QLocale().toString(rows), bytesText(status.bytes));
    if (isBeside()) {
        m_plan.wayBack =
            tr("The database as it is now is put aside as %1 for %2 days: undo swaps it back.")
                .arg(databaseName(m_traits.name, QStringLiteral("_before_RUN")),
                     QString::number(m_request.keepDays));
        m_plan.remarks << sessionRemarks(connection, m_traits.name);
        m_plan.remarks << tr("What is written to %1 until then stays in the database that is put "
                             "aside.")
                              .arg(m_traits.name);
    } else {
        tellInPlace();
        const auto sessions = readSessions(connection, m_traits.name);
        if (!sessions.empty())
            m_plan.remarks << tr("It waits for the locks of who is connected: %1.")
                                  .arg(sessionsText(sessions));
    }
    const qint64 slots_ =
        connection
            .exec(QStringLiteral("SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_slots "
                                 "WHERE database = $1"),
                  {m_traits.name})
            .integer(0, 0);
    if (slots_ > 0 && isBeside())
        m_plan.remarks << tr("Slots of logical replication stay with the database that is put "
                             "aside: make them anew. There are %1.")
                              .arg(slots_);
}

void PlannedRestore::checkSpace(postgres::Connection &connection)
{
    qint64 needed = 0;
    if (m_source.manifest()) {
        for (const ManifestTable &table : m_source.manifest()->tables)
            needed += table.bytes;
    }
    const qint64 free = freeSpaceOf(connection);
    if (free < 0) {
        m_plan.remarks << tr("How much room the server has cannot be told from here: it needs as "
                             "much as the restored database once more.");
        return;
    }
    needed = std::max(needed, m_source.archive().bytes);
    if (needed > free)
        throw Error(tr("There is not enough room for a second database: it needs %1, and %2 are "
                       "free.")
                        .arg(bytesText(needed), bytesText(free)),
                    tr("Make room where the server keeps its data, or drop databases that were put "
                       "aside: arboristctl restore --drop-old RUN"));
}

operations::PlannedOperationPtr planRestore(const RestoreRequest &request,
                                            postgres::Connection &connection,
                                            OperationContext &context)
{
    auto planned = std::make_shared<PlannedRestore>(request, context);
    planned->make(connection, context);
    return planned;
}

} // namespace arborist::backup
