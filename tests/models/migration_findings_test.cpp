// SPDX-License-Identifier: GPL-3.0-or-later
// Hazards, problems, files and the terminal, as the Migrations page shows them.
#include "models/migrations/hazard_model.h"
#include "models/migrations/migration_files.h"
#include "models/migrations/problem_model.h"
#include "models/migrations/terminal_screen.h"
#include <QAbstractItemModelTester>
#include <QTest>

using namespace arborist;

namespace {

migrations::Hazard hazard(migrations::Severity severity, int line)
{
    migrations::Hazard each;
    each.rule = QStringLiteral("table-rewrite");
    each.severity = severity;
    each.migration = QStringLiteral("0045_items");
    each.line = line;
    each.title = QStringLiteral("Rewrites the table");
    each.detail = QStringLiteral("1,000,000 rows of items; all access waits");
    each.safer = QStringLiteral("Add a column, fill it in batches, then swap.");
    return each;
}

migrations::Problem problem(const QString &code, const QString &migration)
{
    return {code, migrations::Severity::Error,        migration,
            {},   code + QStringLiteral(" happened"), QStringLiteral("mend it")};
}

QString screen(const QList<QByteArray> &pieces)
{
    TerminalScreen terminal(20, 5);
    for (const QByteArray &piece : pieces)
        terminal.write(piece);
    return terminal.lines().join(u'\n');
}

} // namespace

class MigrationFindingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsHazards()
    {
        HazardModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const std::vector<migrations::Hazard> hazards{
            hazard(migrations::Severity::Error, 2), hazard(migrations::Severity::Error, 11),
            hazard(migrations::Severity::Warning, 7), hazard(migrations::Severity::Info, 9)};
        model.setHazards(hazards);
        QCOMPARE(HazardModel::summary(hazards), QStringLiteral("2 serious, 2 to note"));
        QCOMPARE(HazardModel::summary({}), QString());
        const QModelIndex first = model.index(0, HazardModel::TitleColumn);
        QCOMPARE(first.data(GlyphRole).toInt(), int(Glyph::Failed));
        QCOMPARE(first.data(HazardModel::DetailRole).toString(), hazards[0].detail);
        QCOMPARE(first.data(HazardModel::LineTextRole).toString(), QStringLiteral("Line 2"));
        QVERIFY(first.data(Qt::ToolTipRole).toString().contains(QStringLiteral("in batches")));
        QVERIFY(first.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("line 2")));
        QCOMPARE(model.index(1, HazardModel::LineColumn).data(SortRole).toInt(), 11);
    }

    void tellsProblemsOnceAndWhere()
    {
        migrations::MigrationSet set;
        set.problems = {problem(QStringLiteral("journal-conflict"), {})};
        StageReading local;
        local.stage.name = QStringLiteral("local");
        local.status.emplace();
        // The status of a stage tells those of the files, too.
        local.status->problems = {problem(QStringLiteral("journal-conflict"), {}),
                                  problem(QStringLiteral("orphan-row"), QStringLiteral("row 7"))};
        StageReading staging = local;
        staging.stage.name = QStringLiteral("staging");
        const auto rows = ProblemModel::collect(set, {local, staging});
        QCOMPARE(rows.size(), size_t(3));
        QVERIFY(rows[0].stage.isEmpty());
        QCOMPARE(rows[2].stage, QStringLiteral("staging"));
        ProblemModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rows);
        QCOMPARE(model.index(0, ProblemModel::StageColumn).data().toString(),
                 QStringLiteral("Files"));
        QCOMPARE(model.index(1, ProblemModel::WhereColumn).data().toString(),
                 QStringLiteral("row 7"));
    }

    void readsTimesFromNames()
    {
        migrations::Migration each;
        each.order = 1'795'219'685'639; // Drizzle's `when`
        QCOMPARE(createdAt(each).toUTC().date(), QDate(2026, 11, 21));
        each.order = 20'261'121'001'040; // a version of dbmate
        QCOMPARE(createdAt(each).toUTC(),
                 QDateTime(QDate(2026, 11, 21), QTime(0, 10, 40), Qt::UTC));
        each.order = 7; // of golang-migrate
        QVERIFY(!createdAt(each).isValid());
        QVERIFY(sha256(each).isEmpty());
        each.text = "abc";
        QCOMPARE(sha256(each).left(8), QStringLiteral("ba7816bf"));
    }

    void drawsWhatATerminalWould()
    {
        QCOMPARE(screen({"one\r\ntwo"}), QStringLiteral("one\ntwo"));
        QCOMPARE(screen({"12 %\r", "100 %"}), QStringLiteral("100 %"));
        QCOMPARE(screen({"\x1b[1;31mred\x1b[0m"}), QStringLiteral("red"));
        // A prompt draws itself anew: up, to the first column, erase below.
        QCOMPARE(screen({"? choose\r\n> a\r\n  b", "\x1b[1A\x1b[G\x1b[J", "  a\r\n> b"}),
                 QStringLiteral("? choose\n  a\n> b"));
        // In pieces, as they happen to arrive: sequences and letters are cut anywhere.
        QCOMPARE(screen({"a\x1b", "[", "2K\rb\xc3", "\xa4"}), QStringLiteral("bä"));
        QCOMPARE(screen({"\x1b]0;a title\x07text"}), QStringLiteral("text"));
        QCOMPARE(screen({"abc\x1b[2Dx\x1b[K"}), QStringLiteral("ax"));
        QCOMPARE(screen({QByteArray(25, 'w')}), QString(20, u'w') + u'\n' + QString(5, u'w'));
        // Not above what stands on its screen.
        QCOMPARE(screen({"1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7", "\x1b[99A\x1b[Gx"}),
                 QStringLiteral("1\n2\nx\n4\n5\n6\n7"));
        QCOMPARE(screen({"1\r\n2\x1b[2J\x1b[Hnew"}), QStringLiteral("new"));
    }

    void keepsWithinItsBounds()
    {
        TerminalScreen terminal(80, 24);
        for (int i = 0; i < 2 * TerminalScreen::kMostLines; ++i)
            terminal.write("line\r\n");
        QVERIFY(terminal.lines().size() <= TerminalScreen::kMostLines + 1);
        QVERIFY(terminal.cursorLine() < terminal.lines().size());
        // Whatever comes.
        quint32 seed = 1;
        QByteArray noise;
        for (int i = 0; i < 200'000; ++i) {
            seed = seed * 1664525 + 1013904223;
            const char alphabet[] = "\x1b[;0123456789ABCDEFGHJKsu\r\n\b\tab\xff";
            noise += alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        for (int at = 0; at < noise.size(); at += 7)
            terminal.write(noise.mid(at, 7));
        QVERIFY(terminal.cursorLine() >= 0 && terminal.cursorLine() < terminal.lines().size());
        QVERIFY(terminal.firstChanged() >= 0);
    }
};

QTEST_GUILESS_MAIN(MigrationFindingsTest)
#include "migration_findings_test.moc"
