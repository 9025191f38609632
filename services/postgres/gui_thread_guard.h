// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/gui_thread_guard.h"

namespace arborist::postgres {

using arborist::assertConnectionsAllowed;
using arborist::forbidConnectionsOnThisThread;

} // namespace arborist::postgres
