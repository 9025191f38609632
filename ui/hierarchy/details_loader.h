// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/job_runner.h"
#include "services/hierarchy/details.h"
#include <QObject>

namespace arborist {

class Session;

/// Reads titles and paths of items over a connection that stays open while they are being asked
/// for, in a background job that ends after some idle time.
class DetailsLoader : public QObject
{
    Q_OBJECT
public:
    explicit DetailsLoader(Session &session, QObject *parent = nullptr);
    ~DetailsLoader() override;

    /// One request at a time; a newer one replaces one that has not been begun.
    void load(const hierarchy::SnapshotPtr &snapshot, const std::vector<hierarchy::Item> &items);
    /// Drops what is under way: the target or the snapshot has changed.
    void reset();
    bool isBusy() const { return m_asked; }

Q_SIGNALS:
    void loaded(const std::vector<arborist::hierarchy::Details> &details);
    void failed(const arborist::Error &error);

private:
    struct Mailbox;
    void start();
    void take(quint64 generation, std::vector<hierarchy::Details> details);

    Session &m_session;
    std::shared_ptr<Mailbox> m_mailbox;
    JobId m_job = 0;
    quint64 m_generation = 0;
    bool m_asked = false;
};

} // namespace arborist
