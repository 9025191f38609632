// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <functional>

namespace arborist::backup {

/// Which failures of single statements leave the restored database whole all the same.
class RestoreJudge
{
public:
    /// `noOwner`: objects are to belong to whoever restores them; privileges of roles that are not
    /// there are no loss then.
    explicit RestoreJudge(bool noOwner) : m_noOwner(noOwner) {}

    /// True: what the statement was to do is there already, or is none of the database's content
    /// (the schema public, comments of extensions, settings of another version).
    bool isHarmless(const QString &statement, const QString &sqlState = {}) const;

    /// Statements of a script that are not to be run at all.
    bool isPassedOver(const QString &statement) const;

private:
    bool m_noOwner;
};

/// Reads what pg_restore says on its standard error, and tells failures that matter from others. A
/// failure comes in lines: what happened, then "Command was: ...".
class RestoreMessages
{
public:
    explicit RestoreMessages(const RestoreJudge &judge) : m_judge(judge) {}

    /// Told of an item that is done or begun (--verbose).
    std::function<void(const QString &what)> item;

    void take(const QString &line);
    void finish();

    /// Each in one line; redacted and short.
    const QStringList &harmful() const { return m_harmful; }
    const QStringList &harmless() const { return m_harmless; }

private:
    void settle();

    const RestoreJudge &m_judge;
    QString m_error;   ///< of the failure that is being read
    QString m_command; ///< its statement, as far as it has come
    bool m_inCommand = false;
    QStringList m_harmful, m_harmless;
};

/// What to do about a failure that ended a restore: by the server's message, or pg_restore's, and
/// the SQLSTATE where there is one. Behind "Nothing was replaced."
QString hintForFailedRestore(const QString &message, const QString &sqlState = {});

/// The first few of them, for the detail of an Error.
QString firstOf(const QStringList &messages);

} // namespace arborist::backup
