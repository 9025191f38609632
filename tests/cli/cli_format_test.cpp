// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/error_output.h"
#include "app/cli/progress_bar.h"
#include "app/cli/text_format.h"
#include "app/cli/text_table.h"
#include <QLocale>
#include <QTest>

using namespace arborist;
using namespace arborist::cli;
using namespace std::chrono_literals;

/// How values, tables, errors and progress look in a terminal.
class CliFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void numbersAreReadable()
    {
        QCOMPARE(number(1234567), QStringLiteral("1,234,567"));
        QCOMPARE(percent(0.0284), QStringLiteral("2.8 %"));
        QCOMPARE(percent(0), QStringLiteral("0.0 %"));
        QCOMPARE(percent(0.00001), QStringLiteral("under 0.1 %"));
        QCOMPARE(percent(0.99999), QStringLiteral("over 99.9 %"));
        QCOMPARE(percent(1), QStringLiteral("100.0 %"));
        QCOMPARE(duration(340ms), QStringLiteral("340 ms"));
        QCOMPARE(duration(1490ms), QStringLiteral("1.5 s"));
        QCOMPARE(duration(125s), QStringLiteral("2 min 5 s"));
    }

    void tablesAreAligned()
    {
        TextTable table;
        table.addColumn(QStringLiteral("Name"));
        table.addColumn(QStringLiteral("Items"), TextTable::Align::Right);
        table.addRow({QStringLiteral("a"), QStringLiteral("1")});
        table.addRow({QStringLiteral("longer"), QStringLiteral("1,000")});
        QCOMPARE(table.toString(), QStringLiteral("  Name    Items\n"
                                                  "  a           1\n"
                                                  "  longer  1,000\n"));
    }

    void titlesCannotSteerTheTerminal()
    {
        TextTable table;
        table.addColumn(QStringLiteral("Name"));
        table.addRow({QStringLiteral("\033[2Jx\ny")});
        QCOMPARE(table.toString(0), QStringLiteral("Name\n [2Jx y\n"));
    }

    void errorsSayWhatToDo()
    {
        Error error(QStringLiteral("It broke."), QStringLiteral("Mend it."));
        error.setWhere(QStringLiteral("here")).setSqlState(QStringLiteral("42P01"));
        QCOMPARE(errorToText(error), QStringLiteral("arboristctl: It broke. (SQLSTATE 42P01)\n"
                                                    "  Where: here\n"
                                                    "  Hint: Mend it."));
        const QJsonObject json = errorToJson(error);
        QCOMPARE(json.keys(), QStringList({QStringLiteral("hint"), QStringLiteral("message"),
                                           QStringLiteral("sqlstate"), QStringLiteral("where")}));
    }

    void progressFitsTheLine()
    {
        Progress progress;
        progress.step = QStringLiteral("Reading public.items");
        progress.done = 500000;
        progress.total = 1000000;
        progress.unit = QStringLiteral("items");
        progress.fraction = 0.5;
        progress.rate = 400000;
        progress.left = 1200ms;
        const QString line = ProgressBar::line(progress, 200);
        QVERIFY(line.startsWith(u"Reading public.items  ██████████░░░░░░░░░░  50 %"));
        QVERIFY(line.contains(u"500,000 of 1,000,000 items"));
        QVERIFY(line.contains(u"400,000 items/s"));
        QVERIFY(line.endsWith(u"1.2 s left"));
        QCOMPARE(
            ProgressBar::line(progress, 79),
            QStringLiteral("Reading public.items  ██████████░░░░░░░░░░  50 %  400,000 items/s  "
                           "1.2 s left"));
        QCOMPARE(ProgressBar::line(progress, 40),
                 QStringLiteral("Reading public.items  50 %  1.2 s left"));
        QCOMPARE(ProgressBar::line(progress, 10).size(), 10);
    }

    void nothingIsDrawnWithoutATerminal()
    {
        std::FILE *file = std::tmpfile();
        {
            Terminal terminal(file, file);
            const ProgressBar bar(terminal, std::make_shared<ProgressSink>(), true);
            QTest::qSleep(250);
        }
        QCOMPARE(std::ftell(file), 0L);
        std::fclose(file);
    }
};

QTEST_APPLESS_MAIN(CliFormatTest)
#include "cli_format_test.moc"
