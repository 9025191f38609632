// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/migrations/author/generate.h"
#include "services/operations/execute.h"

namespace arborist::migrations {

/// generate() as a run of the history: begun, ended, with its outcome in the audit; what it wrote
/// is kept, so that undo takes the new files away and writes the others back. Throws as generate()
/// does; a run that cannot be begun throws, too. `id` gets the run's.
GenerateResult recordedGenerate(const GenerateRequest &request, TerminalProcess &console,
                                const std::function<void(const QByteArray &)> &output,
                                const operations::Order &order, OperationContext &context,
                                QString *id = nullptr);

} // namespace arborist::migrations
