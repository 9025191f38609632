// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist::cli {

class Session;

/// Puts the database that the session's stage leads to now on this machine's record. A protected
/// stage wants its name typed or given with --confirm, any other a yes. Returns the exit code.
int trustStage(Session &session);

} // namespace arborist::cli
