// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist::cli {

class Session;

/// Prints what the policy allows on each stage, from a desk and from a pipeline; asks no server.
/// JSON tells it for every operation. Returns the exit code.
int printPolicy(Session &session);

} // namespace arborist::cli
