// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/cli_runner.h"
#include <utility>
#include <vector>

namespace arborist::testing {

/// What somebody types, each as soon as the program has shown that text.
using Answers = std::vector<std::pair<QByteArray, QByteArray>>;

/// Runs a program on a terminal of its own; all it shows is in `out`.
CliRun runOnTerminal(const QString &program, const QStringList &arguments, const Answers &answers);

} // namespace arborist::testing
