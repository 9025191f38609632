// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backups/backups_reading.h"
#include "services/backup/compare.h"
#include "services/core/job_runner.h"
#include <QObject>
#include <functional>
#include <optional>

namespace arborist {

class Session;

/// Reads the project's backups, which are files, and the databases that were put aside on the
/// target's server; each by a job of its own, so that a server that does not answer hides no
/// backup.
class BackupsLoader : public QObject
{
    Q_OBJECT
public:
    explicit BackupsLoader(Session &session, QObject *parent = nullptr);

    void load();
    /// Forgets everything: another stage.
    void reset();

    bool isBusy() const { return m_isReading || m_isAsking; }
    bool isReading() const { return m_isReading; } ///< the files
    /// As it was read the last time; null if it never was.
    const BackupsReading &reading() const { return m_reading; }
    /// Why the files could not be read the last time.
    const std::optional<Error> &error() const { return m_error; }
    /// Put aside for the target's database, as the server said the last time that it answered.
    const std::vector<backup::KeptDatabase> &kept() const { return m_kept; }

    /// Counts what the target holds now, beside the backup; a job that can be cancelled. `done` is
    /// not called once another comparison has been asked for.
    using Compared = std::function<void(const std::optional<backup::Comparison> &,
                                        const std::optional<Error> &)>;
    void compare(const backup::Manifest &manifest, Compared done);
    void cancelComparison();
    bool isComparing() const { return m_comparing != 0; }

Q_SIGNALS:
    void read(); ///< or not: see error()
    void keptRead();
    void busyChanged();
    void comparingChanged();

private:
    void list();
    void askForKept();

    Session &m_session;
    BackupsReading m_reading;
    std::optional<Error> m_error;
    std::vector<backup::KeptDatabase> m_kept;
    int m_turn = 0; ///< answers of earlier ones are dropped
    bool m_isReading = false;
    bool m_isAsking = false;
    JobId m_comparing = 0;
};

} // namespace arborist
