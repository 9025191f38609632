// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/status.h"

namespace arborist::migrations {

/// Each fills one MigrationStatus a migration and adds the problems of files and rows together, by
/// the rules of its tool; `status.problems` holds those of either alone already.
void drizzleStates(const MigrationSet &set, SetStatus &status);
void drizzleV1States(const MigrationSet &set, SetStatus &status);
/// golang-migrate, whose ledger is one version.
void versionStates(const MigrationSet &set, SetStatus &status);
/// The others, whose ledger names each migration.
void nameStates(const MigrationSet &set, SetStatus &status);
/// What runs of ours have left half way, over what the tool's own rules say; any tool.
void halfWayStates(const MigrationSet &set, SetStatus &status);

/// A problem of one migration, with its state as the code.
Problem stateProblem(const Migration &migration, const MigrationStatus &status, Severity severity);
/// Applied, and another file by now: state, text and remedy.
void setEdited(MigrationStatus &status, const QString &hash, const QString &ledgerHash);
/// The file of one that it runs is not there, or cannot be read: the reader has told.
bool isWithoutFile(const Migration &migration);
void setMissing(MigrationStatus &status);
/// A row that nothing here explains.
Problem orphanRow(const QString &name, Severity severity, const QString &text);
/// "2026-11-20 14:05:00 (1795219685639)": a time of a ledger, for people.
QString shownTime(qint64 ms);

} // namespace arborist::migrations
