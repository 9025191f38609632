// SPDX-License-Identifier: GPL-3.0-or-later
// What the plan of an import says.
#include "services/data/transfer/aside.h"
#include "services/data/transfer/planned_import.h"
#include <QCoreApplication>
#include <QJsonObject>
#include <QLocale>

namespace arborist::data {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Import", text);
}

} // namespace

QString quotedNames(const DataTables &tables, const DataTables::Set &set, bool only)
{
    QStringList names;
    for (const size_t index : set)
        names << (only ? tables.at(index).onlySql() : tables.at(index).sql());
    return names.join(QStringLiteral(", "));
}

void PlannedImport::describe(const DataTables &tables, const DataTables::Set &set,
                             const std::vector<ColumnMapping> &all, const Aside &aside, qint64 rows,
                             qint64 former)
{
    const QLocale locale;
    m_plan.operation = QLatin1String(operationKind(m_verb).name);
    m_plan.target = m_order.target;
    m_plan.request = {{QStringLiteral("folder"), m_order.folder},
                      {QStringLiteral("archive"), QString::fromLatin1(m_archive.sha256)},
                      {QStringLiteral("triggers"),
                       m_order.firesTriggers ? QStringLiteral("fire") : QStringLiteral("skip")}};
    m_plan.steps.push_back({tr("Check every file of the archive"), -1, {}, {}});
    m_plan.steps.push_back({tr("Keep the former rows"),
                            former,
                            {},
                            tr("EXCLUSIVE on each: nobody else writes from here on")});
    QStringList sql;
    if (!set.empty())
        sql << tr("-- by DELETE where there are few rows, then and now") + u'\n' +
                   QStringLiteral("TRUNCATE ") + quotedNames(tables, set, true);
    for (const ColumnMapping &mapping : all) {
        for (const QString &each :
             {mapping.stagingSql, mapping.copyStatement(true), mapping.insertSql}) {
            if (!each.isEmpty())
                sql << each;
        }
    }
    m_plan.steps.push_back({tr("Replace the rows of %1").arg(tablesText(set.size())), rows,
                            sql.join(QStringLiteral(";\n")),
                            tr("ACCESS EXCLUSIVE on each: nobody else reads from here on")});
    QStringList checks;
    for (const size_t key : aside.keys()) {
        const DataReference &reference = tables.references()[key];
        checks << QStringLiteral("ALTER TABLE %1 ADD CONSTRAINT %2 %3")
                      .arg(reference.holder, postgres::quoteIdentifier(reference.name),
                           reference.definition);
    }
    QStringList others;
    for (const size_t index : aside.others())
        others << tables.at(index).title();
    m_plan.steps.push_back({tr("Check foreign keys, set sequences"), -1,
                            checks.join(QStringLiteral(";\n")),
                            others.isEmpty() ? QString()
                                             : tr("ACCESS EXCLUSIVE on %1, from the replacing on")
                                                   .arg(others.join(QStringLiteral(", ")))});
    m_plan.remarks.prepend(
        tr("The archive is of %1%2, PostgreSQL %3, made %4.")
            .arg(m_archive.database,
                 m_archive.stage.isEmpty() ? QString() : tr(" (%1)").arg(m_archive.stage),
                 m_archive.serverVersion,
                 locale.toString(m_archive.made.toLocalTime(), QLocale::ShortFormat)));
    m_plan.remarks << tr("All in one transaction: the tables get all of it, or stay as they are.");
    if (!checks.isEmpty())
        m_plan.remarks
            << tr("Foreign keys that are taken off and put back as they were, which checks all "
                  "rows at once, and breaks circles of tables: %1")
                   .arg(checks.size());
    const int triggers = [&] {
        int count = 0;
        for (const size_t index : set)
            count += tables.at(index).triggers;
        return count;
    }();
    if (triggers > 0)
        m_plan.remarks
            << (m_order.firesTriggers
                    ? tr("Triggers that fire for the rows: %1").arg(triggers)
                    : tr("Triggers that do not fire, so that the rows come as they were: %1")
                          .arg(triggers));
    m_plan.wayBack = tr("The former rows are kept in an archive; Undo puts them back.");
}

} // namespace arborist::data
