// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/details.h"
#include <QCache>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace arborist {

/// Titles and stored paths of the items on screen, which a snapshot does not hold. Asking for an
/// unknown one queues it; the queue is sent as one batch by needDetails(), one batch at a time, and
/// the owner answers with store() or fail(). Keeps the most recently used entries only.
class DetailsCache : public QObject
{
    Q_OBJECT
public:
    explicit DetailsCache(QObject *parent = nullptr, int capacity = 20'000);

    /// nullptr if it is not known yet; it is then asked for. Valid until the next call.
    const hierarchy::Details *find(hierarchy::Item item);
    /// The same without asking.
    const hierarchy::Details *peek(hierarchy::Item item) const;
    /// False once the item was answered or its batch has failed.
    bool isLoading(hierarchy::Item item) const;

    /// Forgets everything; answers to earlier batches must not be stored any more.
    void clear();
    void store(std::vector<hierarchy::Details> details);
    /// The batch under way has no answer: its items are not asked for again until clear() or
    /// retry().
    void fail();
    void retry();

Q_SIGNALS:
    void needDetails(const std::vector<arborist::hierarchy::Item> &items);
    void changed(const std::vector<arborist::hierarchy::Item> &items);

private:
    void send();

    QCache<hierarchy::Item, hierarchy::Details> m_entries;
    std::vector<hierarchy::Item> m_queue; ///< asked for, newest last
    QSet<hierarchy::Item> m_queued;
    QSet<hierarchy::Item> m_underWay;
    QSet<hierarchy::Item> m_failed;
    QTimer m_timer;
};

} // namespace arborist
