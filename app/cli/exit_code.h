// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/error.h"

namespace arborist::cli {

/// What the process returns; scripts rely on the numbers.
enum ExitCode : int {
    Done = 0, ///< or nothing to do
    Failed = 1,
    WrongUsage = 2,
    Refused = 3,
    Found = 4, ///< a check found something
    Cancelled = 5,
};

inline ExitCode exitCodeOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return WrongUsage;
    case ErrorKind::Refused:
        return Refused;
    case ErrorKind::Cancelled:
        return Cancelled;
    case ErrorKind::Failed:
        break;
    }
    return Failed;
}

} // namespace arborist::cli
