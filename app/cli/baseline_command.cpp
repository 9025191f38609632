// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/migration_session.h"
#include "app/cli/run_operation.h"
#include "app/cli/session.h"

namespace arborist::cli {
namespace {

class BaselineCommand final : public Command
{
public:
    const char *name() const override { return "baseline"; }
    QString help() const override
    {
        return CliText::tr("Record migrations as applied without running them, or mend the record");
    }

    void declare(CommandSpec &spec) override
    {
        spec.words("TAG", m_tag, 1,
                   CliText::tr("The newest migration that the database contains; it and all before "
                               "it are recorded"));
        spec.option("--only", m_only, QStringLiteral("NAME"),
                    CliText::tr("Exactly this one instead; may be given several times"));
        spec.option("--forget-row", m_forget, QStringLiteral("N"),
                    CliText::tr("Take away the ledger's row of this number: one without a file, or "
                                "one too many; may be given several times"));
        spec.flag("--set-names", m_setNames,
                  CliText::tr("Drizzle 1.0: name the rows that have no name, so that they are not "
                              "applied again"));
        m_options.declareFolder(spec);
    }

    int run(Session &session) override
    {
        const bool mends = m_setNames || !m_forget.isEmpty();
        const int ways = int(!m_tag.isEmpty()) + int(!m_only.isEmpty()) + int(mends);
        if (ways != 1)
            throw Error::usage(
                ways == 0 ? CliText::tr("What is to be recorded is missing.")
                          : CliText::tr("TAG, --only and mending exclude each other."),
                CliText::tr("arboristctl baseline TAG, or --only NAME, --forget-row N, "
                            "--set-names"));
        const auto planned = planOver(
            session, onlySet(session, m_options.folder),
            [&](migrations::MigrationSet set, const PlanTarget &target, auto &connection,
                OperationContext &context) {
                return mends
                           ? planLedgerFix(fixRequest(std::move(set), target), connection, context)
                           : planBaseline(request(std::move(set), target), connection, context);
            });
        return runOperation(session, *planned);
    }

private:
    migrations::BaselineRequest request(migrations::MigrationSet set,
                                        const PlanTarget &target) const
    {
        migrations::BaselineRequest request;
        request.set = std::move(set);
        request.upTo = m_tag.value(0);
        request.chosen = m_only;
        request.target = target;
        return request;
    }

    migrations::LedgerFixRequest fixRequest(migrations::MigrationSet set,
                                            const PlanTarget &target) const
    {
        migrations::LedgerFixRequest request;
        request.set = std::move(set);
        request.setNames = m_setNames;
        request.target = target;
        for (const QString &text : m_forget) {
            bool isNumber = false;
            request.forget.push_back(text.toLongLong(&isNumber));
            if (!isNumber)
                throw Error::usage(CliText::tr("“%1” is no number of a row.").arg(text));
        }
        return request;
    }

    QStringList m_tag, m_only, m_forget;
    bool m_setNames = false;
    MigrationOptions m_options;
};

} // namespace

std::unique_ptr<Command> makeBaselineCommand()
{
    return std::make_unique<BaselineCommand>();
}

} // namespace arborist::cli
