// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/operation_output.h"

#include "app/cli/cli_text.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include <algorithm>

namespace arborist::cli {
namespace {

using Align = TextTable::Align;

QString rowsText(qint64 rows)
{
    return rows < 0 ? QStringLiteral("–") : number(rows);
}

QString stepTable(const Plan &plan)
{
    TextTable table;
    table.addColumn(CliText::tr("Step"));
    table.addColumn(CliText::tr("Rows"), Align::Right);
    table.addColumn(CliText::tr("Lock"));
    for (const PlanStep &step : plan.steps)
        table.addRow({step.title, rowsText(step.rows), step.lock});
    return table.isEmpty() ? QString() : table.toString();
}

QString sqlOf(const Plan &plan)
{
    QString text;
    for (const PlanStep &step : plan.steps) {
        if (step.sql.isEmpty())
            continue;
        text += QStringLiteral("\n  -- ") + printable(step.title) + u'\n';
        for (const QString &line : step.sql.split(u'\n'))
            text += QStringLiteral("  ") + printable(line) + u'\n';
    }
    return text;
}

QString list(const QString &title, const QStringList &lines)
{
    if (lines.isEmpty())
        return {};
    QString text = QStringLiteral("\n  ") + title + u'\n';
    for (const QString &line : lines)
        text += QStringLiteral("    ") + printable(line) + u'\n';
    return text;
}

QString word(ReportStep::State state)
{
    switch (state) {
    case ReportStep::State::Done:
        return CliText::tr("done");
    case ReportStep::State::Failed:
        return CliText::tr("failed");
    case ReportStep::State::RolledBack:
        return CliText::tr("rolled back");
    case ReportStep::State::Skipped:
        break;
    }
    return CliText::tr("skipped");
}

QString headline(const Report &report)
{
    switch (report.outcome) {
    case Report::Result::Succeeded:
        return report.steps.empty() ? CliText::tr("%1: there was nothing to do.")
                                    : CliText::tr("%1: done.");
    case Report::Result::Failed:
        return CliText::tr("%1: failed.");
    case Report::Result::Cancelled:
        return CliText::tr("%1: cancelled.");
    case Report::Result::Refused:
        break;
    }
    return CliText::tr("%1: refused.");
}

} // namespace

QString planToText(const Plan &plan, bool hasWork, bool sql, const QString &refusal)
{
    const PlanTarget &target = plan.target;
    QString text = target.database.isEmpty()
                       ? plan.operation // changes files alone
                       : CliText::tr("%1 on %2: database %3 at %4 (%5)")
                             .arg(plan.operation, target.stage, target.database, target.host,
                                  target.fingerprint);
    text += u'\n';
    if (!hasWork)
        text += QStringLiteral("  ") + CliText::tr("There is nothing to do.") + u'\n';
    text += stepTable(plan);
    if (sql)
        text += sqlOf(plan);
    text += list(CliText::tr("What will be lost:"), plan.loses);
    text += list(CliText::tr("Worth knowing:"), plan.remarks);
    if (!hasWork)
        return text; // and nothing to agree to
    if (!plan.wayBack.isEmpty())
        text += list(CliText::tr("The way back:"), {plan.wayBack});
    if (!refusal.isEmpty())
        return text + list(CliText::tr("It would be refused:"), {refusal});
    QStringList before{plan.asks, plan.backupNote};
    before.removeAll(QString());
    text += list(CliText::tr("Before it runs:"), before);
    if (sql)
        text += list(CliText::tr("To run this plan and no other:"),
                     {QStringLiteral("--plan ") + QString::fromLatin1(plan.hash())});
    return text;
}

QString reportToText(const Report &report, bool canTakeBack)
{
    QString text = headline(report).arg(report.operation) + u'\n';
    const bool began =
        std::any_of(report.steps.begin(), report.steps.end(), [](const ReportStep &step) {
            return step.state != ReportStep::State::Skipped;
        });
    TextTable table;
    table.addColumn(CliText::tr("Step"));
    table.addColumn(CliText::tr("State"));
    table.addColumn(CliText::tr("Rows"), Align::Right);
    table.addColumn(CliText::tr("Time"), Align::Right);
    for (const ReportStep &step : report.steps) {
        const bool ran = step.state != ReportStep::State::Skipped;
        table.addRow({step.title, word(step.state), rowsText(step.rows),
                      ran ? duration(std::chrono::milliseconds(step.durationMs)) : QString()});
    }
    if (began)
        text += table.toString();
    for (const QString &note : report.notes)
        text += QStringLiteral("  ") + printable(note) + u'\n';
    text += QStringLiteral("  ") + CliText::tr("Run %1").arg(report.run);
    if (canTakeBack)
        text += CliText::tr("; to take it back: arboristctl undo %1").arg(report.run);
    return text + u'\n';
}

} // namespace arborist::cli
