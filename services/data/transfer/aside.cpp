// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/transfer/aside.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/sql_file.h"
#include <algorithm>

namespace arborist::data {

namespace {

QString literal(QString text)
{
    // E'' reads backslashes the same whatever standard_conforming_strings says.
    text.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("''"));
    return QStringLiteral("E'") + text + u'\'';
}

} // namespace

Aside::Aside(const DataTables &tables, const DataTables::Set &set, const std::vector<qint64> &rows,
             const std::vector<qint64> &former, bool firesTriggers)
    : m_tables(tables),
      m_set(set),
      m_firesTriggers(firesTriggers)
{
    constexpr qint64 kMany = 20'000;
    constexpr qint64 kManySearches = 5 * kMany; // a second or so
    constexpr size_t kNowhere = size_t(-1);
    std::vector<size_t> circle(tables.tables().size(), kNowhere);
    const auto cycles = tables.cycles(set);
    for (size_t i = 0; i < cycles.size(); ++i) {
        for (const size_t table : cycles[i])
            circle[table] = i;
    }
    const auto place = [&](size_t table) {
        const auto found = std::ranges::lower_bound(set, table);
        return found != set.end() && *found == table ? size_t(found - set.begin()) : kNowhere;
    };
    // A row that goes is looked for in each of the tables that may refer to it.
    std::vector<qint64> searches(set.size());
    for (const DataReference &key : tables.references()) {
        if (const size_t to = place(key.to); to != kNowhere && place(key.from) != kNowhere)
            searches[to] += former[to];
    }
    for (size_t i = 0; i < tables.references().size(); ++i) {
        const DataReference &key = tables.references()[i];
        const size_t from = place(key.from);
        const size_t to = place(key.to);
        if (from == kNowhere) {
            if (to != kNowhere)
                m_keys.push_back(i);
            continue;
        }
        const bool isMany = rows[from] < 0 || rows[from] > kMany;
        const bool isCircle = key.from != key.to && circle[key.from] != kNowhere &&
                              circle[key.from] == circle[key.to];
        const bool isSought = to != kNowhere && searches[to] > kManySearches;
        if (isMany || isCircle || isSought)
            m_keys.push_back(i);
    }
}

DataTables::Set Aside::others() const
{
    DataTables::Set others;
    for (const size_t key : m_keys) {
        const DataReference &reference = m_tables.references()[key];
        for (const size_t table : {reference.from, reference.to}) {
            if (!std::ranges::binary_search(m_set, table))
                others.push_back(table);
        }
    }
    std::ranges::sort(others);
    const auto doubled = std::ranges::unique(others);
    others.erase(doubled.begin(), doubled.end());
    return others;
}

void Aside::put(postgres::Connection &connection)
{
    QByteArray script;
    if (!m_firesTriggers) {
        QStringList oids;
        for (const size_t index : m_set)
            oids << QString::number(m_tables.at(index).oid);
        const postgres::Result triggers = connection.exec(
            postgres::sqlFile(QStringLiteral("data_triggers")), {postgres::arrayLiteral(oids)});
        for (int i = 0; i < triggers.rows(); ++i) {
            m_triggers.push_back({triggers.text(i, 0), triggers.text(i, 1), triggers.text(i, 2)});
            script += QStringLiteral("ALTER TABLE ONLY %1 DISABLE TRIGGER %2;")
                          .arg(m_triggers.back().table, m_triggers.back().name)
                          .toUtf8();
        }
    }
    for (const size_t key : m_keys) {
        const DataReference &reference = m_tables.references()[key];
        script += QStringLiteral("ALTER TABLE %1 DROP CONSTRAINT %2;")
                      .arg(reference.holder, postgres::quoteIdentifier(reference.name))
                      .toUtf8();
    }
    if (!script.isEmpty())
        connection.execScript(script);
}

void Aside::putBack(postgres::Connection &connection) const
{
    // Triggers that fired may have something to say at the end; no table can be altered before.
    connection.execScript("SET CONSTRAINTS ALL IMMEDIATE");
    for (const size_t key : m_keys) {
        const DataReference &reference = m_tables.references()[key];
        const QString name = postgres::quoteIdentifier(reference.name);
        connection.exec(QStringLiteral("ALTER TABLE %1 ADD CONSTRAINT %2 %3")
                            .arg(reference.holder, name, reference.definition));
        if (!reference.comment.isEmpty())
            connection.exec(QStringLiteral("COMMENT ON CONSTRAINT %1 ON %2 IS %3")
                                .arg(name, reference.holder, literal(reference.comment)));
    }
    QByteArray script;
    for (const Trigger &trigger : m_triggers)
        script += QStringLiteral("ALTER TABLE ONLY %1 ENABLE %3TRIGGER %2;")
                      .arg(trigger.table, trigger.name, trigger.mode)
                      .toUtf8();
    if (!script.isEmpty())
        connection.execScript(script);
}

} // namespace arborist::data
