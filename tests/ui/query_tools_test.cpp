// SPDX-License-Identifier: GPL-3.0-or-later
// The query page in the real window: the editor, saved queries, copies and exports.
#include "models/query/result_model.h"
#include "tests/ui/query_window.h"
#include "ui/query/draft_file.h"
#include "ui/query/parameter_bar.h"
#include "ui/query/query_inspector.h"
#include "ui/query/query_list.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/view_tools.h"
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QSettings>
#include <QSignalSpy>

using namespace arborist;

class QueryToolsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { settings().clear(); }
    void cleanupTestCase() { m_project.reset(); }
    void showsWholeValues();
    void opensSavedAndRecentQueries();
    void asksForParameters();
    void copiesCells();
    void exportsWhatIsShownAndRunsAgainForMore();
    void completesNamesOfTheCatalog();
    void keepsTheTextForTheNextStart();
    void edits();

private:
    QTemporaryDir m_data;
    std::unique_ptr<QueryProject> m_project;
};

void QueryToolsTest::initTestCase()
{
    setUpWindowTest(m_data);
    m_project = std::make_unique<QueryProject>();
}

void QueryToolsTest::showsWholeValues()
{
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("select data, body from notes order by id"));
    ResultTable *table = window.results().currentTable();
    table->setCurrentIndex(table->model()->index(0, 0));
    // Members in the server's order, numbers as it wrote them.
    QCOMPARE(window.page().inspector().text(),
             QStringLiteral("{\n  \"a\": null,\n  \"b\": [\n    1,\n    2.50\n  ]\n}"));
    table->setCurrentIndex(table->model()->index(2, 1));
    QCOMPARE(window.page().inspector().text(), QStringLiteral("two\nlines"));
    QCOMPARE(window.cell(2, 1), QStringLiteral("two lines"));
}

void QueryToolsTest::opensSavedAndRecentQueries()
{
    QueryWindow window(m_project->path());
    QueryList &list = window.page().list();
    QTRY_COMPARE(list.saved().rowCount(), 1);
    QCOMPARE(list.saved().index(0).data().toString(), QStringLiteral("all-notes"));
    QCOMPARE(list.saved().index(0).data(SecondLineRole).toString(),
             QStringLiteral("Every note that there is"));
    window.run(QStringLiteral("select 'before'"));
    auto *saved = list.findChildren<QListView *>().first();
    QTest::mouseClick(saved->viewport(), Qt::LeftButton, {},
                      saved->visualRect(list.saved().index(0)).center());
    QVERIFY(window.editor().text().contains(QStringLiteral("from notes order by id")));
    window.editor().undo();
    QCOMPARE(window.editor().text(), QStringLiteral("select 'before'"));
    window.editor().redo();
    window.page().runAll();
    window.settle();
    QCOMPARE(window.cell(0, 1), QStringLiteral("first"));
    // Newest first, in memory only.
    QCOMPARE(list.recent().rowCount(), 2);
    QVERIFY(
        list.recent().index(1).data(FullTextRole).toString().contains(QStringLiteral("before")));
    QVERIFY(
        list.recent().index(0).data(SecondLineRole).toString().contains(QStringLiteral("3 rows")));
}

void QueryToolsTest::asksForParameters()
{
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("select body from notes where id = :note"));
    QCOMPARE(window.status(), QStringLiteral("A parameter has no value yet"));
    ParameterBar &bar = window.page().parameters();
    QVERIFY(bar.isVisible());
    auto *field = bar.findChild<QLineEdit *>();
    QTRY_VERIFY(field->hasFocus());
    QTest::keyClicks(field, QStringLiteral("1"));
    QTest::keyClick(field, Qt::Key_Return);
    window.settle();
    QCOMPARE(window.cell(0, 0), QStringLiteral("first"));
    window.editor().setText(QStringLiteral("select 1::int"));
    QVERIFY(!bar.isVisible());
}

void QueryToolsTest::copiesCells()
{
    QueryWindow window(m_project->path());
    window.run(QStringLiteral("select id, body, price from notes order by id"));
    ResultTable *table = window.results().currentTable();
    const auto copied = [&](query::RowFormat format) {
        window.page().copy(format);
        return QApplication::clipboard()->text();
    };
    table->selectionModel()->select(
        QItemSelection(table->model()->index(0, 0), table->model()->index(1, 1)),
        QItemSelectionModel::ClearAndSelect);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("id\tbody\n1\tfirst\n2\t\n"));
    QCOMPARE(copied(query::RowFormat::Csv), QStringLiteral("id,body\n1,first\n2,\n"));
    QVERIFY(copied(query::RowFormat::Json).contains(QStringLiteral("\"body\": null")) ||
            copied(query::RowFormat::Json).contains(QStringLiteral("\"body\":null")));
    QVERIFY(copied(query::RowFormat::Markdown).startsWith(QStringLiteral("| id")));
    // One cell is copied as it is.
    table->selectionModel()->select(table->model()->index(2, 1),
                                    QItemSelectionModel::ClearAndSelect);
    QCOMPARE(copied(query::RowFormat::Tsv), QStringLiteral("two\nlines"));
    table->clearSelection();
    QCOMPARE(copied(query::RowFormat::Tsv).count(u'\n'), 4);
}

void QueryToolsTest::exportsWhatIsShownAndRunsAgainForMore()
{
    settings().setValue(QStringLiteral("query/limit"), 1'000);
    QueryWindow window(m_project->path());
    const auto exported = [&window, this](const QString &name) {
        QSignalSpy done(&window.page().jobs(), &QueryJobs::exported);
        const QString file = m_data.filePath(name);
        window.page().exportTo(file);
        if (!QTest::qWaitFor([&] { return !done.isEmpty(); }, kQueryPatience))
            return QByteArray();
        QFile read(file);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    };
    window.run(QStringLiteral("select generate_series(1, 900) as n"));
    QCOMPARE(exported(QStringLiteral("all.csv")).count('\n'), 901);
    window.run(QStringLiteral("select generate_series(1, 2500) as n"));
    ResultTable *table = window.results().currentTable();
    QVERIFY(table->result().isTruncated());
    QCOMPARE(table->result().rowCount(), 1'000);
    QCOMPARE(exported(QStringLiteral("more.csv")).count('\n'), 2'501);
    QVERIFY(window.press(QStringLiteral("Fetch all rows")));
    window.settle();
    QCOMPARE(window.results().currentTable()->result().rowCount(), 2'500);
}

void QueryToolsTest::completesNamesOfTheCatalog()
{
    QueryWindow window(m_project->path());
    QSignalSpy read(&window.page().jobs(), &QueryJobs::catalogRead);
    QTRY_VERIFY_WITH_TIMEOUT(!read.isEmpty() || window.page().hasNames(), kQueryPatience);
    SqlEditor &editor = window.editor();
    editor.setFocus();
    QTest::keyClicks(&editor, QStringLiteral("select n.pri"));
    editor.setText(QStringLiteral("select n. from notes n"));
    editor.setPosition(9);
    QTest::keyClicks(&editor, QStringLiteral("pr"));
    QVERIFY(editor.isListActive());
    QTest::keyClick(&editor, Qt::Key_Return);
    QCOMPARE(editor.text(), QStringLiteral("select n.price from notes n"));
}

void QueryToolsTest::keepsTheTextForTheNextStart()
{
    const QString sql = QStringLiteral("select 'kept for next time'");
    QString key;
    {
        QueryWindow window(m_project->path());
        window.editor().setText(sql);
        key = window.session.key();
        window.close();
    }
    QCOMPARE(draft_file::read(key), sql); // waits until it is written
    const QFileInfo file(draft_file::path(key));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    {
        QueryWindow window(m_project->path());
        QTRY_COMPARE(window.editor().text(), sql);
        window.editor().setText(QString());
    }
    QTRY_VERIFY(!QFileInfo::exists(draft_file::path(key)));
}

void QueryToolsTest::edits()
{
    QueryWindow window(m_project->path());
    SqlEditor &editor = window.editor();
    editor.setText(QStringLiteral("select 1\nfrom notes\n"));
    editor.setFocus();
    editor.selectAll();
    QTest::keyClick(&editor, Qt::Key_Slash, Qt::ControlModifier);
    QCOMPARE(editor.text(), QStringLiteral("-- select 1\n-- from notes\n"));
    editor.selectAll();
    QTest::keyClick(&editor, Qt::Key_Slash, Qt::ControlModifier);
    QCOMPARE(editor.text(), QStringLiteral("select 1\nfrom notes\n"));
    editor.setPosition(0);
    QTest::keyClick(window.window.get(), Qt::Key_F, Qt::ControlModifier);
    auto *search = window.page().findChild<SearchField *>();
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("notes"));
    QCOMPARE(editor.selectedText(), QStringLiteral("notes"));
    search->setText(QStringLiteral("nowhere"));
    QVERIFY(window.status().contains(QStringLiteral("nowhere")));
    QTest::keyClick(search, Qt::Key_Escape);
    QTest::keyClick(search, Qt::Key_Escape);
    QTRY_VERIFY(editor.hasFocus());
    // From part to part by keyboard.
    window.run(QStringLiteral("select 1"));
    editor.setFocus();
    QTest::keyClick(&editor, Qt::Key_F6);
    QTRY_VERIFY(window.results().currentTable()->hasFocus());
}

QTEST_MAIN(QueryToolsTest)
#include "query_tools_test.moc"
