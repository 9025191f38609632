// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist {

/// Called once on the GUI thread by the window and by the tests of it: from then on the program
/// aborts, in every build, when a connection is opened or used on the calling thread.
void forbidConnectionsOnThisThread();

/// Aborts if the calling thread was forbidden to wait for a server; `what` names the call.
void assertConnectionsAllowed(const char *what);

} // namespace arborist
