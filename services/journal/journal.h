// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include <QDateTime>
#include <QString>
#include <functional>
#include <memory>
#include <vector>

namespace arborist::journal {

/// How far a batch got. PostgreSQL and SQLite cannot commit together: a batch is Prepared, with the
/// id of its PostgreSQL transaction, before that commits; pg_xact_status tells later what became
/// of it.
enum class BatchState : quint8 { Prepared, Applied, NotApplied };

struct BatchRecord {
    int number = 0; ///< from 1, in the order of writing
    ChangeBatch::Action action = ChangeBatch::Action::Update;
    QString table; ///< "public.items"
    qint64 rows = 0;
    QString transaction; ///< pg_current_xact_id()
    BatchState state = BatchState::Prepared;
};

/// The way back of one run: every row that it changed, before and after. One SQLite file a run,
/// <folder>/<run>.journal, permissions 0600, values compressed with zstd. A cut short file is an
/// Error that says so, never a shorter journal.
class Journal
{
public:
    /// Makes the file (and the folder, 0700). Holds a lock on it until destroyed, by which others
    /// see that the run is alive.
    static Journal create(const QString &folder, const QString &run);
    /// Opens one that exists. `exclusively`: takes that lock, too; throws Error if the run is
    /// alive.
    static Journal open(const QString &file, bool exclusively);
    /// Whether some process holds the lock: the run is under way.
    static bool isAlive(const QString &file);

    Journal(Journal &&) noexcept;
    Journal &operator=(Journal &&) noexcept;
    ~Journal();

    QString file() const;

    /// Keeps a batch, durably (fsync), before its transaction commits; returns its number.
    int prepare(const ChangeBatch &batch, const QString &transaction);
    /// On the disk with the next batch, when the states are asked for, or when this is destroyed.
    void settle(int number, BatchState state);

    std::vector<BatchRecord> batches() const;
    ChangeBatch read(int number) const;
    qint64 appliedRows() const;

private:
    struct Private;
    explicit Journal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace arborist::journal
