// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/execute.h"
#include <QByteArray>
#include <QJsonArray>
#include <QString>
#include <functional>

namespace arborist::cli {

class Session;

/// What a command adds to the common way of an operation.
struct OperationExtras {
    QString undoes;                      ///< id of the run that is taken back
    std::function<QByteArray()> changes; ///< a JSON array for the plan's key "changes"
    /// Gets what --json would print, for a command that runs several operations.
    QJsonArray *documents = nullptr;
};

/// The session's stage and global options as an order.
operations::Order orderOf(Session &session);

/// Whether somebody sits at the terminal. The jobs of some services have a terminal, too, with
/// nobody at it.
bool canAsk(Session &session);

/// For what takes long to plan, or cannot be planned: throws the refusal where the session's stage
/// takes no such change from anybody, and keeps it in the history. A plan alone may still be made.
void refuseEarly(Session &session, stages::Verb verb);

/// The one way in which a command runs an operation: prints the plan with --dry-run; else asks for
/// what the policy wants and the options do not give, where there is a terminal; runs it; prints
/// the report. Returns the exit code.
int runOperation(Session &session, operations::PlannedOperation &operation,
                 const OperationExtras &extras = {});

} // namespace arborist::cli
