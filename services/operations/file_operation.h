// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/stages/file_change.h"
#include "services/stages/fingerprint_store.h"
#include <functional>
#include <optional>
#include <vector>

namespace arborist {
struct RunRecord;
}

namespace arborist::operations {

/// A stage's record of which database it leads to, which changes together with a file.
struct RecordChange {
    QString workspace; ///< recordKey()
    QString stage;
    std::optional<stages::FingerprintRecord> before;
    std::optional<stages::FingerprintRecord> after; ///< nullopt: none any more
};

/// A change of the project's own small files (.env, arborist.toml), planned as a whole: all of them
/// are written or none. Contents are kept in the run's journal (0600, secrets included) before the
/// first one is written; plan and report name no value. Undo writes the former contents back where
/// nobody has changed them since.
class FileOperation : public PlannedOperation
{
public:
    /// Sets the plan's request, steps and way back as far as the files tell them: "files" in the
    /// request is how the history knows such a run.
    FileOperation(stages::Verb verb, Plan plan, std::vector<stages::FileChange> files,
                  std::vector<RecordChange> records = {});

    /// Called before anything is written; throws to stop the run.
    void setLastCheck(std::function<void(Run &)> check) { m_lastCheck = std::move(check); }
    /// Called after that and before the files: does what undo does not take back. There is work
    /// then even where no file changes.
    void setFirst(std::function<void(Run &)> work) { m_first = std::move(work); }
    /// Told once it is done.
    void setNotes(QStringList notes) { m_notes = std::move(notes); }

    const Plan &plan() const override { return m_plan; }
    const stages::OperationKind &kind() const override { return stages::operationKind(m_verb); }
    bool isLocal() const override { return true; }
    /// The stage's name is asked for as if it were protected.
    void setWantsName(bool wanted) { m_wantsName = wanted; }
    void judgeAs(stages::Stage &stage) const override
    {
        stage.isProtected = stage.isProtected || m_wantsName;
    }
    bool hasWork() const override { return !m_files.empty() || m_first; }
    void run(Run &run) override;

    const std::vector<stages::FileChange> &files() const { return m_files; }

protected:
    /// Keeps for undo what another program has written; after the fact.
    static void keepWritten(Run &run, const std::vector<stages::FileChange> &files);

private:
    void writeAll(Run &run);
    void putOnRecord(Run &run) const;

    stages::Verb m_verb;
    Plan m_plan;
    std::vector<stages::FileChange> m_files;
    std::vector<RecordChange> m_records;
    std::function<void(Run &)> m_lastCheck;
    std::function<void(Run &)> m_first;
    QStringList m_notes;
    bool m_wantsName = false;
};

/// Whether the run changed files of the project rather than a database.
bool changedFiles(const RunRecord &run);

/// Plans to write back what the run's files held before it. Throws Error: a file that was changed
/// since then, a journal that is gone.
PlannedOperationPtr planFileUndo(const RunRecord &run);

} // namespace arborist::operations
