// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist::cli {

class Session;

/// Accepts the database that the session's stage leads to now, as an operation with plan, consent
/// and record. Returns the exit code.
int trustStage(Session &session);

} // namespace arborist::cli
