// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/backup/safety_copy.h"

#include "services/backup/catalog.h"
#include "services/backup/dump.h"
#include "services/backup/dump_job.h"
#include "services/backup/places.h"
#include "services/core/error.h"
#include "services/operations/execute.h"
#include "services/postgres/connection.h"
#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonObject>
#include <QLocale>

namespace arborist::backup {

namespace {

/// A cautious guess at what pg_dump reads and packs in a second.
constexpr qint64 kBytesPerMs = 30'000;

QString tr(const char *text)
{
    return QCoreApplication::translate("SafetyCopy", text);
}

QString folderOf(const operations::Order &order)
{
    return order.workspace ? backupFolder(*order.workspace, order.workspaceKey) : QString();
}

class DumpFirst final : public operations::SafetyCopy
{
public:
    Preview preview(const Plan &plan, const operations::Order &order) const override
    {
        Preview preview;
        preview.step.title = tr("Make a backup");
        preview.step.lock = tr("ACCESS SHARE on every table");
        const qint64 bytes = plan.target.bytes;
        if (bytes >= 0)
            preview.step.estimateMs = bytes / kBytesPerMs;
        const QString folder = automaticFolder(folderOf(order));
        preview.note = bytes < 0 ? tr("It goes to %1.").arg(folder)
                                 : tr("It goes to %1; the database has %2.")
                                       .arg(folder, QLocale().formattedDataSize(bytes, 1));
        return preview;
    }

    QString make(operations::Run &run, const Plan &plan,
                 const operations::Order &order) const override
    {
        const QString folder = automaticFolder(folderOf(order));
        try {
            return dump(run, plan, order, folder);
        } catch (Error &error) {
            if (error.kind() != ErrorKind::Cancelled)
                error.setHint(error.hint() + (error.hint().isEmpty() ? u""_qs : u"\n"_qs) +
                              tr("Nothing was changed: the backup comes first. Where the stage's "
                                 "rules allow it, --no-backup leaves it out."));
            throw;
        }
    }

private:
    static QString dump(operations::Run &run, const Plan &plan, const operations::Order &order,
                        const QString &folder)
    {
        DumpJob job;
        {
            const postgres::Connection &connection = run.connection();
            job.program = clientProgram(ClientTool::Dump, connection.serverVersion() / 10000);
        }
        Manifest &about = job.about;
        about.automatic = true;
        about.operation = plan.operation;
        about.run = QFileInfo(run.journal().file()).completeBaseName();
        about.stage = order.stage ? order.stage->name : plan.target.stage;
        about.workspace = order.workspaceKey;
        about.host = plan.target.host;
        about.database = plan.target.database;
        about.fingerprint = plan.target.fingerprint;
        about.form = Form::Custom;
        about.compression = knowsZstd(job.program) ? Compression::Zstd : Compression::Gzip;
        job.path = newDump(folder, about.database, about.stage, QDateTime::currentDateTime(),
                           Form::Custom);
        const qint64 free = freeBytes(job.path);
        const qint64 wanted =
            expectedBytes(folderOf(order), about.fingerprint, plan.target.bytes, about.compression);
        if (free >= 0 && plan.target.bytes >= 0 && free < wanted / 4)
            throw Error(tr("There is no room for the backup in %1: about %2, where %3 are free.")
                            .arg(folder, QLocale().formattedDataSize(wanted, 1),
                                 QLocale().formattedDataSize(free, 1)),
                        tr("Free some room, or choose another place with [backup] folder in "
                           "arborist.toml."));
        // The run tells of one step, whatever a dump has.
        job.step = [](const QString &) {};
        job.note = [&run](const QString &text) { run.note(text); };
        const Manifest made = makeDump(job, run.context());
        run.journal().keep({QStringLiteral("backup"),
                            {{QStringLiteral("file"), job.path},
                             {QStringLiteral("fingerprint"), about.fingerprint}}});
        run.note(tr("A backup was made first: %1 (%2)")
                     .arg(job.path, QLocale().formattedDataSize(made.bytes, 1)));
        return job.path;
    }
};

} // namespace

std::shared_ptr<const operations::SafetyCopy> safetyCopy()
{
    static const auto one = std::make_shared<const DumpFirst>();
    return one;
}

} // namespace arborist::backup
