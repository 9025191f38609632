// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/stages/policy_terms.h"
#include <QStringList>

namespace arborist::stages {

/// The variables by which services for continuous integration tell a program that it runs in one of
/// their jobs: CI, GITHUB_ACTIONS, GITLAB_CI, ...
const QStringList &pipelineVariables();

/// A pipeline is told by one of those variables in the process's environment (set, and not to 0,
/// false, no or off), by nothing else. A missing terminal says nothing: a script at a desk has none
/// either. A job of cron is therefore a desk as well; one that is to do what only a pipeline may
/// sets CI=1 itself, where its crontab shows it. The window is always a desk.
Caller callerOfProcess();

} // namespace arborist::stages
