// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/tables/data_overview.h"
#include <memory>

namespace arborist {

/// What is known of a stage's tables: read once, then only looked at.
using DataReading = std::shared_ptr<const data::DataOverview>;

} // namespace arborist
