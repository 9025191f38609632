// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"

namespace arborist::operations {

/// Throws a refusing Error unless the order's consent is what the policy asks for.
void checkConsent(const PlannedOperation &operation, const Order &order);

/// The same for what runs without a plan of its own, such as accepting a stage's new database.
void checkConsent(const stages::OperationKind &kind, const stages::Stage &stage,
                  const Consent &consent);

/// Whether the policy wants a backup before the run. Throws a refusing Error where it must not be
/// left out and was declined, or nothing makes it.
bool needsSafetyCopy(const PlannedOperation &operation, const Order &order);

/// Throws a refusing Error where another plan was agreed to.
void checkPlanHash(const PlannedOperation &operation, const Order &order);

} // namespace arborist::operations
