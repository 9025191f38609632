// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_script.h"

#include "services/migrations/files/file_text.h"
#include <algorithm>

namespace arborist::migrations {

std::vector<Piece> splitAtBreakpoints(const QByteArray &text)
{
    static const QByteArray kBreakpoint = QByteArrayLiteral("--> statement-breakpoint");
    std::vector<Piece> pieces;
    Piece piece;
    for (;;) {
        const qsizetype end = text.indexOf(kBreakpoint, piece.offset);
        piece.sql = text.mid(piece.offset, end < 0 ? -1 : end - piece.offset);
        pieces.push_back(piece);
        if (end < 0)
            return pieces;
        piece.line += int(std::count(piece.sql.begin(), piece.sql.end(), '\n'));
        piece.offset = end + kBreakpoint.size();
    }
}

Script wholeFile(const QString &file, const QByteArray &text)
{
    return {file, {{text, 0, 1}}, true};
}

bool readDrizzleFile(Migration &migration, QString &problem)
{
    FileText file = readFileText(migration.file);
    problem = file.problem;
    if (!file.exists || !file.problem.isEmpty())
        return false;
    migration.text = withReplacements(file.text);
    migration.hash = hashOf(migration.text);
    migration.up = Script{migration.file, splitAtBreakpoints(migration.text), true};
    return true;
}

void readDownFile(Migration &migration, const QString &file)
{
    const FileText down = readFileText(file);
    if (down.exists && down.problem.isEmpty())
        migration.down = Script{file, splitAtBreakpoints(down.text), true};
}

} // namespace arborist::migrations
