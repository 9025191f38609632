// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/backups_output.h"
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include "services/backup/places.h"
#include "services/backup/rehearse.h"
#include "services/backup/retention.h"
#include "services/operations/refused_plan.h"
#include "services/postgres/connection.h"
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace arborist::cli {
namespace {

constexpr int kMostFiles = 1000;

class BackupsCommand final : public Command
{
public:
    const char *name() const override { return "backups"; }
    QString help() const override
    {
        return CliText::tr("List backups, verify them, or delete automatic ones that have expired");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("ACTION", m_words, kMostFiles,
                   CliText::tr("list (the default); verify [FILE...]: exit with 4 where one is "
                               "damaged; clean: delete automatic ones past keep_automatic_days; "
                               "delete FILE...: those, whoever made them; kept: databases that "
                               "restores and resets have put aside"));
        spec.flag("--rehearse", m_rehearse,
                  CliText::tr("With verify: restore each into a database that is dropped again, "
                              "and count its rows"));
    }

    int run(Session &session) override
    {
        const QString action = m_words.isEmpty() ? QStringLiteral("list") : m_words.takeFirst();
        if (m_rehearse && action != u"verify")
            throw Error::usage(CliText::tr("--rehearse belongs to verify."));
        if (action == u"verify")
            return verify(session);
        if (action == u"delete")
            return remove(session);
        if (!m_words.isEmpty() || (action != u"list" && action != u"clean" && action != u"kept"))
            throw Error::usage(
                CliText::tr("“%1” is nothing that backups does.")
                    .arg(m_words.isEmpty() ? action : m_words.first()),
                CliText::tr("One of: list, verify [FILE...], clean, delete FILE..., kept"));
        return action == u"list"   ? list(session)
               : action == u"kept" ? kept(session)
                                   : clean(session);
    }

private:
    static QString folderOf(Session &session)
    {
        return backup::backupFolder(session.workspace(), session.workspaceKey());
    }

    static int list(Session &session)
    {
        const QString folder = folderOf(session);
        const auto backups = backup::listBackups(folder);
        if (session.json())
            session.terminal().printJson(backupsToJson(folder, backups));
        else
            session.terminal().print(backupsToText(folder, backups));
        return Done;
    }

    static int kept(Session &session)
    {
        postgres::Connection connection = session.connect();
        const auto databases = backup::keptDatabases(connection);
        const auto schemas = data::keptSchemas(connection);
        const int days = session.workspace().backup().keepAutomaticDays;
        if (session.json())
            session.terminal().printJson(keptToJson(databases, schemas, days));
        else
            session.terminal().print(keptToText(databases, schemas, days));
        return Done;
    }

    static int clean(Session &session)
    {
        PlanTarget target;
        target.stage = session.stage().name;
        const auto planned = backup::planClean(
            folderOf(session), session.workspace().backup().keepAutomaticDays, target);
        return runOperation(session, *planned);
    }

    int remove(Session &session) const
    {
        if (m_words.isEmpty())
            throw Error::usage(CliText::tr("Name the backups to delete."),
                               CliText::tr("As in: arboristctl backups delete FILE"));
        PlanTarget target;
        target.stage = session.stage().name;
        const auto planned =
            operations::planOrKeepRefusal(orderOf(session), QStringLiteral("backups delete"), [&] {
                return backup::planDelete(folderOf(session), dumps(session), target);
            });
        return runOperation(session, *planned);
    }

    QStringList dumps(Session &session) const
    {
        QStringList found;
        for (const QString &word : m_words) {
            QString path = QDir::current().absoluteFilePath(word);
            if (!QFileInfo::exists(path) && session.hasWorkspace()) {
                const QString folder = folderOf(session);
                for (const QString &place : {folder, backup::automaticFolder(folder)}) {
                    if (QFileInfo::exists(place + u'/' + word))
                        path = place + u'/' + word;
                }
            }
            found << path;
        }
        if (m_words.isEmpty()) {
            for (const backup::ListedBackup &each : backup::listBackups(folderOf(session)))
                found << each.path;
        }
        return found;
    }

    int verify(Session &session) const
    {
        OperationContext context;
        context.stop = session.stopToken();
        if (m_rehearse)
            context = session.context();
        const QStringList all = dumps(session);
        QJsonArray documents;
        bool isDamaged = false;
        for (const QString &dump : all) {
            backup::VerifiedBackup verified;
            {
                const ProgressBar bar(session.terminal(), context.progress,
                                      session.showsProgress());
                verified = backup::verifyBackup(dump, *context.progress, context.stop);
                if (m_rehearse && verified.problems.isEmpty())
                    verified = backup::rehearseRestore(
                        dump, session.stage(),
                        session.workspace().resolve(session.stage(), context.stop), context);
            }
            isDamaged = isDamaged || !verified.problems.isEmpty();
            if (session.json())
                documents.append(verifiedToJson(verified));
            else
                session.terminal().print(verifiedToText(verified));
        }
        if (session.json())
            session.terminal().printJson(
                {{QStringLiteral("backups"), documents}, {QStringLiteral("damaged"), isDamaged}});
        else if (all.isEmpty())
            session.terminal().printLine(CliText::tr("There are no backups."));
        return isDamaged ? Found : Done;
    }

    QStringList m_words;
    bool m_rehearse = false;
};

} // namespace

std::unique_ptr<Command> makeBackupsCommand()
{
    return std::make_unique<BackupsCommand>();
}

} // namespace arborist::cli
