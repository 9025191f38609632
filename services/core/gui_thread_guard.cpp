// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/gui_thread_guard.h"

#include <QtGlobal>

namespace arborist {

namespace {
/// Aligned as what the linker places next: mold 1.10 may else make a program that does not start,
/// its read-only part beginning a byte before the page that is mapped.
alignas(64) thread_local bool forbidden = false;
} // namespace

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
