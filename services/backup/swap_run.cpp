// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/swap_run.h"

#include "services/backup/database_twin.h"
#include "services/backup/maintenance.h"
#include "services/backup/restore_recovery.h"
#include "services/core/log.h"
#include "services/core/private_folder.h"
#include "services/postgres/identifier.h"
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace arborist::backup {

namespace {

const QString kWork = QStringLiteral("/made");

QString tr(const char *text)
{
    return QCoreApplication::translate("Restore", text);
}

} // namespace

QString SwapRun::idOf(operations::Run &run)
{
    return QFileInfo(run.journal().file()).completeBaseName();
}

SwapRun::SwapRun(operations::Run &run, Swap swap)
    : m_run(run),
      m_swap(std::move(swap)),
      m_id(idOf(run)),
      m_mark(m_id)
{
    m_swap.run = m_id;
    run.journal().keep({QStringLiteral("database"), m_swap.toJson()});
}

SwapRun::~SwapRun()
{
    QDir(workFolderOf(m_run.journal().file())).removeRecursively();
}

QString SwapRun::workFolder()
{
    const QString folder = m_run.journal().keptFolder() + kWork;
    makePrivateFolder(folder);
    return folder;
}

QString SwapRun::workFolderOf(const QString &journal)
{
    return journal::keptFolderOf(journal) + kWork;
}

void SwapRun::setMade(quint32 oid)
{
    m_swap.newOid = oid;
    m_run.journal().keep({QStringLiteral("database"), m_swap.toJson()});
}

void SwapRun::perform()
{
    OperationContext &context = m_run.context();
    context.throwIfStopped();
    // The session of the run itself would be in the way.
    m_run.connection() = openMaintenance(m_run.connection(), context.stop);
    try {
        swapDatabases(m_run.connection(), m_swap, context.stop);
    } catch (const Error &) {
        // Where only the answer was lost, it is done.
        if (!hasSwapped())
            throw;
    }
    m_run.stepStays();
    goOn();
}

void SwapRun::goOn()
{
    try {
        m_run.connection() = openBeside(m_run.connection(), m_swap.name, {});
        m_run.reRegister(m_run.connection());
    } catch (const Error &error) {
        m_mark.leave();
        m_run.note(tr("The new database is in use, but could not be put on record: %1 The next "
                      "command does it; or accept it: arboristctl stages trust")
                       .arg(error.message()));
    }
}

bool SwapRun::hasSwapped() noexcept
{
    try {
        postgres::Connection connection = postgres::Connection::open(m_run.connection().info());
        const auto inUse = readTraits(connection, m_swap.name);
        if (!inUse || inUse->oid != m_swap.newOid)
            return false;
        m_run.connection() = std::move(connection);
        return true;
    } catch (const std::exception &error) {
        log::warning(QString::fromUtf8(error.what()));
        return false;
    }
}

void SwapRun::rename()
{
    m_run.context().throwIfStopped();
    postgres::Connection &connection = m_run.connection();
    connection.execScript("BEGIN");
    try {
        connection.exec(QStringLiteral("ALTER DATABASE %1 RENAME TO %2")
                            .arg(postgres::quoteIdentifier(m_swap.made),
                                 postgres::quoteIdentifier(m_swap.name)));
        setComment(connection, m_swap.name, m_swap.newComment);
    } catch (const Error &) {
        connection.setStopToken({});
        connection.execScript("ROLLBACK");
        throw;
    }
    connection.setStopToken({});
    connection.execScript("COMMIT");
    m_run.stepStays();
}

void SwapRun::abandon()
{
    if (clearUp())
        throw Error::refused(
            tr("Meanwhile another restore or reset has replaced %1.").arg(m_swap.name),
            tr("What that one has put there is in use. Look at it, then plan again."));
    throw;
}

/// True: another run has replaced the one in use.
bool SwapRun::clearUp() noexcept
{
    try {
        // Whoever wants to stop: this is part of ending.
        postgres::Connection connection = openMaintenance(m_run.connection().info(), {});
        settleSwap(connection, m_swap, m_id);
        const auto inUse = readTraits(connection, m_swap.name);
        return m_swap.oid != 0 && inUse && inUse->oid != m_swap.oid && inUse->oid != m_swap.newOid;
    } catch (const std::exception &error) {
        m_mark.leave();
        m_run.leaveOpen(); // the names may have been swapped
        m_run.note(tr("%1, which is half made, is dropped by the next start: the server could not "
                      "be asked now (%2).")
                       .arg(m_swap.made, QString::fromUtf8(error.what())));
        return false;
    }
}

} // namespace arborist::backup
