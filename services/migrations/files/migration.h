// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <optional>
#include <vector>

namespace arborist::migrations {

/// What is sent to the server as one query, unchanged; it may hold many statements or none.
struct Piece {
    QByteArray sql;       ///< UTF-8
    qsizetype offset = 0; ///< of its first byte in the file
    int line = 1;         ///< of that byte, from 1
};

/// One direction of a migration.
struct Script {
    QString file; ///< absolute
    std::vector<Piece> pieces;
    bool inTransaction = true; ///< false: its tool was told not to open one for it
};

/// One migration of a folder, whichever tool wrote it. A plain value.
struct Migration {
    QString id;       ///< its identity for the tool: tag, folder name, class name, version
    QString name;     ///< for people: "0045_items_progress_numeric"
    QString file;     ///< absolute; the one that is edited; may not exist (see FileProblem)
    qint64 order = 0; ///< journal's `when` or the time in its name in ms; version; timestamp
    QString hash;     ///< as its ledger has it; empty for tools that keep none
    QByteArray text;  ///< of the file; empty where there is none
    /// Empty for what only its own tool can run (TypeScript): then pieces are none.
    std::optional<Script> up;
    std::optional<Script> down;
    bool isRunnable = true; ///< false: only the project's own command can run it
};

} // namespace arborist::migrations
