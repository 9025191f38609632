// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/backup/dump.h"
#include "services/backup/places.h"
#include "services/operations/plan_target.h"
#include <QDir>

namespace arborist::cli {
namespace {

constexpr qint64 kMostJobs = 64;

class BackupCommand final : public Command
{
public:
    const char *name() const override { return "backup"; }
    QString help() const override
    {
        return CliText::tr("Dump the database into a file, with a manifest, and verify it");
    }

    void declare(CommandSpec &spec) override
    {
        spec.flag("--compress", m_compress,
                  CliText::tr("As SQL that psql reads, gzipped: the same as --format plain"));
        spec.option("--format", m_format, QStringLiteral("FORMAT"),
                    CliText::tr("custom (one file for pg_restore; the default), directory, plain"));
        spec.option("--jobs", m_jobs, 1, kMostJobs,
                    CliText::tr("Directory form: tables that are read at the same time"));
        spec.option("--output", m_output, QStringLiteral("PATH"),
                    CliText::tr("File or folder to make; default: in the backup folder, with "
                                "database, stage and time in its name"));
    }

    int run(Session &session) override
    {
        backup::DumpRequest request;
        request.form = form();
        request.jobs = int(m_jobs);
        request.workspaceKey = session.workspaceKey();
        request.folder = backup::backupFolder(session.workspace(), request.workspaceKey);
        if (!m_output.isEmpty())
            request.output = QDir::current().absoluteFilePath(m_output);
        return runOperation(session, *planned(session, request));
    }

private:
    static operations::PlannedOperationPtr planned(Session &session, backup::DumpRequest &request)
    {
        OperationContext context = session.context();
        const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
        postgres::Connection connection = context.connect();
        request.target = operations::planTarget(session.stage(), connection);
        return planDump(request, connection, context);
    }

    backup::Form form() const
    {
        if (m_format.isEmpty())
            return m_compress   ? backup::Form::Plain
                   : m_jobs > 1 ? backup::Form::Directory
                                : backup::Form::Custom;
        for (const backup::Form each :
             {backup::Form::Custom, backup::Form::Directory, backup::Form::Plain}) {
            if (m_format == toWord(each) && (!m_compress || each == backup::Form::Plain))
                return each;
        }
        throw Error::usage(m_compress ? CliText::tr("--compress means --format plain.")
                                      : CliText::tr("“%1” is no form of a backup.").arg(m_format),
                           CliText::tr("One of: custom, directory, plain"));
    }

    bool m_compress = false;
    QString m_format;
    QString m_output;
    qint64 m_jobs = 1;
};

} // namespace

std::unique_ptr<Command> makeBackupCommand()
{
    return std::make_unique<BackupCommand>();
}

} // namespace arborist::cli
