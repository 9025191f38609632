// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/operation_context.h"

#include "services/core/error.h"

namespace arborist {

void OperationContext::throwIfStopped() const
{
    if (stop.stop_requested())
        throw Error::cancelled();
}

void OperationContext::restPoint() const
{
    if (pause)
        pause->wait(stop);
    throwIfStopped();
}

} // namespace arborist
