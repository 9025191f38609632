// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/repair/hierarchy_names.h"
#include <QByteArray>
#include <optional>

namespace arborist::repair {

/// A raw value as PostgreSQL writes it in text for a column of that type (DateStyle ISO,
/// IntervalStyle postgres, extra_float_digits 1, time zone UTC); nullopt is NULL. `singlePrecision`
/// is true for columns of type real.
std::optional<QByteArray> cellText(const FieldType &type, qint64 raw, bool singlePrecision = false);

} // namespace arborist::repair
