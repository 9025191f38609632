// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/completion.h"

#include <QTest>

using namespace arborist;

class CompletionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void proposes_data();
    void proposes();
};

void CompletionTest::proposes_data()
{
    QTest::addColumn<QByteArray>("sql"); // | is the cursor
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("typed");
    const auto row = [](const char *name, const char *sql, const char *words, int typed) {
        QTest::newRow(name) << QByteArray(sql) << QString::fromLatin1(words) << typed;
    };
    row("columns of an alias", "select i.| from items i", "id,title,due_at,\"Legacy Id\"", 0);
    row("begun", "select i.ti| from items as i", "title", 2);
    row("another case", "select I.TI| from items i", "title", 2);
    row("the table itself", "select items.du| from items", "due_at", 2);
    row("no alias of this statement", "select i.ti| from users; select 1 from items i", "", 2);
    row("tables of a schema", "select * from audit.|", "events,items", 0);
    row("a table in a schema", "select e.| from audit.events e", "happened_at", 0);
    row("schema and table", "select audit.items.| from audit.items", "entry", 0);
    row("named tables first", "select ti| from items", "title,time_entries", 2);
    row("tables and keywords", "select * from it|", "items", 2);
    row("keywords", "sel|", "select", 3);
    row("functions", "select coun|", "count", 4);
    row("done already", "select title| from items", "", 5);
    row("in a string", "select 'it| from items", "", 0);
    row("in a comment", "select 1 -- it|", "", 0);
    row("after a string", "select 'x' fr|", "from", 2);
    row("quoted", "select 1 from items where \"Leg|", "\"Legacy Id\"", 4);
    row("nothing begun", "select | from items", "", 0);
}

void CompletionTest::proposes()
{
    CompletionWords catalog;
    const QString open = QStringLiteral("public");
    catalog.tables = {
        {open,
         QStringLiteral("items"),
         {QStringLiteral("id"), QStringLiteral("title"), QStringLiteral("due_at"),
          QStringLiteral("Legacy Id")}},
        {open, QStringLiteral("time_entries"), {QStringLiteral("minutes")}},
        {open, QStringLiteral("users"), {QStringLiteral("email")}},
        {QStringLiteral("audit"), QStringLiteral("events"), {QStringLiteral("happened_at")}, false},
        {QStringLiteral("audit"), QStringLiteral("items"), {QStringLiteral("entry")}, false}};
    catalog.functions = {QStringLiteral("count"), QStringLiteral("coalesce")};
    catalog.schemas = {QStringLiteral("audit")};
    catalog.keywords = {QStringLiteral("select"), QStringLiteral("from"), QStringLiteral("where")};
    QFETCH(QByteArray, sql);
    QFETCH(QString, words);
    QFETCH(int, typed);
    const int position = int(sql.indexOf('|'));
    sql.remove(position, 1);
    const Completion found = completionAt(sql, position, catalog, false);
    QCOMPARE(found.words.join(u','), words);
    QCOMPARE(found.typed, typed);
}

QTEST_APPLESS_MAIN(CompletionTest)
#include "completion_test.moc"
