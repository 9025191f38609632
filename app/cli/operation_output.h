// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/plan.h"
#include "services/core/report.h"
#include <QString>

namespace arborist::cli {

/// A plan for people: target, steps with rows and locks, what is lost, the way back. With `sql`
/// also the statements, and the hash to run it by. `refusal`: why it may not run; empty where it
/// may.
QString planToText(const Plan &plan, bool hasWork, bool sql, const QString &refusal = {});

/// What a run did, for people; with how to take it back where that can be done.
QString reportToText(const Report &report, bool canTakeBack);

} // namespace arborist::cli
