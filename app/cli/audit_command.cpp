// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/progress_bar.h"
#include "app/cli/session.h"
#include "app/cli/text_format.h"
#include "services/core/audit.h"
#include <QDir>

namespace arborist::cli {
namespace {

class AuditCommand final : public Command
{
public:
    const char *name() const override { return "audit"; }
    QString help() const override
    {
        return CliText::tr("Check that nobody has changed the record of past runs, or export it");
    }

    void declare(CommandSpec &spec) override
    {
        spec.positional("ACTION", m_action, {QStringLiteral("verify"), QStringLiteral("export")},
                        CliText::tr("verify: walk along the chain; exit with 4 where it is broken. "
                                    "export [PATH]: its rows as lines of JSON"));
        spec.words("PATH", m_paths, 1, CliText::tr("File to export to"));
        spec.option("--since", m_since, QStringLiteral("DATE"),
                    CliText::tr("Export rows from that day or time on"));
    }

    int run(Session &session) override
    {
        if (m_action == u"export")
            return writeOut(session, m_paths.value(0));
        if (m_paths.isEmpty() && m_since.isEmpty())
            return verify(session);
        throw Error::usage(
            CliText::tr("“audit verify” takes neither a path nor --since."),
            CliText::tr("For a part of the audit: arboristctl audit export [--since DATE] [PATH]"));
    }

private:
    static int verify(Session &session)
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

    int writeOut(Session &session, const QString &path) const
    {
        const QDateTime since = m_since.isEmpty() ? QDateTime() : auditSince(m_since);
        if (path.isEmpty() || path == u"-") {
            exportAudit(
                [&session](const QByteArray &line) {
                    if (session.stopToken().stop_requested())
                        throw Error::cancelled();
                    session.terminal().printBytes(line);
                },
                since);
            return Done;
        }
        OperationContext context;
        context.stop = session.stopToken();
        qint64 rows = 0;
        {
            const ProgressBar bar(session.terminal(), context.progress, session.showsProgress());
            rows = exportAuditTo(QDir::current().absoluteFilePath(path), since, context);
        }
        if (session.json())
            session.terminal().printJson(
                {{QStringLiteral("path"), path}, {QStringLiteral("rows"), rows}});
        else
            session.terminal().printLine(
                CliText::tr("Rows of the audit in %1: %2.").arg(path, number(rows)));
        return Done;
    }

    QString m_action;
    QStringList m_paths;
    QString m_since;
};

} // namespace

std::unique_ptr<Command> makeAuditCommand()
{
    return std::make_unique<AuditCommand>();
}

} // namespace arborist::cli
