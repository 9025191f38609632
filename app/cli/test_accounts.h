// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/seed/test_account.h"
#include <vector>

namespace arborist::cli {

class Session;

/// Prints what people log in with after a seed; with --json to standard error.
void printAccounts(Session &session, const std::vector<data::TestAccount> &accounts);

} // namespace arborist::cli
