// SPDX-License-Identifier: GPL-3.0-or-later
// bench_data URL SHAPE COUNT: makes public.items with COUNT items of a shape (tree, chain, ring),
// in random physical order, with six kinds of drift in 1 % of the tree's rows each; prints as JSON
// how many rows of each kind were planted. Deterministic.
#include "bench/data_shapes.h"
#include "services/core/error.h"
#include "services/postgres/connection.h"
#include <QByteArray>
#include <QDate>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>
#include <numeric>

using namespace arborist;
using namespace arborist::bench;

namespace {

constexpr char table[] =
    "CREATE TABLE organizations (id bigint PRIMARY KEY, name text NOT NULL);"
    "INSERT INTO organizations SELECT i, 'Organization ' || i FROM generate_series(1, 50) i;"
    "CREATE TABLE items (id bigint NOT NULL, organization_id bigint NOT NULL, parent_id bigint,"
    " title text NOT NULL, status text NOT NULL, estimate numeric(10,2), start_date date,"
    " end_date date, position integer, deleted_at timestamptz, updated_at timestamptz NOT NULL,"
    " depth integer, path text, child_count integer, descendant_count integer, done_count integer,"
    " estimate_sum numeric(14,2), progress numeric(5,2), min_start date, max_end date);";
constexpr char indexes[] =
    "ALTER TABLE items ADD PRIMARY KEY (id);"
    "CREATE INDEX ON items (parent_id); CREATE INDEX ON items (organization_id, parent_id);"
    "CREATE INDEX ON items (updated_at);"
    "ALTER TABLE items ADD FOREIGN KEY (organization_id) REFERENCES organizations;"
    "VACUUM (FREEZE, ANALYZE) items; CHECKPOINT;";

/// Writes rows of COPY's text format.
class RowWriter
{
public:
    explicit RowWriter(postgres::Connection &connection) : m_connection(connection) {}

    void text(const char *value) { add(value); }
    void number(qint64 value) { add(QByteArray::number(value)); }
    void hundredths(qint64 value)
    {
        QByteArray digits = QByteArray::number(value % 100).rightJustified(2, '0');
        add(QByteArray::number(value / 100) + '.' + digits);
    }
    void null() { add("\\N"); }
    void day(qint32 value)
    {
        if (value < 0)
            return null();
        if (value >= m_days.size())
            m_days.resize(value + 1);
        QByteArray &day = m_days[value];
        if (day.isEmpty())
            day = QDate(2020, 1, 1).addDays(value).toString(Qt::ISODate).toLatin1();
        add(day);
    }
    void bytes(const QByteArray &value) { add(value); }
    void endRow()
    {
        m_buffer.back() = '\n';
        if (m_buffer.size() > 1 << 20)
            flush();
    }
    void flush()
    {
        m_connection.putCopyData({m_buffer.constData(), size_t(m_buffer.size())});
        m_buffer.resize(0);
    }

private:
    void add(const QByteArray &value)
    {
        m_buffer += value;
        m_buffer += '\t';
    }

    postgres::Connection &m_connection;
    QByteArray m_buffer;
    QList<QByteArray> m_days;
};

QByteArray pathOf(const std::vector<Item> &items, quint32 index)
{
    std::vector<quint32> line;
    for (quint32 i = index; i != kNoParent && line.size() < 64; i = items[i].parent)
        line.push_back(i);
    QByteArray path;
    for (auto i = line.rbegin(); i != line.rend(); ++i)
        path += (path.isEmpty() ? "" : "/") + QByteArray::number(*i + 1);
    return path;
}

struct Planted {
    int d1 = 0, d2 = 0, r1 = 0, r4 = 0, r5 = 0, t2 = 0;

    QJsonObject json() const
    {
        return {{QStringLiteral("D1"), d1}, {QStringLiteral("D2"), d2}, {QStringLiteral("R1"), r1},
                {QStringLiteral("R4"), r4}, {QStringLiteral("R5"), r5}, {QStringLiteral("T2"), t2}};
    }
};

enum class Shape { Tree, Chain, Ring };

void writeRow(RowWriter &row, const std::vector<Item> &items, quint32 index, Shape shape,
              Random &random, Planted &planted)
{
    Item item = items[index];
    QByteArray path;
    if (shape == Shape::Tree)
        path = pathOf(items, index);
    else if (shape == Shape::Ring)
        path = QByteArray::number(index + 1);
    const auto hit = [&random, shape] { return shape == Shape::Tree && random.below(100) == 0; };
    const auto spoil = [&hit](auto &value, auto delta, int &count) {
        if (hit()) {
            value += delta;
            ++count;
        }
    };
    spoil(item.depth, 1, planted.d1);
    spoil(path, "0", planted.d2); // the last label: still names the right parent
    spoil(item.children, 1, planted.r1);
    spoil(item.work, 100, planted.r4);
    spoil(item.progress, item.progress > 5000 ? -100 : 100, planted.r5);
    spoil(item.maxEnd, item.maxEnd < 0 ? 100 : 1, planted.t2);

    row.number(index + 1);
    row.number(item.organization + 1);
    item.parent == kNoParent ? row.null() : row.number(item.parent + 1);
    row.bytes("Item " + QByteArray::number(index + 1));
    row.text(kStatuses[item.status]);
    item.cents < 0 ? row.null() : row.hundredths(item.cents);
    row.day(item.start);
    row.day(item.end);
    row.number(item.position);
    item.deleted ? row.text("2026-01-01 00:00:00+00") : row.null();
    row.text("2026-02-01 00:00:00+00");
    row.number(item.depth);
    path.isEmpty() ? row.null() : row.bytes(path);
    row.number(item.children);
    row.number(item.descendants);
    row.number(item.done);
    row.hundredths(item.work);
    row.hundredths(item.progress);
    row.day(item.minStart);
    row.day(item.maxEnd);
    row.endRow();
}

Planted fill(postgres::Connection &connection, const std::vector<Item> &items, Shape shape)
{
    // A multiplicative walk visits every row once in an order that has nothing to do with the tree.
    quint64 step = quint64(double(items.size()) * 0.6180339887) | 1;
    while (std::gcd(step, quint64(items.size())) != 1)
        step += 2;
    Random random(45);
    Planted planted;
    connection.beginCopyIn(QStringLiteral("COPY items FROM STDIN"));
    RowWriter row(connection);
    quint64 index = 0;
    for (size_t i = 0; i < items.size(); ++i) {
        writeRow(row, items, quint32(index), shape, random, planted);
        index = (index + step) % items.size();
    }
    row.flush();
    connection.endCopyIn();
    return planted;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fputs("usage: bench_data URL tree|chain|ring COUNT\n", stderr);
        return 2;
    }
    const QByteArray name = argv[2];
    const Shape shape = name == "tree" ? Shape::Tree : name == "chain" ? Shape::Chain : Shape::Ring;
    const quint32 count = QByteArray(argv[3]).toUInt();
    try {
        auto connection = postgres::Connection::open(
            postgres::ConnectionInfo::parse(QString::fromLocal8Bit(argv[1])));
        connection.execScript(table);
        const auto items = shape == Shape::Tree    ? makeTree(count)
                           : shape == Shape::Chain ? makeChain(count)
                                                   : makeRing(count);
        const Planted planted = fill(connection, items, shape);
        for (const QByteArray &statement : QByteArray(indexes).split(';')) {
            if (!statement.trimmed().isEmpty())
                connection.execScript(statement);
        }
        std::puts(QJsonDocument(planted.json()).toJson(QJsonDocument::Compact).constData());
    } catch (const Error &error) {
        std::fprintf(stderr, "bench_data: %s\n", error.what());
        return 1;
    }
    return 0;
}
