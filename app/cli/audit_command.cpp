// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/session.h"
#include "app/cli/text_format.h"
#include "services/core/audit.h"

namespace arborist::cli {
namespace {

class AuditCommand final : public Command
{
public:
    const char *name() const override { return "audit"; }
    QString help() const override
    {
        return CliText::tr("Check that nobody has changed the record of past runs");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional(
            "ACTION", m_action, {QStringLiteral("verify")},
            CliText::tr("verify: walk along the chain; exit with 4 where it is broken"));
    }

    int run(Session &session) override
    {
        const AuditVerdict verdict = verifyAudit();
        const bool broken = verdict.brokenAt.has_value();
        if (session.json()) {
            session.terminal().printJson(
                {{QStringLiteral("intact"), !broken},
                 {QStringLiteral("rows"), verdict.rows},
                 {QStringLiteral("broken_at"),
                  broken ? QJsonValue(*verdict.brokenAt) : QJsonValue()},
                 {QStringLiteral("problem"), broken ? QJsonValue(verdict.problem) : QJsonValue()}});
        } else if (broken) {
            session.terminal().printLine(CliText::tr("The audit is broken at row %1. %2")
                                             .arg(number(*verdict.brokenAt), verdict.problem));
        } else {
            session.terminal().printLine(
                CliText::tr("The audit is intact. Rows: %1.").arg(number(verdict.rows)));
        }
        return broken ? Found : Done;
    }

private:
    QString m_action;
};

} // namespace

std::unique_ptr<Command> makeAuditCommand()
{
    return std::make_unique<AuditCommand>();
}

} // namespace arborist::cli
