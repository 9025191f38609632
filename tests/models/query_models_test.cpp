// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind the query page: rows in chunks, their copies, plans, messages, lists.
#include "models/query/cell_text.h"
#include "models/query/explain_model.h"
#include "models/query/message_model.h"
#include "models/query/query_feed.h"
#include "models/query/query_list_model.h"
#include "models/query/result_model.h"
#include "services/core/error.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <thread>

using namespace arborist;

namespace {

/// Rows "N", "row N" and, where N divides by 10, NULL.
query::RowChunkPtr makeChunk(qint64 first, int rows)
{
    QByteArray bytes;
    std::vector<quint32> ends;
    for (qint64 row = first; row < first + rows; ++row) {
        bytes += QByteArray::number(row);
        ends.push_back(quint32(bytes.size()));
        bytes += "row " + QByteArray::number(row);
        ends.push_back(quint32(bytes.size()));
        if (row % 10 != 0)
            bytes += "x";
        ends.push_back(quint32(bytes.size()) | (row % 10 == 0 ? query::RowChunk::kNull : 0));
    }
    return std::make_shared<const query::RowChunk>(first, 3, bytes, std::move(ends));
}

std::vector<query::Column> columns()
{
    return {{QStringLiteral("n"), QStringLiteral("integer"), true},
            {QStringLiteral("name"), QStringLiteral("text"), false},
            {QStringLiteral("maybe"), QStringLiteral("text"), false}};
}

} // namespace

class QueryModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsAMillionRowsWithoutCopyingThem();
    void tellsNullFromText();
    void copiesRangesInFourFormats();
    void stopsCopying();
    void passesChunksBetweenThreads();
    void endsQueriesThatFillTheMemory();
    void shortensAndLaysOutValues();
    void shareTimeAndRowsOfAPlan();
    void listsMessagesAndQueries();
};

void QueryModelsTest::showsAMillionRowsWithoutCopyingThem()
{
    constexpr int kChunk = 4'000;
    constexpr int kBatches = 50;
    constexpr int kInBatch = 5;
    ResultModel model(columns());
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    std::vector<query::RowChunkPtr> all;
    for (int batch = 0; batch < kBatches; ++batch) {
        std::vector<query::RowChunkPtr> chunks;
        for (int i = 0; i < kInBatch; ++i) {
            chunks.push_back(makeChunk(qint64(all.size()) * kChunk, kChunk));
            all.push_back(chunks.back());
        }
        model.append(std::move(chunks));
    }
    QCOMPARE(model.rowCount(), 1'000'000);
    // A step for each batch, and never the whole again.
    QCOMPARE(inserted.size(), kBatches);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(inserted.back().at(1).toInt(), 980'000);
    QCOMPARE(inserted.back().at(2).toInt(), 999'999);
    qint64 bytes = 0;
    for (const query::RowChunkPtr &chunk : all) {
        QCOMPARE(chunk.use_count(), 2L); // ours and the model's
        bytes += chunk->sizeInBytes();
    }
    QCOMPARE(model.sizeInBytes(), bytes);
    for (const int row : {0, 1, 3'999, 4'000, 499'999, 500'000, 999'999}) {
        QCOMPARE(model.index(row, 0).data().toString(), QString::number(row));
        QCOMPARE(model.index(row, 1).data().toString(), QStringLiteral("row %1").arg(row));
        // The cell is the chunk's own memory.
        const query::RowChunk &chunk = *all[size_t(row / kChunk)];
        QCOMPARE(model.rows().cell(row, 1)->data(), chunk.cell(row % kChunk, 1)->data());
    }
    QCOMPARE(model.headerData(999'999, Qt::Vertical).toString().remove(u','),
             QStringLiteral("1000000"));
}

void QueryModelsTest::tellsNullFromText()
{
    ResultModel model(columns());
    const QAbstractItemModelTester tester(&model);
    model.append({makeChunk(0, 20)});
    QVERIFY(model.index(0, 2).data(ResultModel::NullRole).toBool());
    QVERIFY(!model.index(1, 2).data(ResultModel::NullRole).toBool());
    QVERIFY(!model.index(0, 2).data(FullTextRole).isValid());
    QCOMPARE(model.index(1, 2).data(FullTextRole).toString(), QStringLiteral("x"));
    QVERIFY(model.index(0, 0).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QVERIFY(model.index(0, 1).data(Qt::TextAlignmentRole).toInt() & Qt::AlignLeft);
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString(),
             QStringLiteral("integer"));
    QVERIFY(!model.isTruncated());
    query::StatementEnd end;
    end.truncated = true;
    model.setEnd(end);
    QVERIFY(model.isTruncated());
}

void QueryModelsTest::copiesRangesInFourFormats()
{
    ResultRows rows{columns(), {makeChunk(0, 5), makeChunk(5, 5), makeChunk(10, 5)}};
    QCOMPARE(rows.count(), 15);
    // Over the border of two chunks, and not from the first column.
    const CellRange range{4, 5, 1, 2};
    QCOMPARE(range.cells(), 4);
    QCOMPARE(rows.text(query::RowFormat::Tsv, range),
             QByteArray("name\tmaybe\nrow 4\tx\nrow 5\tx\n"));
    QCOMPARE(rows.text(query::RowFormat::Csv, {10, 10, 0, 2}),
             QByteArray("n,name,maybe\n10,row 10,\n"));
    const QByteArray json = rows.text(query::RowFormat::Json, {10, 11, 0, 2});
    QVERIFY(json.contains("10") && json.contains("null") && !json.contains("\"10\""));
    const QByteArray markdown = rows.text(query::RowFormat::Markdown, {0, 0, 0, 1});
    QVERIFY(markdown.startsWith('|') && markdown.contains("row 0"));
    QCOMPARE(rows.text(query::RowFormat::Csv, rows.all()).count('\n'), 16);
}

void QueryModelsTest::stopsCopying()
{
    const ResultRows rows{columns(), {makeChunk(0, 5), makeChunk(5, 5)}};
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Error, rows.text(query::RowFormat::Csv, rows.all(), stop.get_token()));
}

void QueryModelsTest::passesChunksBetweenThreads()
{
    constexpr int kChunks = 500;
    QueryFeed feed;
    std::thread worker([&feed] {
        feed.beginResult(0, columns());
        for (int i = 0; i < kChunks; ++i)
            feed.addRows(makeChunk(i * 10, 10));
        postgres::Notice notice;
        notice.message = QStringLiteral("nearly there");
        feed.notice(notice);
        feed.endResult({QStringLiteral("SELECT 5000"), 5000, 3, false});
    });
    std::vector<QueryEvent> events;
    bool ended = false;
    while (!ended) {
        for (QueryEvent &event : feed.take()) {
            ended = std::holds_alternative<query::StatementEnd>(event);
            events.push_back(std::move(event));
        }
        std::this_thread::yield();
    }
    worker.join();
    QCOMPARE(events.size(), size_t(kChunks + 3));
    QCOMPARE(std::get<ResultBegin>(events.front()).columns.size(), size_t(3));
    for (int i = 0; i < kChunks; ++i)
        QCOMPARE(std::get<query::RowChunkPtr>(events[size_t(i) + 1])->firstRow(), i * 10);
    QVERIFY(feed.take().empty());
}

void QueryModelsTest::endsQueriesThatFillTheMemory()
{
    const query::RowChunkPtr chunk = makeChunk(0, 100);
    QueryFeed feed(chunk->sizeInBytes() * 2);
    feed.addRows(chunk);
    feed.addRows(chunk);
    QVERIFY_THROWS_EXCEPTION(Error, feed.addRows(chunk));
    QCOMPARE(feed.take().size(), size_t(2)); // what has come is kept
}

void QueryModelsTest::shortensAndLaysOutValues()
{
    using namespace cell_text;
    QCOMPARE(shown("a\nb\tc", 10), QStringLiteral("a b c"));
    QCOMPARE(shown("abcdef", 3), QStringLiteral("abc…"));
    // Neither in the middle of a character nor of a pair.
    QCOMPARE(begin("äöüß", 3), QStringLiteral("äöü…"));
    QCOMPARE(begin("a😀b", 2), QStringLiteral("a…"));
    QCOMPARE(begin(QByteArray(100'000, 'x'), 5), QStringLiteral("xxxxx…"));
    QVERIFY(looksLikeJson(" {\"a\": 1} ") && looksLikeJson("[]") && !looksLikeJson("{1,2"));
    QCOMPARE(prettyJson("{\"b\":[1.50,{}],\"a\":\"x{,\\\"}\",\"e\":[ ]}"),
             QByteArray(
                 "{\n  \"b\": [\n    1.50,\n    {}\n  ],\n  \"a\": \"x{,\\\"}\",\n  \"e\": []\n}"));
}

void QueryModelsTest::shareTimeAndRowsOfAPlan()
{
    query::PlanNode scan;
    scan.type = QStringLiteral("Seq Scan");
    scan.relation = QStringLiteral("public.items");
    scan.estimatedRows = 10;
    scan.actualRows = 1'000;
    scan.loops = 2;
    scan.totalMs = scan.ownMs = 30;
    query::PlanNode limit;
    limit.type = QStringLiteral("Limit");
    limit.estimatedRows = limit.actualRows = 5;
    limit.loops = 1;
    limit.totalMs = 40;
    limit.ownMs = 10;
    limit.planningMs = 1;
    limit.executionMs = 41;
    query::PlanNode cut = scan;
    cut.estimatedRows = 1'000;
    cut.actualRows = 5;
    cut.loops = 1;
    limit.children = {scan, cut};
    ExplainModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPlan(limit);
    QVERIFY(model.isMeasured());
    const QModelIndex root = model.index(0, 0);
    QCOMPARE(model.rowCount(root), 2);
    const QModelIndex rows = model.index(0, ExplainModel::RowsColumn, root);
    QCOMPARE(rows.data().toString().remove(u','), QStringLiteral("2000"));
    QCOMPARE(rows.data(ExplainModel::BarShareRole).toDouble(), 1.0);
    QCOMPARE(
        model.index(0, ExplainModel::OwnTimeColumn).data(ExplainModel::BarShareRole).toDouble(),
        10.0 / 30);
    // Too many came: told. Too few under a limit: it stopped asking.
    QCOMPARE(Glyph(rows.data(GlyphRole).toInt()), Glyph::Drift);
    QVERIFY(model.warning(rows).startsWith(QStringLiteral("100 times more")));
    QVERIFY(model.warning(model.index(1, ExplainModel::RowsColumn, root)).isEmpty());
    QVERIFY(model.summary().contains(QStringLiteral("1 estimate")));
    // Another plan takes its place.
    model.setPlan(scan);
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
}

void QueryModelsTest::listsMessagesAndQueries()
{
    MessageModel messages;
    const QAbstractItemModelTester tester(&messages);
    messages.add({Glyph::Ok, QStringLiteral("SELECT 5"), {}, 5, 12, 0, -1});
    messages.add({Glyph::Failed, QStringLiteral("No"), QStringLiteral("No\nhint"), -1, -1, 3, 17});
    QCOMPARE(messages.index(0, MessageModel::RowsColumn).data().toString(), QStringLiteral("5"));
    QCOMPARE(messages.index(1, MessageModel::RowsColumn).data().toString(), QString());
    QVERIFY(messages.index(1, MessageModel::PlaceColumn).data().toString().contains(u'3'));
    QCOMPARE(messages.index(1, 0).data(FullTextRole).toString(), QStringLiteral("No\nhint"));
    messages.clear();
    QCOMPARE(messages.rowCount(), 0);

    QueryListModel list;
    const QAbstractItemModelTester listTester(&list);
    for (int i = 0; i < 5; ++i)
        list.put({QString::number(i), {}, QStringLiteral("select %1").arg(i), Glyph::Ok}, 3);
    list.put({QStringLiteral("again"), {}, QStringLiteral("select 3"), Glyph::Ok}, 3);
    QCOMPARE(list.rowCount(), 3);
    QCOMPARE(list.index(0).data().toString(), QStringLiteral("again"));
    QCOMPARE(list.index(1).data().toString(), QStringLiteral("4"));
    QCOMPARE(oneLine(QStringLiteral("-- why\n/* and */ select  1,\n  2")),
             QStringLiteral("select 1, 2"));
    QCOMPARE(oneLine(QString(200, u'x'), 10), QStringLiteral("xxxxxxxxx…"));
}

QTEST_APPLESS_MAIN(QueryModelsTest)
#include "query_models_test.moc"
