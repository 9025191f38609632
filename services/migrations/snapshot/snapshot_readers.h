// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/snapshot/snapshot.h"

namespace arborist::migrations {

class OrderedJson;

/// Version 7. What is missing is taken as empty.
Snapshot readSnapshot7(const OrderedJson &json);

} // namespace arborist::migrations
