// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/journal/target.h"
#include <QByteArray>

namespace arborist::journal {

/// Begins a transaction that writes or compares rows of the table by key. Answers with its
/// pg_current_xact_id() and pg_backend_pid().
QByteArray beginScript(const Target &target);

} // namespace arborist::journal
