// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/reset/reset.h"

namespace arborist::data {

/// Plans a reset within the database: what is in its schemas is put aside in one transaction, and
/// brought back in one where anything fails. `why` no other database is made, for people. Throws
/// Error, refused where the role may not do that either.
std::shared_ptr<ResetOperation> planResetInPlace(const ResetRequest &request, const QString &why,
                                                 postgres::Connection &connection,
                                                 OperationContext &context);

} // namespace arborist::data
