// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hierarchy/shape_loader.h"

#include "ui/shell/session.h"

namespace arborist {

using namespace hierarchy;

ShapeLoader::ShapeLoader(Session &session, QObject *parent) : QObject(parent), m_session(session) {}

void ShapeLoader::setSnapshot(const SnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_done = false;
    if (m_job != 0)
        m_session.jobs().cancel(m_job);
    m_job = 0;
}

void ShapeLoader::request()
{
    if (!m_snapshot || m_done || m_job != 0)
        return;
    JobRequest request;
    request.title = tr("Lay out items");
    request.view = QStringLiteral("hierarchy/shape");
    request.background = true;
    request.work = [snapshot = m_snapshot](OperationContext &context) {
        return std::any(TreeShape::build(snapshot, context.stop));
    };
    const auto id = std::make_shared<JobId>(0);
    m_job = *id = m_session.start(std::move(request), this, [this, id](const Outcome &outcome) {
        if (m_job != *id)
            return;
        m_job = 0;
        if (outcome.state != JobState::Succeeded)
            return;
        m_done = true;
        Q_EMIT loaded(std::any_cast<const TreeShapePtr &>(outcome.result));
    });
}

} // namespace arborist
