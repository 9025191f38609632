// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/seed/seed_units.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Seed", text);
}

/// "app.\"Odd name\"" -> {"app", "Odd name"}.
QStringList partsOf(const QString &name)
{
    QStringList parts{QString()};
    bool isQuoted = false;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        if (c == u'"') {
            if (isQuoted && name.mid(i + 1, 1) == u"\"")
                parts.last() += name[++i];
            else
                isQuoted = !isQuoted;
        } else if (c == u'.' && !isQuoted) {
            parts << QString();
        } else {
            parts.last() += c;
        }
    }
    return parts;
}

std::optional<size_t> found(const DataTables &tables, const QString &schema, const QString &name,
                            Qt::CaseSensitivity sensitivity)
{
    std::optional<size_t> any;
    for (size_t i = 0; i < tables.tables().size(); ++i) {
        const DataTable &table = tables.at(i);
        if (table.name.compare(name, sensitivity) != 0 ||
            (!schema.isEmpty() && table.schema.compare(schema, sensitivity) != 0))
            continue;
        if (table.isVisible || !schema.isEmpty())
            return i;
        any = any ? *any : i;
    }
    return any;
}

QString closest(const DataTables &tables, const QString &name)
{
    QStringList near;
    for (const DataTable &table : tables.tables()) {
        if (table.name.startsWith(name, Qt::CaseInsensitive) ||
            name.startsWith(table.name, Qt::CaseInsensitive))
            near << table.title();
    }
    if (!near.isEmpty())
        return tr("There is %1. Migrations make tables: arboristctl migrate")
            .arg(near.join(QStringLiteral(", ")));
    return tr("A file is of the table that its name says (01_users.csv) or that its SQL writes. "
              "Migrations make tables: arboristctl migrate");
}

bool isWanted(const QStringList &only, const SeedUnit &unit, const DataTables &tables)
{
    if (only.isEmpty())
        return true;
    const auto names = [&](const QString &word) {
        if (unit.file.name.compare(word, Qt::CaseInsensitive) == 0 || unit.file.shown == word ||
            unit.file.shown.endsWith(u'/' + word))
            return true;
        return std::ranges::any_of(unit.tables, [&](size_t table) {
            return tables.at(table).name == word || tables.at(table).title() == word;
        });
    };
    return std::ranges::any_of(only, names);
}

SeedUnit sqlUnit(const SeedFile &file, const SeedTextPtr &text, const DataTables &tables)
{
    SeedUnit unit{file, text, SqlSeed::parse(*text), {}, {}};
    for (const SeedStatement &statement : unit.sql.statements) {
        if (statement.table.isEmpty())
            continue;
        try {
            const size_t table = seedTable(tables, statement.table);
            if (!std::ranges::count(unit.tables, table))
                unit.tables.push_back(table);
        } catch (Error &error) {
            throw error.setWhere(text->place(statement.at));
        }
    }
    return unit;
}

/// One unit a table.
std::vector<SeedUnit> rowUnits(const SeedFile &file, const SeedTextPtr &text,
                               const DataTables &tables)
{
    std::vector<RowGroup> groups;
    if (file.form == SeedFile::Form::Csv)
        groups.push_back(csvRows(text));
    else
        groups = jsonRows(text);
    std::vector<SeedUnit> units;
    for (RowGroup &group : groups) {
        try {
            const size_t table = seedTable(tables, group.table.isEmpty() ? file.name : group.table);
            RowLoader::checkColumns(group, *text, tables.at(table));
            auto unit = std::ranges::find_if(
                units, [&](const SeedUnit &each) { return each.tables.front() == table; });
            if (unit == units.end()) {
                units.push_back({file, text, {}, {}, {table}});
                unit = units.end() - 1;
            }
            unit->groups.push_back(std::move(group));
        } catch (Error &error) {
            throw error.where().isEmpty()
                ? error.setWhere(text->place(group.table.isEmpty() || group.columnPlaces.empty()
                                                 ? 0
                                                 : group.columnPlaces.front()))
                : error;
        }
    }
    return units;
}

/// Puts units into order.
class Ordering
{
public:
    Ordering(const DataTables &tables, const std::vector<SeedUnit> &units) : m_tables(tables)
    {
        for (const DataTables::Set &cycle : tables.cycles(tablesOf(units)))
            m_cycles.push_back(cycle);
    }

    /// In a circle the one that comes first by name.
    SeedOrder order(std::vector<SeedUnit> units) const
    {
        SeedOrder order;
        const auto &keys = m_tables.references();
        for (const SeedUnit &unit : units) {
            // Rows of one table in several statements: a row may refer to one of a later part.
            for (size_t key = 0; key < keys.size(); ++key) {
                if (keys[key].from == keys[key].to && unit.groups.size() > 1 &&
                    gives(unit, keys[key]))
                    order.circle.push_back(key);
            }
        }
        bool isCircle = false;
        while (!units.empty()) {
            auto next = std::ranges::find_if(units, [&](const SeedUnit &unit) {
                return std::ranges::none_of(units, [&](const SeedUnit &other) {
                    return &other != &unit && refersTo(unit, other);
                });
            });
            if (next == units.end()) {
                next = units.begin();
                isCircle = true;
            }
            order.units.push_back(std::move(*next));
            units.erase(next);
        }
        for (size_t key = 0; isCircle && key < keys.size(); ++key) {
            if (keys[key].from != keys[key].to && isWithinCycle(keys[key]))
                order.circle.push_back(key);
        }
        return order;
    }

private:
    static QStringList columnsOf(const DataReference &key)
    {
        // FOREIGN KEY (a, "b c") REFERENCES ...
        const qsizetype begin = key.definition.indexOf(u'(') + 1;
        const qsizetype end = key.definition.indexOf(QStringLiteral(") REFERENCES"), begin);
        QStringList columns{QString()};
        bool isQuoted = false;
        for (const QChar c : key.definition.mid(begin, end - begin)) {
            if (c == u'"')
                isQuoted = !isQuoted;
            else if (c == u',' && !isQuoted)
                columns << QString();
            else if (c != u' ' || isQuoted)
                columns.last() += c;
        }
        return columns;
    }

    /// Whether rows of the unit may refer to others by that key; SQL is not looked into.
    bool gives(const SeedUnit &unit, const DataReference &key) const
    {
        const QStringList columns = columnsOf(key);
        if (unit.groups.empty()) {
            const DataTable &table = m_tables.at(key.from);
            return std::ranges::all_of(columns, [&](const QString &name) {
                const DataColumn *column = table.column(name);
                return column && column->isRequired;
            });
        }
        return std::ranges::any_of(unit.groups, [&](const RowGroup &group) {
            return std::ranges::all_of(
                columns, [&](const QString &name) { return group.columns.contains(name); });
        });
    }

    bool isWithinCycle(const DataReference &key) const
    {
        return std::ranges::any_of(m_cycles, [&](const DataTables::Set &cycle) {
            return std::ranges::count(cycle, key.from) && std::ranges::count(cycle, key.to);
        });
    }

    bool refersTo(const SeedUnit &unit, const SeedUnit &other) const
    {
        return std::ranges::any_of(m_tables.references(), [&](const DataReference &key) {
            return key.from != key.to && std::ranges::count(unit.tables, key.from) &&
                   std::ranges::count(other.tables, key.to) &&
                   !std::ranges::count(unit.tables, key.to) &&
                   (!isWithinCycle(key) || gives(unit, key));
        });
    }

    const DataTables &m_tables;
    std::vector<DataTables::Set> m_cycles;
};

} // namespace

qint64 SeedUnit::rows() const
{
    qint64 rows = 0;
    for (const RowGroup &group : groups)
        rows += group.rows;
    for (const SeedStatement &statement : sql.statements) {
        if (statement.inserts && statement.rows < 0)
            return -1;
        rows += std::max<qint64>(0, statement.rows);
    }
    return rows;
}

size_t seedTable(const DataTables &tables, const QString &name)
{
    const QStringList parts = partsOf(name);
    const QString table = parts.last();
    const QString schema = parts.size() > 1 ? parts[parts.size() - 2] : QString();
    for (const Qt::CaseSensitivity sensitivity : {Qt::CaseSensitive, Qt::CaseInsensitive}) {
        // A name with a dot may be just that.
        if (const auto index = found(tables, {}, name, sensitivity))
            return *index;
        if (const auto index = found(tables, schema, table, sensitivity))
            return *index;
        if (const auto index =
                found(tables, schema, QString(table).replace(u'-', u'_'), sensitivity))
            return *index;
    }
    const QString reason = tables.whyLeftOut(schema, table);
    if (!reason.isEmpty())
        throw Error(tr("A seed does not touch %1: it is %2.").arg(name, reason),
                    tr("Take it out of the seed."));
    throw Error(tr("There is no table “%1”.").arg(name), closest(tables, table));
}

DataTables::Set tablesOf(const std::vector<SeedUnit> &units)
{
    std::set<size_t> all;
    for (const SeedUnit &unit : units)
        all.insert(unit.tables.begin(), unit.tables.end());
    return {all.begin(), all.end()};
}

SeedOrder seedOrder(const std::vector<SeedFile> &files, const QStringList &only,
                    const DataTables &tables)
{
    std::vector<SeedUnit> units;
    QStringList names;
    for (const SeedFile &file : files) {
        names << file.name;
        const auto text = std::make_shared<const SeedText>(file.path, file.shown);
        std::vector<SeedUnit> ofFile;
        if (file.form == SeedFile::Form::Sql)
            ofFile.push_back(sqlUnit(file, text, tables));
        else
            ofFile = rowUnits(file, text, tables);
        for (SeedUnit &unit : ofFile) {
            if (isWanted(only, unit, tables))
                units.push_back(std::move(unit));
        }
    }
    if (units.empty() && !only.isEmpty())
        throw Error::usage(
            tr("The seed has no file and no table “%1”.").arg(only.join(QStringLiteral("”, “"))),
            tr("Its files: %1").arg(names.join(QStringLiteral(", "))));
    const Ordering ordering(tables, units);
    return ordering.order(std::move(units));
}

} // namespace arborist::data
