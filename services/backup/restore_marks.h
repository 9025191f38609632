// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace arborist::backup {

/// Notes, one small file a run in <data folder>/swaps, that a run is about to make or rename
/// databases: by these a later start finds the runs that were cut off in the middle, without
/// reading the history.
class RestoreMark
{
public:
    /// Durable once it returns. Throws Error.
    explicit RestoreMark(QString run);
    /// Takes it away unless left().
    ~RestoreMark();
    RestoreMark(const RestoreMark &) = delete;
    RestoreMark &operator=(const RestoreMark &) = delete;

    /// Something remains to be done, by the next start.
    void leave() { m_leave = true; }

    static QStringList all(); ///< runs
    static void remove(const QString &run);

private:
    QString m_run;
    bool m_leave = false;
};

} // namespace arborist::backup
