// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli_text.h"
#include "app/cli/command.h"
#include "app/cli/exit_code.h"
#include "app/cli/session.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include "services/core/run_log.h"
#include "services/data/undo/take_back.h"
#include "services/operations/undo.h"
#include <QJsonArray>
#include <QLocale>

namespace arborist::cli {
namespace {

enum class State { Ended, UnderWay, CutOff };

State stateOf(const RunRecord &run)
{
    if (run.outcome)
        return State::Ended;
    return operations::wasCutOff(run) ? State::CutOff : State::UnderWay;
}

QString stateId(const RunRecord &run)
{
    switch (stateOf(run)) {
    case State::UnderWay:
        return QStringLiteral("under_way");
    case State::CutOff:
        return QStringLiteral("cut_off");
    case State::Ended:
        break;
    }
    return toString(*run.outcome);
}

QJsonObject toJson(const RunRecord &run)
{
    QJsonObject json = run.toJson();
    json.remove(QStringLiteral("plan"));
    json[QStringLiteral("state")] = stateId(run);
    json[QStringLiteral("journal")] = run.journal.isEmpty() ? QJsonValue() : run.journal;
    json[QStringLiteral("can_undo")] = data::canTakeBack(run);
    return json;
}

QString stateText(const RunRecord &run)
{
    QString text;
    switch (stateOf(run)) {
    case State::UnderWay:
        return CliText::tr("under way");
    case State::CutOff:
        text = CliText::tr("cut off");
        break;
    case State::Ended:
        switch (*run.outcome) {
        case Report::Result::Succeeded:
            text = CliText::tr("succeeded");
            break;
        case Report::Result::Failed:
            text = CliText::tr("failed");
            break;
        case Report::Result::Cancelled:
            text = CliText::tr("cancelled");
            break;
        case Report::Result::Refused:
            text = CliText::tr("refused");
            break;
        }
        break;
    }
    if (!run.undoneBy.isEmpty())
        return CliText::tr("%1, taken back").arg(text);
    return run.expired ? CliText::tr("%1, way back expired").arg(text) : text;
}

QString toText(const std::vector<RunRecord> &runs)
{
    if (runs.empty())
        return CliText::tr("There are no runs yet.") + u'\n';
    TextTable table;
    table.addColumn(CliText::tr("Run"));
    table.addColumn(CliText::tr("Started"));
    table.addColumn(CliText::tr("Operation"));
    table.addColumn(CliText::tr("Stage"));
    table.addColumn(CliText::tr("Who"));
    table.addColumn(CliText::tr("State"));
    table.addColumn(CliText::tr("Rows"), TextTable::Align::Right);
    QString cutOff;
    for (const RunRecord &run : runs) {
        const bool ended = run.outcome.has_value();
        table.addRow({run.id, QLocale().toString(run.started.toLocalTime(), QLocale::ShortFormat),
                      run.operation, run.stage, run.who, stateText(run),
                      ended ? number(run.rows) : QStringLiteral("?")});
        if (stateOf(run) != State::CutOff || !run.undoneBy.isEmpty())
            continue;
        cutOff +=
            u'\n' +
            CliText::tr("%1 (%2) was cut off: the program or its machine stopped. What it had "
                        "committed stays, the rest was rolled back; of what changes all or "
                        "nothing the next command that reaches the stage says which.")
                .arg(run.id, printable(run.operation)) +
            u'\n';
        cutOff += QStringLiteral("  ") +
                  (data::canTakeBack(run)
                       ? CliText::tr("Take it back: arboristctl undo %1. Or go on: run the same "
                                     "operation again.")
                             .arg(run.id)
                       : CliText::tr("To go on, run the same operation again.")) +
                  u'\n';
    }
    return table.toString(0) + cutOff;
}

class HistoryCommand final : public Command
{
public:
    const char *name() const override { return "history"; }
    QString help() const override
    {
        return CliText::tr("List past runs: of this project if there is one, else all");
    }

    void declare(CommandSpec &spec) override
    {
        spec.option("--limit", m_limit, 1, 1'000'000,
                    CliText::tr("At most that many, the newest; default: 20"));
    }

    int run(Session &session) override
    {
        RunFilter filter;
        filter.limit = int(m_limit);
        if (session.hasWorkspace())
            filter.workspace = session.workspaceKey();
        filter.stage = session.options().target;
        const std::vector<RunRecord> runs = RunLog().runs(filter);
        if (!session.json()) {
            session.terminal().print(toText(runs));
            return Done;
        }
        QJsonArray list;
        for (const RunRecord &run : runs)
            list.append(toJson(run));
        session.terminal().printJson({{QStringLiteral("runs"), list}});
        return Done;
    }

private:
    qint64 m_limit = 20;
};

} // namespace

std::unique_ptr<Command> makeHistoryCommand()
{
    return std::make_unique<HistoryCommand>();
}

} // namespace arborist::cli
