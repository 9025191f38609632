// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration_set.h"

namespace arborist::migrations {

/// A script of these pieces, one behind the other.
inline Script scriptOf(const std::vector<QByteArray> &pieces)
{
    Script script;
    qsizetype offset = 0;
    int line = 1;
    for (const QByteArray &sql : pieces) {
        script.pieces.push_back({sql, offset, line});
        offset += sql.size() + 1;
        line += int(sql.count('\n')) + 1;
    }
    return script;
}

/// A file cut at Drizzle's breakpoints.
inline Script drizzleScript(const QByteArray &file)
{
    static const QByteArray kBreak = "--> statement-breakpoint";
    Script script;
    qsizetype at = 0;
    int line = 1;
    while (true) {
        const qsizetype end = file.indexOf(kBreak, at);
        const QByteArray sql = end < 0 ? file.mid(at) : file.mid(at, end - at);
        script.pieces.push_back({sql, at, line});
        if (end < 0)
            return script;
        line += int(sql.count('\n'));
        at = end + kBreak.size();
    }
}

/// A set of one migration a text, as its tool reads them.
inline MigrationSet setOf(const std::vector<QByteArray> &texts, Tool tool = Tool::Sql,
                          bool inTransaction = true)
{
    MigrationSet set;
    set.tool = tool;
    set.folder = QStringLiteral("/project/migrations");
    for (std::size_t i = 0; i < texts.size(); ++i) {
        Migration migration;
        migration.id = migration.name = QStringLiteral("%1_m").arg(i, 4, 10, QLatin1Char('0'));
        migration.file = set.folder + u'/' + migration.name + QStringLiteral(".sql");
        migration.text = texts[i];
        const bool isDrizzle = tool == Tool::Drizzle || tool == Tool::DrizzleV1;
        migration.up = isDrizzle ? drizzleScript(texts[i]) : Script{{}, {{texts[i], 0, 1}}};
        migration.up->file = migration.file;
        migration.up->inTransaction = inTransaction;
        set.migrations.push_back(migration);
    }
    return set;
}

} // namespace arborist::migrations
