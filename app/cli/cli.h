// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/terminal.h"
#include <QStringList>
#include <stop_token>

namespace arborist::cli {

/// All of arboristctl but the process around it: reads the arguments (without the program's name),
/// runs the command, writes answer and errors, returns the exit code.
int runCli(const QStringList &arguments, Terminal &terminal, std::stop_token stop = {});

} // namespace arborist::cli
