// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace arborist {

/// Has a crash of this process, and of what it starts, write no core: it would hold passwords.
/// Called first in main().
void leaveNoCore();

} // namespace arborist
