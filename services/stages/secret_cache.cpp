// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/secret_cache.h"

#include "services/core/error.h"

namespace arborist::stages {

SecretCache &SecretCache::instance()
{
    static SecretCache cache;
    return cache;
}

QString SecretCache::value(const QString &key, const std::function<QString()> &fetch,
                           std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_fetched.wait(lock, stop, [&] { return !m_fetching.contains(key); });
    if (stop.stop_requested())
        throw Error::cancelled();
    if (const auto found = m_values.constFind(key); found != m_values.cend())
        return *found;
    m_fetching.insert(key);
    lock.unlock();
    const auto end = [&](const QString *text) {
        lock.lock();
        m_fetching.remove(key);
        if (text)
            m_values.insert(key, *text);
        lock.unlock();
        m_fetched.notify_all();
    };
    try {
        QString text = fetch();
        end(&text);
        return text;
    } catch (...) {
        end(nullptr);
        throw;
    }
}

std::optional<QString> SecretCache::known(const QString &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_values.constFind(key);
    return found == m_values.cend() ? std::nullopt : std::optional(*found);
}

void SecretCache::forget(const QString &key)
{
    const std::lock_guard lock(m_mutex);
    m_values.remove(key);
}

void SecretCache::clear()
{
    const std::lock_guard lock(m_mutex);
    m_values.clear();
}

} // namespace arborist::stages
