// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/backups_reading.h"
#include "models/common/roles.h"

/// What is said of backups, in words.
namespace arborist::backup_text {

QString name(const backup::ListedBackup &backup);
/// "1 backup", "42 backups"
QString backups(qint64 count);
/// "Manual", "Before migrate", "Automatic", "Not by Arborist"
QString origin(const backup::ListedBackup &backup);
/// "Custom", "Directory", "Plain SQL"
QString form(backup::Form form);
/// The same with how it is packed: "Custom, zstd"; a dash.
QString formOf(const BackupsOverview &overview, size_t index);

/// How sure it is that it can be restored, in a word: "Restored", "Listed", "Damaged".
QString verification(const backup::ListedBackup &backup);
/// The same as a sentence, with the time.
QString verificationSentence(const backup::ListedBackup &backup);
Tone verificationTone(const backup::ListedBackup &backup);
Glyph verificationGlyph(const backup::ListedBackup &backup);
bool isDamaged(const backup::ListedBackup &backup);

/// "For ever", "Until 12 Dec", "As the newest"
QString keeping(const backup::Keeping &keeping);
QString keepingSentence(const backup::Keeping &keeping);

/// A date without the year of today: "12 Dec", "12 Dec 2027".
QString date(const QDateTime &at);
/// To the second, for tooltips.
QString exactly(const QDateTime &at);

} // namespace arborist::backup_text
