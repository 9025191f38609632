// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/tree_shape.h"
#include "services/core/job_runner.h"
#include <QObject>

namespace arborist {

class Session;

/// Puts a snapshot into tree order in a background job, once, when something asks for it.
class ShapeLoader : public QObject
{
    Q_OBJECT
public:
    explicit ShapeLoader(Session &session, QObject *parent = nullptr);

    /// Another snapshot, or none: what is known or under way belongs to the one before.
    void setSnapshot(const hierarchy::SnapshotPtr &snapshot);
    /// Answers with loaded() unless it has done so already.
    void request();
    bool isBusy() const { return m_job != 0; }

Q_SIGNALS:
    void loaded(const arborist::TreeShapePtr &shape);

private:
    Session &m_session;
    hierarchy::SnapshotPtr m_snapshot;
    JobId m_job = 0;
    bool m_done = false;
};

} // namespace arborist
