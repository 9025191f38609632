// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/files/migration.h"
#include <optional>

namespace arborist::migrations {

/// What the directives of a file of SQL make of it.
struct Sections {
    std::optional<Script> up;
    std::optional<Script> down;
    QString problem;        ///< why its tool refuses the file; empty if it does not
    int line = 0;           ///< of that problem
    bool isRunnable = true; ///< false: only the tool itself can run it
};

/// "-- migrate:up", "-- migrate:down", each with "transaction:false"; a section is one piece, with
/// its directive.
Sections dbmateSections(const QString &file, const QByteArray &text);
/// "-- +goose Up" and so on; a statement is one piece, and ends with a semicolon at the end of a
/// line or with "-- +goose StatementEnd".
Sections gooseSections(const QString &file, const QByteArray &text);
/// "-- Up Migration", "-- Down Migration"; without them all of it is up.
Sections nodePgSections(const QString &file, const QByteArray &text);
/// "-- Up", "-- Down", also with "no-transaction" behind; what is not below "-- Down" is up. A
/// section is one piece.
Sections plainSections(const QString &file, const QByteArray &text);

} // namespace arborist::migrations
