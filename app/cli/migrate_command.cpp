// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/migration_session.h"
#include "app/cli/rehearsal_output.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"
#include <QJsonArray>
#include <QJsonObject>
#include <algorithm>

namespace arborist::cli {
namespace {

using migrations::MigrateRequest;
using migrations::TransactionMode;

/// In which stages come one after the other: what breaks shall break where it hurts least.
int rank(stages::Environment environment)
{
    switch (environment) {
    case stages::Environment::Development:
        return 0;
    case stages::Environment::Test:
        return 1;
    case stages::Environment::Unknown:
        return 2;
    case stages::Environment::Staging:
        return 3;
    case stages::Environment::Production:
        break;
    }
    return 4;
}

class MigrateCommand final : public Command
{
public:
    const char *name() const override { return "migrate"; }
    QString help() const override { return CliText::tr("Apply the migrations that are pending"); }

    void declare(CommandSpec &spec) override
    {
        spec.option("--from", m_from, QStringLiteral("NAME"),
                    CliText::tr("The first one to apply; default: the first that is pending"));
        spec.option("--to", m_to, QStringLiteral("NAME"),
                    CliText::tr("The last one to apply; default: the last there is"));
        spec.option("--only", m_only, QStringLiteral("NAME"),
                    CliText::tr("Exactly this one, also where its tool would pass it over; may be "
                                "given several times"));
        spec.option("--transaction", m_transaction, QStringLiteral("MODE"),
                    CliText::tr("each: one for each migration (the default); all: one for all of "
                                "them; none: every statement on its own"));
        spec.flag("--all-environments", m_everywhere,
                  CliText::tr("Stage after stage, from development to production; stops at the "
                              "first that fails"));
        spec.flag("--sql-only", m_sqlOnly, CliText::tr("Only those of SQL, which are all so far"));
        spec.option("--unsure", m_unsure, QStringLiteral("WAY"),
                    CliText::tr("repeat or skip the statement at which a former run was cut off, "
                                "where the catalog does not tell whether it took effect"));
        spec.flag("--rehearse", m_rehearse,
                  CliText::tr("Run them on a throw-away copy only, and tell what each statement "
                              "took: time, locks, tables written anew"));
        spec.option("--rehearse-on", m_rehearseOn, QStringLiteral("PLACE"),
                    CliText::tr("auto: the stage's own server where it is local and unprotected, "
                                "with all rows where nobody is connected; else embedded: "
                                "Arborist's own server, without rows; or server"));
        m_options.declareFolder(spec);
        m_options.declareLocks(spec);
    }

    int run(Session &session) override
    {
        const MigrateRequest request = requestOf(session);
        const bool isNamed = !m_from.isEmpty() || !m_to.isEmpty() || !m_only.isEmpty();
        if (isNamed)
            onlySet(session, m_options.folder); // names of one folder say nothing in another
        if (m_rehearse || !m_rehearseOn.isEmpty())
            return rehearsePending(session, request, m_options.folder, m_rehearseOn);
        if (m_everywhere)
            return runEverywhere(session, request);
        Documents documents;
        const int code = runOn(session, request, documents);
        documents.print(session);
        return code;
    }

private:
    /// What --json prints: the one report or plan, or several of them.
    struct Documents {
        QJsonArray all;

        void print(Session &session) const
        {
            if (!session.json())
                return;
            if (all.size() == 1)
                session.terminal().printJson(all.at(0).toObject());
            else
                session.terminal().printJson({{QStringLiteral("runs"), all}});
        }

        void name(const QString &stage, qsizetype from)
        {
            for (qsizetype i = from; i < all.size(); ++i) {
                QJsonObject each = all.at(i).toObject();
                each.insert(QStringLiteral("stage"), stage);
                all.replace(i, each);
            }
        }

        void printAll(Session &session, const QStringList &notBegun) const
        {
            if (session.json())
                session.terminal().printJson(
                    {{QStringLiteral("runs"), all},
                     {QStringLiteral("not_begun"), QJsonArray::fromStringList(notBegun)}});
            else if (!notBegun.isEmpty())
                session.terminal().printLine(
                    CliText::tr("Not begun: %1").arg(notBegun.join(QStringLiteral(", "))));
        }
    };

    MigrateRequest requestOf(Session &session) const
    {
        MigrateRequest request;
        request.from = m_from;
        request.to = m_to;
        request.chosen = m_only;
        if (!m_only.isEmpty() && (!m_from.isEmpty() || !m_to.isEmpty()))
            throw Error::usage(CliText::tr("--only and --from or --to exclude each other."));
        request.mode = mode();
        request.unsure = unsure();
        request.patience = m_options.patience();
        const stages::Workspace project = session.projectOrWorkspace();
        for (const stages::RequireColumns &each : project.migrations().requireColumns)
            request.requiredColumns.push_back({each.tables, each.columns});
        return request;
    }

    TransactionMode mode() const
    {
        if (m_transaction == u"each")
            return TransactionMode::Each;
        if (m_transaction == u"all")
            return TransactionMode::All;
        if (m_transaction == u"none")
            return TransactionMode::None;
        throw Error::usage(CliText::tr("--transaction has no mode “%1”.").arg(m_transaction),
                           CliText::tr("Modes: each, all, none."));
    }

    migrations::Unsure unsure() const
    {
        if (m_unsure.isEmpty())
            return migrations::Unsure::Refuse;
        if (m_unsure == u"repeat")
            return migrations::Unsure::Repeat;
        if (m_unsure == u"skip")
            return migrations::Unsure::Skip;
        throw Error::usage(CliText::tr("--unsure has no way “%1”.").arg(m_unsure),
                           CliText::tr("Ways: repeat, skip."));
    }

    int runOn(Session &session, MigrateRequest request, Documents &documents) const
    {
        const std::vector<migrations::MigrationSet> sets = foundSets(session, m_options.folder);
        const auto plan = [&](const migrations::MigrationSet &found) {
            return planOver(session, found,
                            [&](migrations::MigrationSet set, const PlanTarget &target,
                                auto &connection, OperationContext &context) {
                                request.set = std::move(set);
                                request.target = target;
                                return planMigrate(request, connection, context);
                            });
        };
        if (sets.size() > 1) {
            // What stands in the way of one is to be known before another one has been run.
            for (const migrations::MigrationSet &found : sets)
                plan(found);
        }
        for (const migrations::MigrationSet &found : sets) {
            const auto planned = plan(found);
            showProgram(session, *planned);
            OperationExtras extras;
            extras.documents = &documents.all;
            if (const int code = runOperation(session, *planned, extras); code != Done)
                return code;
        }
        return Done;
    }

    int runEverywhere(Session &session, const MigrateRequest &request) const
    {
        if (!session.options().target.isEmpty() || !session.options().db.isEmpty())
            throw Error::usage(CliText::tr("--all-environments names all stages itself."),
                               CliText::tr("Leave out --target and --db."));
        if (!session.options().plan.isEmpty())
            throw Error::usage(CliText::tr("--plan is about one stage."),
                               CliText::tr("Leave out --all-environments."));
        std::vector<stages::Stage> all = inOrder(session.workspace().stages());
        QStringList notBegun;
        for (const stages::Stage &stage : all) {
            if (stage.readOnly)
                session.terminal().message(
                    CliText::tr("%1 takes no changes, and is left out.").arg(stage.name));
            else
                notBegun << stage.name;
        }
        std::erase_if(all, &stages::Stage::readOnly);
        Documents documents;
        int code = Done;
        for (size_t i = 0; i < all.size() && code == Done; ++i) {
            const qsizetype before = documents.all.size();
            notBegun.removeFirst();
            try {
                code = runThere(session, all[i], request, documents);
            } catch (const Error &error) {
                documents.all.append(
                    QJsonObject{{QStringLiteral("outcome"), QStringLiteral("failed")},
                                {QStringLiteral("error"),
                                 QJsonObject{{QStringLiteral("message"), error.message()}}}});
                documents.name(all[i].name, before);
                documents.printAll(session, notBegun);
                throw;
            }
            documents.name(all[i].name, before);
        }
        documents.printAll(session, notBegun);
        return code;
    }

    int runThere(Session &session, const stages::Stage &stage, const MigrateRequest &request,
                 Documents &documents) const
    {
        GlobalOptions options = session.options();
        options.target = stage.name;
        options.confirm = nameFor(stage, session.options().confirm);
        Session there = session.with(options);
        if (!session.json())
            session.terminal().printLine(stage.name + u':');
        return runOn(there, request, documents);
    }

    /// Of the names that were typed, the stage's own: --confirm staging,production.
    static QString nameFor(const stages::Stage &stage, const QString &typed)
    {
        return typed.split(u',').contains(stage.name) ? stage.name : QString();
    }

    static std::vector<stages::Stage> inOrder(std::vector<stages::Stage> all)
    {
        std::ranges::stable_sort(
            all, {}, [](const stages::Stage &stage) { return rank(stage.environment); });
        return all;
    }

    QString m_from, m_to;
    QStringList m_only;
    QString m_transaction = QStringLiteral("each");
    QString m_unsure;
    bool m_everywhere = false;
    bool m_rehearse = false;
    QString m_rehearseOn;
    bool m_sqlOnly = false;
    MigrationOptions m_options;
};

} // namespace

std::unique_ptr<Command> makeMigrateCommand()
{
    return std::make_unique<MigrateCommand>();
}

} // namespace arborist::cli
