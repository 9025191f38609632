// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/progress.h"
#include <QObject>
#include <QPointer>
#include <memory>
#include <vector>

namespace arborist {

/// Brings what a working thread tells to the window's: one by one while they come slowly, many at
/// once where they come fast, so that neither waits for the other.
class RunFeed : public std::enable_shared_from_this<RunFeed>
{
public:
    using Receiver = std::function<void(const std::vector<ProgressEvent> &)>;

    /// Nothing is delivered once `owner` is gone.
    RunFeed(QObject *owner, Receiver receiver);

    /// By any thread.
    void add(const ProgressEvent &event);

private:
    void deliver();

    QPointer<QObject> m_owner;
    Receiver m_receiver;
    std::mutex m_mutex;
    std::vector<ProgressEvent> m_waiting;
};

} // namespace arborist
