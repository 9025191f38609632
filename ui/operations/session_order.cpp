// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/session_order.h"

#include "ui/shell/session.h"

namespace arborist {

SessionOrder::SessionOrder(const Session &session)
    : m_workspace(session.workspace()),
      m_key(session.key())
{
    if (const stages::Stage *target = session.target())
        m_stage = *target;
}

operations::Order SessionOrder::order() const
{
    operations::Order order;
    order.workspace = m_workspace.get();
    order.stage = m_stage ? &*m_stage : nullptr;
    order.workspaceKey = m_key;
    order.consent.inWindow = true;
    return order;
}

} // namespace arborist
