// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include <memory>
#include <optional>

namespace arborist {

class Session;

/// The session's workspace and target as an order, for a job that outlives neither. A plain value,
/// made on the window's thread.
class SessionOrder
{
public:
    explicit SessionOrder(const Session &session);

    /// Refers to this.
    operations::Order order() const;

private:
    std::shared_ptr<const stages::Workspace> m_workspace;
    std::optional<stages::Stage> m_stage;
    QString m_key;
};

} // namespace arborist
