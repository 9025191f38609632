// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/run_inspector.h"

#include "models/activity/run_table_model.h"
#include "models/activity/runs_text.h"
#include "models/common/format.h"
#include "ui/widgets/inspector_table.h"
#include "ui/widgets/label.h"
#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QPushButton>

namespace arborist {

namespace {

/// Of a step in the report's JSON.
QString stateText(const QString &word)
{
    if (word == toString(ReportStep::State::Done))
        return RunInspector::tr("done");
    if (word == toString(ReportStep::State::Failed))
        return RunInspector::tr("failed");
    if (word == toString(ReportStep::State::RolledBack))
        return RunInspector::tr("rolled back");
    return RunInspector::tr("skipped");
}

QString rowsText(const QJsonValue &rows)
{
    return rows.isNull() || rows.isUndefined() ? QString(format::dash)
                                               : format::count(rows.toInteger());
}

QString lines(const QJsonValue &list)
{
    QStringList texts;
    for (const QJsonValue &line : list.toArray())
        texts << line.toString();
    return texts.join(u'\n');
}

} // namespace

RunInspector::RunInspector(QWidget *parent)
    : InspectorPane(parent),
      m_title(addTitle()),
      m_caption(addCaption()),
      m_facts(new InspectorTable({}, {}, {})),
      m_steps(new InspectorTable(tr("Step"), tr("Rows"), tr("State")))
{
    m_facts->setAccessibleName(tr("Run"));
    m_steps->setAccessibleName(tr("Steps of the run"));
    addPart(m_facts);
    addPart(m_steps);
    m_what = addSection(tr("What happened"));
    m_hint = addSection(tr("What to do"));
    m_notes = addSection(tr("Notes"));
    m_lost = addSection(tr("What was lost"));
    m_back = addSection(tr("Way back"));
    m_undo = addButton(tr("Undo…"));
    m_copy = addButton(tr("Copy details"));
    connect(m_undo, &QPushButton::clicked, this, &RunInspector::undoRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_details); });
    setRun(nullptr);
}

void RunInspector::setRun(const RunRow *row)
{
    if (!row) {
        setHead(tr("No run selected"), {});
        setHint(tr("Select a run to see what it did and how to come back."));
        return;
    }
    setHint({});
    const RunRecord &run = row->run;
    setHead(tr("Run"), run.stage);
    m_title->setText(run.operation);
    m_caption->setText(run.id);
    std::vector<InspectorRow> facts;
    const auto add = [&facts](const QString &field, const QString &value, Tone tone = Tone::Plain) {
        if (!value.isEmpty())
            facts.push_back({field, value, {}, tone, false});
    };
    add(tr("Outcome"), RunTableModel::outcomeText(*row),
        run.outcome == Report::Result::Failed ? Tone::Danger
        : row->wasCutOff()                    ? Tone::Drift
                                              : Tone::Plain);
    add(tr("Started"), format::timeOfDay(run.started));
    add(tr("Took"), format::duration(RunTableModel::durationOf(run)));
    add(tr("Rows"), format::count(run.rows));
    add(tr("Who"), run.who);
    add(tr("Database"), run.database);
    add(tr("Host"), run.host);
    add(tr("Takes back"), run.undoes);
    add(tr("Taken back by"), run.undoneBy);
    m_facts->setRows(std::move(facts));
    showWords(*row);
    showSteps(*row);
    m_undo->setVisible(row->canUndo);
    m_details = QString::fromUtf8(runs_text::json({run}));
}

void RunInspector::showWords(const RunRow &row)
{
    const QJsonObject error = row.run.report[QStringLiteral("error")].toObject();
    setSectionText(m_what, row.wasCutOff() ? tr("The run was cut off. %1").arg(row.written)
                                           : error[QStringLiteral("message")].toString());
    setSectionText(m_hint, error[QStringLiteral("hint")].toString());
    setSectionText(m_notes, lines(row.run.report[QStringLiteral("notes")]));
    setSectionText(m_lost, lines(row.run.plan[QStringLiteral("loses")]));
    const QString back = row.run.plan[QStringLiteral("way_back")].toString();
    setSectionText(m_back, row.canUndo                   ? back
                           : !row.run.undoneBy.isEmpty() ? tr("Used: this run has been taken back.")
                           : row.run.expired
                               ? tr("Expired: its journal was deleted after the days that journals "
                                    "are kept. The run can no longer be taken back.")
                               : QString());
}

void RunInspector::showSteps(const RunRow &row)
{
    // A run without a report tells at least what it was about to do.
    const bool reported = !row.run.report.isEmpty();
    const QJsonArray steps =
        (reported ? row.run.report : row.run.plan)[QStringLiteral("steps")].toArray();
    std::vector<InspectorRow> rows;
    for (const QJsonValue &value : steps) {
        const QJsonObject step = value.toObject();
        const QString state = step[QStringLiteral("state")].toString();
        rows.push_back(
            {step[QStringLiteral("title")].toString(), rowsText(step[QStringLiteral("rows")]),
             reported ? stateText(state) : tr("planned"),
             state == toString(ReportStep::State::Failed) ? Tone::Danger : Tone::Plain, true});
    }
    m_steps->setVisible(!rows.empty());
    m_steps->setRows(std::move(rows));
}

} // namespace arborist
