// SPDX-License-Identifier: GPL-3.0-or-later
// Past runs as a table and as files, from a real history.
#include "models/activity/run_table_model.h"
#include "models/activity/runs_text.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace arborist;

class RunTableModelTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    static RunRecord begun(const RunLog &log, const QString &operation)
    {
        RunRecord run;
        run.id = RunLog::newId();
        run.operation = operation;
        run.workspace = QStringLiteral("/project");
        run.stage = QStringLiteral("local");
        run.plan = {{QStringLiteral("operation"), operation}};
        log.begin(run);
        return run;
    }
    static std::vector<RunRow> rowsOf(const RunLog &log)
    {
        std::vector<RunRow> rows;
        for (const RunRecord &run : log.runs())
            rows.push_back({run, run.outcome.has_value(), false, {}});
        return rows;
    }
    static QString text(const RunTableModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void showsRuns()
    {
        const RunLog log(m_folder.filePath(QStringLiteral("history.sqlite")));
        RunTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &RunTableModel::modelReset);
        const RunRecord cut = begun(log, QStringLiteral("repair dates"));
        model.setRuns(rowsOf(log));
        QCOMPARE(text(model, 0, RunTableModel::OutcomeColumn), QStringLiteral("Cut off"));
        QCOMPARE(text(model, 0, RunTableModel::DurationColumn), QStringLiteral("–"));
        QVERIFY(model.runs().front().wasCutOff());

        const RunRecord run = begun(log, QStringLiteral("repair \"all\", twice"));
        Report report;
        report.run = run.id;
        report.operation = run.operation;
        report.steps = {{QStringLiteral("Write"), ReportStep::State::Done, 1'284, 12}};
        log.finish(report, 1'284);
        model.setRuns(rowsOf(log));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(resets.count(), 1); // a selection survives what comes later
        QCOMPARE(text(model, 0, RunTableModel::OperationColumn), run.operation);
        QCOMPARE(text(model, 0, RunTableModel::RowsColumn), QStringLiteral("1,284"));
        QCOMPARE(text(model, 0, RunTableModel::OutcomeColumn), QStringLiteral("Done"));
        QVERIFY(!text(model, 0, RunTableModel::WhoColumn).isEmpty());
        model.setStageLooks({{QStringLiteral("local"), {QStringLiteral("green"), true}}});
        QCOMPARE(model.index(0, RunTableModel::StageColumn).data(RunTableModel::StageColourRole),
                 QVariant(QStringLiteral("green")));

        const QByteArray csv = runs_text::csv(log.runs());
        QCOMPARE(csv.count("\r\n"), 3);
        QVERIFY(csv.contains("\"repair \"\"all\"\", twice\""));
        const QJsonArray json = QJsonDocument::fromJson(runs_text::json(log.runs())).array();
        QCOMPARE(json.size(), 2);
        QCOMPARE(json[0][QStringLiteral("rows")].toInteger(), 1'284);
        QVERIFY(json[1][QStringLiteral("finished")].isNull());
    }
};

QTEST_GUILESS_MAIN(RunTableModelTest)
#include "run_table_model_test.moc"
