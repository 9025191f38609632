// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/restore.h"
#include "services/backup/restore_marks.h"
#include "services/backup/safety_copy.h"
#include "tests/backup/dump_fixture.h"
#include "tests/backup/rich_database.h"
#include "tests/support/database_text.h"
#include <optional>

namespace arborist::testing {

inline const QString kLocal = QStringLiteral("local");

/// Restores of the stage local, with its name typed, and an independent look at what became of it.
class RestoreFixture
{
public:
    /// Drops what earlier tests have left.
    void reset();
    OperationsFixture *operator->() { return &m_operations; }
    OperationsFixture &operator*() { return m_operations; }

    void fill(const QString &database) { m_operations.cluster().psql(database, kRichContent); }
    operations::PlannedOperationPtr plan(backup::RestoreRequest request,
                                         const QString &stage = kLocal);
    Report run(operations::PlannedOperation &operation, const operations::Order &order);
    Report restore(const backup::RestoreRequest &request) { return run(*plan(request), order()); }
    operations::Order order() const;
    QString path(const QString &name) const { return m_operations.path(name); }
    QString dump(const QStringList &options, const QString &name = QStringLiteral("a.dump"));
    QByteArray ask(const QByteArray &sql, const QString &database = QStringLiteral("postgres"))
    {
        return m_operations.cluster().psql(database, sql).trimmed();
    }
    QByteArray text(const QString &database = kLocal)
    {
        return databaseText(m_operations.cluster(), database);
    }
    /// Nothing half made is left, and no note of it.
    bool isTidy();
    /// What the run has put aside, as the server has it.
    std::optional<backup::KeptDatabase> keptBy(const QString &run);

private:
    OperationsFixture m_operations;
};

} // namespace arborist::testing
