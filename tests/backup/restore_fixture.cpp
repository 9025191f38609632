// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/backup/restore_fixture.h"

namespace arborist::testing {

void RestoreFixture::reset()
{
    const QByteArray names = ask("SELECT quote_ident(datname) FROM pg_database WHERE datname <> "
                                 "'postgres' AND NOT datistemplate");
    for (const QByteArray &name : names.split('\n')) {
        if (!name.isEmpty())
            ask("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
    m_operations.reset();
}

operations::PlannedOperationPtr RestoreFixture::plan(backup::RestoreRequest request,
                                                     const QString &stage)
{
    OperationContext context = m_operations.context(stage);
    postgres::Connection connection = context.connect();
    stages::Stage named;
    named.name = stage;
    request.target = operations::planTarget(named, connection);
    return planRestore(request, connection, context);
}

Report RestoreFixture::run(operations::PlannedOperation &operation, const operations::Order &order)
{
    OperationContext context = m_operations.context();
    Report report = execute(operation, order, context);
    if (m_operations.auditRows() < 0)
        qFatal("the audit is broken");
    return report;
}

operations::Order RestoreFixture::order() const
{
    operations::Order order = m_operations.order();
    order.consent.typedName = kLocal;
    order.safetyCopy = backup::safetyCopy();
    return order;
}

QString RestoreFixture::dump(const QStringList &options, const QString &name)
{
    dumpInto(m_operations.cluster(), kLocal, path(name), options);
    return path(name);
}

bool RestoreFixture::isTidy()
{
    return ask("SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_restore\\_%'") == "0" &&
           backup::RestoreMark::all().isEmpty();
}

std::optional<backup::KeptDatabase> RestoreFixture::keptBy(const QString &run)
{
    postgres::Connection connection = m_operations.connect();
    for (const backup::KeptDatabase &kept : backup::keptDatabases(connection)) {
        if (kept.run == run)
            return kept;
    }
    return std::nullopt;
}

} // namespace arborist::testing
