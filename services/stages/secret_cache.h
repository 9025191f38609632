// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSet>
#include <QString>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>

namespace arborist::stages {

/// Secrets that have been fetched, in the memory of this process only, so that what looks at a
/// stage every few seconds does not ask for its secret each time. Any thread may use it.
class SecretCache
{
public:
    /// The one of this process.
    static SecretCache &instance();

    /// The secret, by `fetch` on the calling thread where it is not there yet. Who asks for the
    /// same key meanwhile waits for that answer. Throws what `fetch` throws, or
    /// Error::cancelled().
    QString value(const QString &key, const std::function<QString()> &fetch, std::stop_token stop);
    /// Without fetching.
    std::optional<QString> known(const QString &key) const;
    /// Makes the next value() fetch anew.
    void forget(const QString &key);
    void clear();

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_fetched;
    QHash<QString, QString> m_values;
    QSet<QString> m_fetching;
};

} // namespace arborist::stages
