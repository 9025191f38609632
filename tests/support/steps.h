// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/progress.h"
#include <utility>

namespace arborist::testing {

/// Calls `begun` with the title of every step as it begins, on the working thread.
inline void followSteps(ProgressSink &sink, std::function<void(const QString &step)> begun)
{
    sink.follow([begun = std::move(begun)](const ProgressEvent &event) {
        if (event.kind == ProgressEvent::Kind::Begun)
            begun(event.text);
    });
}

} // namespace arborist::testing
