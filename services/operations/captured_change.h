// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include <functional>

namespace arborist::operations {

/// Lets `change` work in one transaction (REPEATABLE READ), then writes every row that it changed,
/// by triggers too, into the journal of the run, and commits. What `change` throws rolls all back;
/// it is called again, up to three times in all, when somebody else has changed the same rows.
/// `count` is called once that is committed, for a run that counts the rows of its steps itself;
/// without it they are those of the current step.
void runCaptured(Run &run, const std::function<void(postgres::Connection &)> &change,
                 const std::function<void()> &count = {});

} // namespace arborist::operations
