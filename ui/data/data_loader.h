// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/data/data_reading.h"
#include "services/core/error.h"
#include <QObject>
#include <functional>
#include <optional>

namespace arborist {

class Session;

/// Reads the target's tables, each time by a job of its own; a newer one takes the place of an
/// older one.
class DataLoader : public QObject
{
    Q_OBJECT
public:
    explicit DataLoader(Session &session, QObject *parent = nullptr);

    void load();
    /// The same, with exact rows of these tables (DataTable::sql()).
    void count(const QStringList &tables);
    /// Forgets everything: another stage.
    void reset();

    bool isBusy() const { return m_isReading; }
    /// As it was read the last time; null if it never was.
    const DataReading &reading() const { return m_reading; }
    /// Why the last time failed.
    const std::optional<Error> &error() const { return m_error; }

    /// What else there is to a table of the reading; `done` is not called where another table is
    /// asked for first, or the reading has changed.
    using DetailsDone = std::function<void(const std::optional<data::TableDetails> &,
                                           const std::optional<Error> &)>;
    void details(quint32 table, DetailsDone done);

Q_SIGNALS:
    void read(); ///< or not: see error()
    void busyChanged();

private:
    void start(const QStringList &counted, bool listed);

    Session &m_session;
    DataReading m_reading;
    std::optional<Error> m_error;
    int m_turn = 0; ///< answers of earlier ones are dropped
    bool m_isReading = false;
};

} // namespace arborist
