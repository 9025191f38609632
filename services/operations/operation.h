// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/operation_context.h"
#include "services/core/plan.h"
#include "services/core/report.h"
#include "services/journal/journal.h"
#include "services/stages/policy.h"
#include <QString>
#include <memory>

namespace arborist::postgres {
class Connection;
}

namespace arborist::operations {

/// What a planned operation may use while it runs, and where it says what it did.
class Run
{
public:
    virtual ~Run() = default;

    /// Opened for this run; fingerprint and policy have been checked on it. Not for local ones.
    virtual postgres::Connection &connection() = 0;
    /// Its connect() gives connections to that same database only.
    virtual OperationContext &context() = 0;
    /// Makes the database at the other end the stage's own from now on: for a run that has put
    /// another one in its place (a restore, the reset of a branch). Opened with
    /// connection().info(), since connect() leads to the former one only until then. Goes to
    /// arborist.lock for a protected stage, else to this machine's record. Throws Error, refused
    /// where that is a protected stage's database.
    virtual void reRegister(postgres::Connection &connection) = 0;
    /// Of this run; the way back is written here before anything is changed.
    virtual journal::Journal &journal() = 0;

    /// Steps of the report. A step ends when the next begins or the run ends; an exception marks it
    /// failed (or rolled back where it changed nothing).
    virtual void beginStep(const QString &title) = 0;
    /// Adds to the rows of the current step.
    virtual void addRows(qint64 rows) = 0;
    /// What the current step has done so far stays, whatever comes: a failure is one of half of it.
    virtual void stepStays() {}
    /// The last steps, the current one included, were undone together.
    virtual void rolledBack(int /*steps*/) {}
    /// Nobody knows now how the run ends: the history leaves it open, and the next start settles
    /// it.
    virtual void leaveOpen() {}
    /// The file or folder that it has written, for the report.
    virtual void wrote(const QString & /*path*/) {}
    /// A line for the report: "12 rows changed meanwhile were left as they are."
    virtual void note(const QString &text) = 0;
};

/// An operation whose plan has been made: what is shown, confirmed and then run. Planning only
/// reads. Immutable but for run(), which is called at most once, on a worker thread.
class PlannedOperation
{
public:
    virtual ~PlannedOperation() = default;
    virtual const Plan &plan() const = 0;
    /// Its row in the table of operations, from which all rules follow. By what was asked for, not
    /// by what is found: the plan's hash covers the verdict.
    virtual const stages::OperationKind &kind() const = 0;
    stages::Risk risk() const { return kind().risk; }
    /// False: nothing to do; the run is recorded as done without a journal.
    virtual bool hasWork() const { return true; }
    /// True: changes files of this machine only. No database is opened for the run, and that the
    /// stage is read only does not speak against it.
    virtual bool isLocal() const { return false; }
    /// True: it accepts the database that the stage leads to, so that the stage's own record does
    /// not stop it; changes no database.
    virtual bool accepts() const { return false; }
    /// What the policy judges it by, where that is not the stage as it is.
    virtual void judgeAs(stages::Stage & /*stage*/) const {}
    /// Does what the plan says; throws Error. What it committed before stays valid.
    virtual void run(Run &run) = 0;
};

using PlannedOperationPtr = std::shared_ptr<PlannedOperation>;

} // namespace arborist::operations
