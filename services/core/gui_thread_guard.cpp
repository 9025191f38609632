// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/gui_thread_guard.h"

#include <QtGlobal>

namespace arborist {

namespace {
thread_local bool forbidden = false;
}

void forbidConnectionsOnThisThread()
{
    forbidden = true;
}

void assertConnectionsAllowed(const char *what)
{
    if (forbidden)
        qFatal("%s: a connection must not be used on the GUI thread", what);
}

} // namespace arborist
