// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/data/data_fixture.h"

#include "services/core/error.h"
#include "services/operations/plan_target.h"
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <stdexcept>

namespace arborist::testing {

void DataFixture::reset()
{
    psql("DROP DATABASE IF EXISTS local WITH (FORCE)", QStringLiteral("postgres"));
    cluster().createDatabase(QStringLiteral("local"));
    m_operations.reset();
    psql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void DataFixture::makeEverything(const QString &database)
{
    QFile file(QStringLiteral(EVERYTHING_SQL));
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("everything.sql is missing");
    psql(file.readAll(), database);
}

QByteArray DataFixture::dump(const QString &database) const
{
    return databaseText(m_operations.cluster(), database);
}

data::ExportOrder DataFixture::exportOrder(const QString &folder, const QStringList &tables)
{
    data::ExportOrder order;
    order.folder = folder;
    order.tables = tables;
    return order;
}

data::ImportOrder DataFixture::importOrder(const QString &folder, const QStringList &tables)
{
    data::ImportOrder order;
    order.folder = folder;
    order.tables = tables;
    return order;
}

operations::PlannedOperationPtr DataFixture::plan(const data::ExportOrder &order)
{
    data::ExportOrder complete = order;
    OperationContext context = m_operations.context();
    postgres::Connection connection = context.connect();
    complete.target = operations::planTarget(connection);
    return data::planExport(complete, connection, context);
}

operations::PlannedOperationPtr DataFixture::plan(const data::ImportOrder &order,
                                                  const QString &database)
{
    data::ImportOrder complete = order;
    OperationContext context = m_operations.context(database);
    postgres::Connection connection = context.connect();
    complete.target = operations::planTarget(connection);
    return data::planImport(complete, connection, context);
}

operations::PlannedOperationPtr DataFixture::plan(const data::WipeOrder &order)
{
    data::WipeOrder complete = order;
    OperationContext context = m_operations.context();
    postgres::Connection connection = context.connect();
    complete.target = operations::planTarget(connection);
    return data::planWipe(complete, connection, context);
}

operations::PlannedOperationPtr DataFixture::planUndo(const Report &report)
{
    OperationContext context = m_operations.context();
    postgres::Connection connection = context.connect();
    return data::planArchiveUndo(m_operations.record(report), {}, connection, context);
}

Report DataFixture::execute(operations::PlannedOperation &planned, const QString &database,
                            const QString &undoes)
{
    OperationContext context = m_operations.context(database);
    return execute(planned, context, database, undoes);
}

Report DataFixture::execute(operations::PlannedOperation &planned, OperationContext &context,
                            const QString &database, const QString &undoes)
{
    operations::Order order =
        database == u"local" ? m_operations.order() : m_operations.orderOfUrl(database);
    order.consent.yes = true;
    order.consent.typedName = nameToType(planned, order);
    order.undoes = undoes;
    return operations::execute(planned, order, context);
}

void DataFixture::exportTo(const QString &folder, const QStringList &tables)
{
    require(execute(*plan(exportOrder(folder, tables))));
}

Report DataFixture::importFrom(const QString &folder, const QStringList &tables)
{
    const Report report = execute(*plan(importOrder(folder, tables)));
    require(report);
    return report;
}

QByteArray DataFixture::leftovers() const
{
    QByteArray found;
    QDirIterator files(m_operations.path(QString()), {QStringLiteral("*.partial")},
                       QDir::AllEntries | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        found += files.next().toUtf8() + '\n';
    return found;
}

void require(const Report &report)
{
    if (report.outcome != Report::Result::Succeeded)
        throw std::runtime_error(told(report).toStdString());
}

} // namespace arborist::testing
