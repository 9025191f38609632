// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/change_batch.h"
#include <QDateTime>
#include <QJsonObject>
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

/// Something that a run keeps beside the rows of its batches so that it can be taken back: an
/// archive of tables, a database that was put aside.
struct Kept {
    QString kind; ///< "archive", "database"; whoever takes it back knows what `what` holds
    QJsonObject what;
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

    /// Notes, durably, what is kept; before it is needed. The later one of a kind replaces the
    /// earlier.
    void keep(const Kept &kept);
    std::vector<Kept> kept() const; ///< in the order in which their kinds were first noted
    /// <folder>/<run>.kept, for the files of what is kept: made (0700) when it is first wanted by
    /// the run, and deleted with the journal.
    QString keptFolder() const;

    std::vector<BatchRecord> batches() const;
    ChangeBatch read(int number) const;
    qint64 appliedRows() const;

private:
    struct Private;
    explicit Journal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Where the files lie of what the run of a journal keeps; it need not exist.
QString keptFolderOf(const QString &journal);

} // namespace arborist::journal
