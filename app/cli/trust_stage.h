// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist::cli {

class Session;

/// Puts the database that the session's stage leads to now on this machine's record. What has
/// to be given is the policy's; accepted or refused, the history keeps it. Returns the exit code.
int trustStage(Session &session);

} // namespace arborist::cli
