// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/migrations/files/migration_set.h"
#include "services/migrations/files/typeorm_classes.h"
#include <functional>

namespace arborist::migrations {

/// The class of the migration, as its file has it.
TypeOrmClass typeOrmClassOf(const Migration &migration);

/// For the plan: the method up() or down() as it is written, with its place.
QString methodText(const MigrationSet &set, const Migration &migration, bool isDown);

/// Cuts what a program writes into plain lines, as they come to their end.
class LineReader
{
public:
    explicit LineReader(std::function<void(const QString &)> line) : m_line(std::move(line)) {}
    void add(const QByteArray &bytes);

private:
    std::function<void(const QString &)> m_line;
    QByteArray m_rest;
};

/// The migration that the line says to have been run, or reverted; empty for other lines.
QString doneIn(const QString &line);

/// The migration that it says to have failed; empty where it names none.
QString failedIn(const QString &text);

/// Why it failed, as it wrote it: redacted, with SQLSTATE and the place in the migration's file
/// where they can be told. `otherwise` is said where it wrote nothing of that kind.
Error complaintOf(const QString &text, const MigrationSet &set, const Migration &migration,
                  const QString &otherwise);

} // namespace arborist::migrations
