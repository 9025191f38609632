// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operations/plan_text.h"

#include "models/common/format.h"
#include <QCoreApplication>

namespace arborist::plan_text {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PlanText", text);
}

/// Lock modes are upper case words, whatever language the words between mode and table have.
qsizetype endOfMode(const QString &lock)
{
    qsizetype end = 0;
    for (const QString &word : lock.split(u' ')) {
        if (word.isEmpty() || word != word.toUpper() || word.contains(u'.'))
            break;
        end += word.size() + 1;
    }
    return end;
}

QString rowsText(qint64 rows)
{
    return rows == 1 ? tr("1 row") : tr("%1 rows").arg(format::count(rows));
}

} // namespace

QString lockMode(const PlanStep &step)
{
    const qsizetype end = endOfMode(step.lock);
    return end == 0 ? step.lock : step.lock.left(end - 1);
}

QString lockedTable(const PlanStep &step)
{
    const qsizetype end = endOfMode(step.lock);
    const qsizetype space = step.lock.indexOf(u' ', end);
    return end == 0 || space < 0 ? QString() : step.lock.mid(space + 1);
}

QString sql(const Plan &plan)
{
    QStringList parts;
    int number = 0;
    for (const PlanStep &step : plan.steps) {
        ++number;
        if (step.sql.trimmed().isEmpty())
            continue;
        QString head = QStringLiteral("-- %1. %2").arg(number).arg(step.title);
        if (step.rows >= 0)
            head += QStringLiteral(", ") + rowsText(step.rows);
        const QString text = step.sql.trimmed();
        parts << head + u'\n' + text + (text.endsWith(u';') ? QString() : QStringLiteral(";"));
    }
    return parts.join(u'\n');
}

qint64 rows(const Plan &plan)
{
    qint64 sum = 0;
    for (const PlanTable &table : plan.tables)
        sum += table.rows;
    return sum;
}

QString whole(const Plan &plan)
{
    QStringList lines{tr("%1 on %2: database %3 at %4 (%5)")
                          .arg(plan.operation, plan.target.stage, plan.target.database,
                               plan.target.host, plan.target.fingerprint)};
    int number = 0;
    for (const PlanStep &step : plan.steps) {
        QString line = QStringLiteral("%1. %2").arg(++number).arg(step.title);
        if (step.rows >= 0)
            line += QStringLiteral(", ") + rowsText(step.rows);
        if (!step.lock.isEmpty())
            line += QStringLiteral(" (%1)").arg(step.lock);
        lines << line;
    }
    lines << QString() << tr("What will be lost:");
    lines << (plan.loses.isEmpty() ? QStringList{tr("Nothing.")} : plan.loses);
    if (!plan.remarks.isEmpty())
        lines << QString() << tr("Worth knowing:") << plan.remarks;
    lines << QString() << tr("Way back:")
          << (plan.wayBack.isEmpty() ? tr("There is none.") : plan.wayBack);
    if (!plan.asks.isEmpty() || !plan.backupNote.isEmpty())
        lines << QString() << tr("Before it runs:");
    for (const QString &note : {plan.asks, plan.backupNote}) {
        if (!note.isEmpty())
            lines << note;
    }
    lines << QString() << sql(plan) << QString()
          << tr("Plan %1").arg(QString::fromLatin1(plan.hash()));
    return lines.join(u'\n') + u'\n';
}

} // namespace arborist::plan_text
