// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/run_feed.h"

#include <QCoreApplication>

namespace arborist {

RunFeed::RunFeed(QObject *owner, Receiver receiver)
    : m_owner(owner),
      m_receiver(std::move(receiver))
{
}

void RunFeed::add(const ProgressEvent &event)
{
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(event);
    if (m_waiting.size() == 1)
        QMetaObject::invokeMethod(
            qApp, [self = shared_from_this()] { self->deliver(); }, Qt::QueuedConnection);
}

void RunFeed::deliver()
{
    std::vector<ProgressEvent> events;
    {
        const std::lock_guard lock(m_mutex);
        events.swap(m_waiting);
    }
    if (m_owner)
        m_receiver(events);
}

} // namespace arborist
