// SPDX-License-Identifier: GPL-3.0-or-later
// The table of stages: what each cell says for stages in every condition.
#include "models/stages/stage_table_model.h"

#include "models/common/filter_proxy.h"
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace arborist;

namespace {

StageRow stageRow(const QString &name, stages::Environment environment, bool isProtected = false)
{
    StageRow row;
    row.stage.name = name;
    row.stage.environment = environment;
    row.stage.isProtected = isProtected;
    row.stage.colour = QStringLiteral("green");
    row.database = QStringLiteral("tracker");
    row.address = QStringLiteral("db.example.com");
    return row;
}

stages::StageCheck answer(const QString &stage, double ms, quint32 oid)
{
    stages::StageCheck check;
    check.stage = stage;
    check.reachable = true;
    check.database = QStringLiteral("tracker");
    check.address = QStringLiteral("db.example.com");
    check.serverVersion = QStringLiteral("15.20");
    check.answerMs = ms;
    check.sizeBytes = 3'661'000'000;
    check.fingerprint.systemIdentifier = QStringLiteral("7301526684710674412");
    check.fingerprint.databaseOid = oid;
    check.checkedAt = QDateTime::currentDateTime();
    return check;
}

std::vector<StageRow> someRows()
{
    return {stageRow(QStringLiteral("local"), stages::Environment::Development),
            stageRow(QStringLiteral("qa"), stages::Environment::Test),
            stageRow(QStringLiteral("production"), stages::Environment::Production, true)};
}

} // namespace

class StageTableModelTest : public QObject
{
    Q_OBJECT

private:
    static QString text(const StageTableModel &model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }
    static Glyph glyph(const StageTableModel &model, int row)
    {
        return Glyph(model.index(row, StageTableModel::ConnectionColumn).data(GlyphRole).toInt());
    }

private Q_SLOTS:
    void keepsTheRulesOfModels()
    {
        StageTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester proxyTester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(someRows());
        proxy.sort(StageTableModel::ConnectionColumn);
        model.setChecking(QStringLiteral("qa"));
        model.setCheck(answer(QStringLiteral("qa"), 18, 1));
        model.setCheck(answer(QStringLiteral("unknown"), 18, 1));
        proxy.setPredicate([](const QModelIndex &index) { return index.row() != 1; });
        QCOMPARE(proxy.rowCount(), 2);
        model.setRows({});
        QCOMPARE(proxy.rowCount(), 0);
    }

    void saysHowStagesStand()
    {
        StageTableModel model;
        std::vector<StageRow> rows = someRows();
        rows[1].stage.problem = QStringLiteral("QA_URL is not set");
        model.setRows(rows);
        QCOMPARE(text(model, 0, StageTableModel::ConnectionColumn), QStringLiteral("Checking…"));
        QCOMPARE(text(model, 1, StageTableModel::ConnectionColumn), QStringLiteral("No address"));
        QCOMPARE(glyph(model, 1), Glyph::Drift);
        QCOMPARE(text(model, 0, StageTableModel::ProtectionColumn), QStringLiteral("None"));
        QCOMPARE(text(model, 2, StageTableModel::ProtectionColumn), QStringLiteral("Protected"));

        model.setCheck(answer(QStringLiteral("local"), 2.2, 16384));
        QCOMPARE(text(model, 0, StageTableModel::ConnectionColumn), QStringLiteral("2 ms"));
        QCOMPARE(glyph(model, 0), Glyph::Ok);
        QCOMPARE(text(model, 0, StageTableModel::ServerColumn), QStringLiteral("15.20"));
        QCOMPARE(text(model, 0, StageTableModel::SizeColumn), QStringLiteral("3.41 GiB"));

        stages::StageCheck none;
        none.stage = QStringLiteral("production");
        none.error = Error(QStringLiteral("no answer within 5 s"), QStringLiteral("Retry."));
        model.setCheck(none);
        QCOMPARE(text(model, 2, StageTableModel::ConnectionColumn), QStringLiteral("No answer"));
        QCOMPARE(glyph(model, 2), Glyph::Failed);
        QCOMPARE(text(model, 2, StageTableModel::SizeColumn), QStringLiteral("–"));
        QCOMPARE(model.index(2, StageTableModel::ConnectionColumn).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("no answer within 5 s"));
    }

    void warnsOfAnotherDatabase()
    {
        StageTableModel model;
        model.setRows(someRows());
        stages::FingerprintFinding finding;
        finding.verdict = stages::FingerprintVerdict::SameAsStage;
        finding.otherStage = QStringLiteral("production");
        finding.sentence = QStringLiteral("qa and production lead to the same database.");
        model.setCheck(answer(QStringLiteral("qa"), 3, 7), finding);
        QCOMPARE(text(model, 1, StageTableModel::ConnectionColumn),
                 QStringLiteral("Other database"));
        QCOMPARE(glyph(model, 1), Glyph::Failed);
        QCOMPARE(healthOf(model.rows()[1]), StageHealth::OtherDatabase);
    }

    void showsTheScansOfAStage()
    {
        StageTableModel model;
        model.setRows(someRows());
        QCOMPARE(text(model, 0, StageTableModel::LastScanColumn), QStringLiteral("Never"));
        std::vector<ScanRecord> scans(3);
        for (int i = 0; i < 3; ++i) {
            scans[size_t(i)].driftedItems = 1000 * i + 284;
            scans[size_t(i)].at = QDateTime::currentDateTime().addSecs(-60 * (3 - i));
        }
        QSignalSpy changed(&model, &StageTableModel::dataChanged);
        model.setScans(QStringLiteral("local"), scans);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(text(model, 0, StageTableModel::DriftColumn), QStringLiteral("2,284"));
        QCOMPARE(
            model.index(0, StageTableModel::DriftColumn).data(SeriesRole).value<QList<double>>(),
            (QList<double>{284, 1284, 2284}));
        QCOMPARE(model.index(0, StageTableModel::DriftColumn).data(SortRole).toLongLong(), 2284);
    }
};

QTEST_GUILESS_MAIN(StageTableModelTest)
#include "stage_table_model_test.moc"
