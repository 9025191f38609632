// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/data/data_summary.h"

#include "models/common/format.h"
#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace arborist::data_text {

using data::DataOverview;
using data::DataTable;
using data::DataTables;

namespace {

/// The translation context of this file.
class DataTexts
{
    Q_DECLARE_TR_FUNCTIONS(DataTexts)
};

constexpr qint64 kNoBloatBelow = 64 * 1024; ///< of such a table a share says nothing

} // namespace

QString tables(qint64 count)
{
    return count == 1 ? DataTexts::tr("1 table")
                      : DataTexts::tr("%1 tables").arg(format::count(count));
}

QString rows(qint64 count, bool isExact)
{
    const QString text =
        count == 1 ? DataTexts::tr("1 row") : DataTexts::tr("%1 rows").arg(format::count(count));
    return isExact ? text : QStringLiteral("≈ ") + text;
}

QString rowCount(const DataOverview &overview, size_t table)
{
    const qint64 rows = overview.tables.at(table).rows;
    if (rows < 0)
        return QString(format::dash);
    return overview.isCounted[table] ? format::count(rows)
                                     : QStringLiteral("≈ ") + format::count(rows);
}

QString rowsOf(const DataOverview &overview, size_t table)
{
    const qint64 count = overview.tables.at(table).rows;
    return count < 0 ? DataTexts::tr("Rows unknown") : rows(count, overview.isCounted[table]);
}

QString summaryOf(const DataOverview &overview, const DataTables::Set &set)
{
    qint64 sum = 0;
    qint64 bytes = 0;
    bool isExact = true;
    for (const size_t index : set) {
        sum += std::max<qint64>(0, overview.tables.at(index).rows);
        bytes += overview.tables.at(index).bytes();
        isExact = isExact && overview.isCounted[index];
    }
    return QStringLiteral("%1, %2, %3")
        .arg(tables(qint64(set.size())), rows(sum, isExact), format::bytes(bytes));
}

QString summary(const DataOverview &overview, const QString &stage)
{
    return DataTexts::tr("%1 on %2").arg(summaryOf(overview, overview.tables.all()), stage);
}

QString changes(const DataTable &table)
{
    if (!table.analyzed.isValid())
        return table.changes > 0 ? format::count(table.changes) : QString(format::dash);
    const QString count = table.changesSinceAnalyzed == 0
                              ? DataTexts::tr("None")
                              : format::count(table.changesSinceAnalyzed);
    return DataTexts::tr("%1 in %2").arg(count, format::age(table.analyzed));
}

QString changesSentence(const DataTable &table)
{
    if (!table.analyzed.isValid())
        return DataTexts::tr("%1 rows inserted, changed or deleted since the server's statistics "
                             "were reset; never analyzed.")
            .arg(format::count(table.changes));
    return DataTexts::tr("%1 rows inserted, changed or deleted since the table was analyzed %2; "
                         "%3 since the server's statistics were reset.")
        .arg(format::count(table.changesSinceAnalyzed), format::ago(table.analyzed),
             format::count(table.changes));
}

int bloatPercent(const DataTable &table)
{
    if (table.bloatBytes < 0 || table.tableBytes < kNoBloatBelow)
        return -1;
    return std::min(100, int(std::lround(100.0 * double(table.bloatBytes) /
                                         double(std::max<qint64>(1, table.tableBytes)))));
}

QString names(const DataOverview &overview, const DataTables::Set &set, size_t most)
{
    QStringList names;
    for (size_t i = 0; i < set.size() && i < most; ++i)
        names << overview.tables.at(set[i]).title();
    const QString text = names.join(QStringLiteral(", "));
    return set.size() <= most ? text
                              : DataTexts::tr("%1 and %2 more")
                                    .arg(text, format::count(qint64(set.size() - most)));
}

} // namespace arborist::data_text
