// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/postgres/result.h"
#include <QByteArray>
#include <functional>
#include <span>

namespace arborist::postgres {

class Session;

/// Sends them without waiting in between, and receives their answers: see Connection::execAll().
Result runPipeline(Session &session, std::span<const QByteArray> statements,
                   const std::function<void(int, qint64)> &answered);

} // namespace arborist::postgres
