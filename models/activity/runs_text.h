// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/run_log.h"
#include <QByteArray>

/// Runs as files: for spreadsheets and scripts. Times are UTC.
namespace arborist::runs_text {

/// RFC 4180 with a head line; UTF-8.
QByteArray csv(const std::vector<RunRecord> &runs);
/// A JSON array with everything that is known of them, plans and reports included.
QByteArray json(const std::vector<RunRecord> &runs);

} // namespace arborist::runs_text
