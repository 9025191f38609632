// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/core_dump.h"

#include <sys/resource.h>

namespace arborist {

void leaveNoCore()
{
    // Programs that the system hands cores to (systemd-coredump, apport) go by this limit too.
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace arborist
