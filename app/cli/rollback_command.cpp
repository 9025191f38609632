// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/migration_session.h"
#include "app/cli/rehearsal_output.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"

namespace arborist::cli {
namespace {

constexpr qint64 kMostSteps = 100'000;

class RollbackCommand final : public Command
{
public:
    const char *name() const override { return "rollback"; }
    QString help() const override
    {
        return CliText::tr("Take back the last migrations by their down scripts");
    }

    void declare(CommandSpec &spec) override
    {
        spec.option("--steps", m_steps, 1, kMostSteps,
                    CliText::tr("How many, newest first; default: 1"));
        spec.option(
            "--to", m_to, QStringLiteral("NAME"),
            CliText::tr("All that come after this one, which stays; with --propose: the one "
                        "to propose for"));
        spec.option("--only", m_only, QStringLiteral("NAME"),
                    CliText::tr("Exactly this one, which must be among the last; may be given "
                                "several times"));
        spec.flag("--propose", m_propose,
                  CliText::tr("Drizzle: print what a down script of the last one could be, from "
                              "the snapshots; nothing is run"));
        spec.flag("--save", m_save,
                  CliText::tr("With --propose: write it beside the migration, to be read there"));
        m_options.declareFolder(spec);
        m_options.declareLocks(spec);
    }

    int run(Session &session) override
    {
        if (m_propose)
            return proposeRollback(session, m_options.folder, m_to, m_save);
        migrations::RollbackRequest request;
        request.steps = int(m_steps);
        request.to = m_to;
        request.chosen = m_only;
        request.patience = m_options.patience();
        const auto planned = planOver(session, onlySet(session, m_options.folder),
                                      [&](migrations::MigrationSet set, const PlanTarget &target,
                                          auto &connection, OperationContext &context) {
                                          request.set = std::move(set);
                                          request.target = target;
                                          return planRollback(request, connection, context);
                                      });
        showProgram(session, *planned);
        return runOperation(session, *planned);
    }

private:
    qint64 m_steps = 1;
    QString m_to;
    QStringList m_only;
    bool m_propose = false;
    bool m_save = false;
    MigrationOptions m_options;
};

} // namespace

std::unique_ptr<Command> makeRollbackCommand()
{
    return std::make_unique<RollbackCommand>();
}

} // namespace arborist::cli
