// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"
#include "services/journal/change_batch.h"
#include <QByteArray>
#include <QString>

namespace arborist::journal {

/// What belongs to a batch and must not be mixed up with another one's.
struct BatchLabel {
    int number = 0;
    QString transaction;
};

/// A batch as the journal keeps it: one byte of version, then a zstd frame with checksum; in it
/// counts and lengths as LEB128 numbers, each followed by what it counts (a value: 0 is NULL, else
/// its length + 1). Throws Error if it is too large for one.
QByteArray encodeBatch(const BatchLabel &label, const ChangeBatch &batch);

/// Throws Error, naming the file, for bytes that are damaged, cut short or of another batch.
ChangeBatch decodeBatch(const QByteArray &bytes, const BatchLabel &label, const QString &file);

/// The Error of a journal whose content does not hold together.
Error damagedJournal(const QString &file, const QString &why);

} // namespace arborist::journal
