// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/deletion_planner.h"

#include "services/repair/row_reader.h"
#include <QCoreApplication>
#include <QSet>
#include <algorithm>
#include <numeric>

namespace arborist::repair {
namespace {

constexpr size_t kAtOnce = 10'000; ///< rows asked for in one query

QString tr(const char *text)
{
    return QCoreApplication::translate("Repair", text);
}

/// One text of all key values, which no other key has.
QByteArray joined(const RowKey &key)
{
    QByteArray text;
    for (const QByteArray &value : key)
        text += QByteArray::number(value.size()) + ':' + value;
    return text;
}

RowKey keyOf(const postgres::Result &rows, int row, int first, qsizetype columns)
{
    RowKey key;
    for (int i = 0; i < int(columns); ++i) {
        const std::string_view bytes = rows.bytes(row, first + i);
        key.emplace_back(bytes.data(), qsizetype(bytes.size()));
    }
    return key;
}

bool isParentReference(const Reference &reference, const Mapping &mapping)
{
    return reference.from == TableName{mapping.schema, mapping.table} &&
           reference.columns.contains(mapping.parent);
}

} // namespace

DeletionPlanner::DeletionPlanner(const Snapshot &snapshot, postgres::Connection &connection,
                                 OperationContext &context)
    : m_snapshot(snapshot),
      m_connection(connection),
      m_context(context)
{
}

DeletionPlan DeletionPlanner::plan(const std::vector<Item> &heads, const std::vector<Item> &moved)
{
    if (heads.empty())
        return {};
    const Mapping &mapping = m_snapshot.mapping();
    m_plan.heads = heads;
    m_up.resize(heads.size());
    std::iota(m_up.begin(), m_up.end(), 0U);
    addTable(readRowShape(m_connection, {mapping.schema, mapping.table}, mapping.id));
    addItems();
    addReferring();
    checkWayBack();
    checkChildren(moved);
    checkConditions();
    setLevels();
    addParentReference();
    return finish();
}

quint32 DeletionPlanner::addTable(RowShape shape)
{
    for (quint32 table = 0; table < m_plan.tables.size(); ++table) {
        if (m_plan.tables[table].table == shape.table)
            return table;
    }
    m_plan.references.push_back(readReferences(m_connection, shape.table));
    m_plan.tables.push_back(std::move(shape));
    m_index.emplace_back();
    return quint32(m_plan.tables.size() - 1);
}

quint32 DeletionPlanner::find(quint32 table, const RowKey &key) const
{
    return m_index[table].value(joined(key), kNoRow);
}

quint32 DeletionPlanner::findRow(const TableName &table, const RowKey &key) const
{
    for (quint32 i = 0; i < m_plan.tables.size(); ++i) {
        if (m_plan.tables[i].table == table)
            return find(i, key);
    }
    return kNoRow;
}

quint32 DeletionPlanner::addRow(quint32 table, RowKey key, quint32 version, quint32 head)
{
    const auto number = quint32(m_plan.rows.size());
    m_index[table].insert(joined(key), number);
    m_plan.rows.push_back({std::move(key), version, table, head, 0});
    m_open.push_back(number);
    return number;
}

void DeletionPlanner::addItems()
{
    for (quint32 head = 0; head < m_plan.heads.size(); ++head) {
        // Parents before their children: a parent's row is known when its child is added.
        std::vector<std::pair<Item, quint32>> items = {{m_plan.heads[head], kNoRow}};
        for (size_t i = 0; i < items.size(); ++i) {
            const auto [item, parent] = items[i];
            const quint32 row = addRow(0, {m_snapshot.idText(item).toUtf8()}, 0, head);
            if (parent != kNoRow)
                m_edges.push_back({row, parent});
            for (const Item child : m_snapshot.children(item))
                items.emplace_back(child, row);
        }
    }
    const RowReader reader(m_connection, m_plan.tables[0]);
    for (size_t begin = 0; begin < m_plan.rows.size(); begin += kAtOnce) {
        std::vector<RowKey> keys;
        for (size_t i = begin; i < std::min(m_plan.rows.size(), begin + kAtOnce); ++i)
            keys.push_back(m_plan.rows[i].key);
        const postgres::Result rows = reader.read(keys, {});
        for (int row = 0; row < rows.rows(); ++row)
            m_plan.rows[begin + size_t(rows.integer(row, 0))].version = rows.text(row, 1).toUInt();
    }
}

/// Follows foreign keys from row to row, however many tables that takes.
void DeletionPlanner::addReferring()
{
    while (!m_open.empty()) {
        std::vector<quint32> open = std::exchange(m_open, {});
        std::stable_sort(open.begin(), open.end(), [&](quint32 a, quint32 b) {
            return m_plan.rows[a].table < m_plan.rows[b].table;
        });
        for (size_t begin = 0; begin < open.size();) {
            const quint32 table = m_plan.rows[open[begin]].table;
            size_t end = begin;
            while (end < open.size() && end - begin < kAtOnce &&
                   m_plan.rows[open[end]].table == table)
                ++end;
            m_context.throwIfStopped();
            // A copy: following may add tables.
            const std::vector<Reference> references = m_plan.references[table];
            for (const Reference &reference : references) {
                if (!isParentReference(reference, m_snapshot.mapping()))
                    follow(reference, table, std::span(open).subspan(begin, end - begin));
            }
            begin = end;
        }
    }
}

void DeletionPlanner::follow(const Reference &reference, quint32 table,
                             std::span<const quint32> numbers)
{
    const RowShape shape = reference.from == m_plan.tables[0].table
                               ? m_plan.tables[0]
                               : readRowShape(m_connection, reference.from);
    std::vector<RowKey> keys;
    for (const quint32 number : numbers)
        keys.push_back(m_plan.rows[number].key);
    const postgres::Result rows =
        RowReader(m_connection, m_plan.tables[table]).referring(keys, reference, shape.key);
    const QString reason =
        tr("%1 refers to them (%2)").arg(reference.from.shown(), reference.constraint);
    for (int row = 0; row < rows.rows(); ++row) {
        const quint32 to = numbers[size_t(rows.integer(row, 0))];
        const quint32 head = m_plan.rows[to].head;
        if (shape.key.isEmpty()) {
            refuse(head, tr("%1 refers to them and has no primary key").arg(shape.table.shown()));
            return;
        }
        RowKey key = keyOf(rows, row, 2, shape.key.size());
        const bool isItem = shape.table == m_plan.tables[0].table;
        if (reference.onDelete == Reference::OnDelete::SetNull) {
            std::vector<journal::Value> before;
            for (int i = 0; i < int(reference.columns.size()); ++i)
                before.emplace_back(keyOf(rows, row, 2 + int(shape.key.size()) + i, 1)[0]);
            auto cleared =
                std::find_if(m_plan.cleared.begin(), m_plan.cleared.end(), [&](const auto &other) {
                    return other.from.table == shape.table && other.columns == reference.columns;
                });
            if (cleared == m_plan.cleared.end())
                cleared = m_plan.cleared.insert(cleared, {shape, reference.columns});
            m_plan.clearedRows.push_back({quint32(cleared - m_plan.cleared.begin()), head,
                                          std::move(key), std::move(before)});
        } else if (reference.onDelete == Reference::OnDelete::Restrict || isItem) {
            // Other items are never taken along: each orphan is chosen by itself.
            m_conditions.push_back({shape.table, std::move(key), to, reason});
        } else {
            const quint32 from = addTable(shape);
            quint32 number = find(from, key);
            if (number == kNoRow)
                number = addRow(from, std::move(key), rows.text(row, 1).toUInt(), head);
            join(m_plan.rows[number].head, head);
            if (number != to)
                m_edges.push_back({number, to});
        }
    }
}

/// Orphans under a foreign key that was added without being validated could not be put back.
void DeletionPlanner::checkWayBack()
{
    for (const Reference &reference : m_plan.references[0]) {
        if (!isParentReference(reference, m_snapshot.mapping()))
            continue;
        for (quint32 head = 0; head < m_plan.heads.size(); ++head)
            refuse(head, tr("%1 would keep them from being put back").arg(reference.constraint));
    }
}

/// Where no foreign key says so, children refer to their parents all the same.
void DeletionPlanner::addParentReference()
{
    const Mapping &mapping = m_snapshot.mapping();
    m_plan.references[0].push_back({m_plan.tables[0].table,
                                    {},
                                    Reference::OnDelete::Restrict,
                                    {mapping.parent},
                                    {mapping.id}});
}

/// Items elsewhere whose stored parent is doomed: those of other organizations, or outside of a
/// scan of one.
void DeletionPlanner::checkChildren(const std::vector<Item> &moved)
{
    const Mapping &mapping = m_snapshot.mapping();
    QSet<QByteArray> movedIds;
    for (const Item item : moved)
        movedIds += m_snapshot.idText(item).toUtf8();
    Reference parent;
    parent.from = m_plan.tables[0].table;
    parent.columns = {mapping.parent};
    parent.keys = {mapping.id};
    std::vector<quint32> numbers;
    for (quint32 number = 0; number < m_plan.rows.size(); ++number) {
        if (m_plan.rows[number].table == 0)
            numbers.push_back(number);
    }
    const RowReader reader(m_connection, m_plan.tables[0]);
    for (size_t begin = 0; begin < numbers.size(); begin += kAtOnce) {
        std::vector<RowKey> keys;
        for (size_t i = begin; i < std::min(numbers.size(), begin + kAtOnce); ++i)
            keys.push_back(m_plan.rows[numbers[i]].key);
        const postgres::Result rows = reader.referring(keys, parent, {mapping.id});
        for (int row = 0; row < rows.rows(); ++row) {
            const RowKey key = keyOf(rows, row, 2, 1);
            if (find(0, key) == kNoRow && !movedIds.contains(key[0])) {
                refuse(m_plan.rows[numbers[begin + size_t(rows.integer(row, 0))]].head,
                       tr("items of other organizations lie below them"));
            }
        }
    }
}

void DeletionPlanner::checkConditions()
{
    for (const ClearedRow &row : m_plan.clearedRows) {
        const quint32 number = findRow(m_plan.cleared[row.reference].from.table, row.key);
        if (number != kNoRow)
            join(m_plan.rows[number].head, row.head);
    }
    for (const Condition &condition : m_conditions) {
        const quint32 number = findRow(condition.table, condition.key);
        if (number == kNoRow) {
            refuse(m_plan.rows[condition.row].head, condition.reason);
            continue;
        }
        join(m_plan.rows[number].head, m_plan.rows[condition.row].head);
        if (number != condition.row)
            m_edges.push_back({number, condition.row});
    }
}

/// A row may go when all that refers to it has gone: peels what nothing refers to, again and again.
void DeletionPlanner::setLevels()
{
    const size_t count = m_plan.rows.size();
    std::vector<quint32> waiting(count, 0);
    std::vector<quint32> first(count + 1, 0);
    for (const Edge &edge : m_edges) {
        ++waiting[edge.to];
        ++first[edge.from + 1];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<quint32> targets(m_edges.size());
    std::vector<quint32> next(first.begin(), first.end() - 1);
    for (const Edge &edge : m_edges)
        targets[next[edge.from]++] = edge.to;
    std::vector<quint32> free;
    for (quint32 row = 0; row < count; ++row) {
        if (waiting[row] == 0)
            free.push_back(row);
    }
    for (size_t i = 0; i < free.size(); ++i) {
        const quint32 row = free[i];
        for (quint32 at = first[row]; at < first[row + 1]; ++at) {
            DoomedRow &target = m_plan.rows[targets[at]];
            target.level = std::max(target.level, m_plan.rows[row].level + 1);
            if (--waiting[targets[at]] == 0)
                free.push_back(targets[at]);
        }
    }
    for (quint32 row = 0; row < count; ++row) {
        if (waiting[row] > 0)
            refuse(m_plan.rows[row].head, tr("rows that go with them refer to each other"));
    }
}

DeletionPlan DeletionPlanner::finish()
{
    std::map<quint32, QString> refused; // by component
    for (const auto &[head, reason] : m_refused)
        refused.emplace(component(head), reason);
    std::vector<quint32> newNumber(m_plan.heads.size(), kNoRow);
    std::vector<Item> heads;
    for (quint32 head = 0; head < m_plan.heads.size(); ++head) {
        const auto found = refused.find(component(head));
        if (found != refused.end()) {
            m_plan.refused.push_back({m_plan.heads[head], found->second});
            continue;
        }
        newNumber[head] = quint32(heads.size());
        heads.push_back(m_plan.heads[head]);
    }
    std::erase_if(m_plan.clearedRows, [&](const ClearedRow &row) {
        return newNumber[row.head] == kNoRow ||
               findRow(m_plan.cleared[row.reference].from.table, row.key) != kNoRow;
    });
    std::erase_if(m_plan.rows, [&](const DoomedRow &row) { return newNumber[row.head] == kNoRow; });
    for (DoomedRow &row : m_plan.rows)
        row.head = newNumber[row.head];
    for (ClearedRow &row : m_plan.clearedRows)
        row.head = newNumber[row.head];
    m_plan.heads = std::move(heads);
    std::stable_sort(m_plan.rows.begin(), m_plan.rows.end(), [](const auto &a, const auto &b) {
        return std::pair(a.level, a.table) < std::pair(b.level, b.table);
    });
    std::stable_sort(m_plan.clearedRows.begin(), m_plan.clearedRows.end(),
                     [](const auto &a, const auto &b) { return a.reference < b.reference; });
    return std::move(m_plan);
}

quint32 DeletionPlanner::component(quint32 head)
{
    while (m_up[head] != head) {
        m_up[head] = m_up[m_up[head]];
        head = m_up[head];
    }
    return head;
}

void DeletionPlanner::join(quint32 head, quint32 other)
{
    m_up[component(head)] = component(other);
}

void DeletionPlanner::refuse(quint32 head, const QString &reason)
{
    m_refused.emplace(head, reason);
}

} // namespace arborist::repair
