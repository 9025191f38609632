// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hierarchy/repair_mark.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <algorithm>

namespace arborist {

namespace {

/// The translation context of this file.
class RepairMarks
{
    Q_DECLARE_TR_FUNCTIONS(RepairMarks)
};

bool concerns(const RunRecord &run, const QString &table)
{
    const QJsonArray tables = run.plan[u"tables"].toArray();
    return std::any_of(tables.begin(), tables.end(),
                       [&](const QJsonValue &each) { return each[u"name"].toString() == table; });
}

QString capitalized(const QString &text)
{
    return text.left(1).toUpper() + text.mid(1);
}

} // namespace

std::vector<RepairMark> repairMarks(const std::vector<RunRecord> &runs, const QString &table)
{
    std::vector<RepairMark> marks;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (run->rows <= 0 || !run->finished.isValid() || !concerns(*run, table))
            continue;
        const QString day =
            QLocale().toString(run->finished.toLocalTime(), RepairMarks::tr("d MMM"));
        const QString rows =
            run->rows == 1
                ? RepairMarks::tr("1 row changed, %1").arg(day)
                : RepairMarks::tr("%1 rows changed, %2").arg(QLocale().toString(run->rows), day);
        marks.push_back(
            {run->finished, capitalized(run->operation),
             run->undoneBy.isEmpty() ? rows : RepairMarks::tr("%1; taken back").arg(rows)});
    }
    return marks;
}

} // namespace arborist
