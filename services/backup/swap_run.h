// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/backup/restore_marks.h"
#include "services/backup/swap.h"
#include "services/operations/operation.h"

namespace arborist::backup {

/// The part of a run that puts another database in the place of the stage's own: notes it before
/// anything is made, swaps the names, and clears up where that fails.
class SwapRun
{
public:
    /// Notes it in the journal of the run, and for a later start. Throws Error.
    SwapRun(operations::Run &run, Swap swap);
    ~SwapRun();

    const Swap &swap() const { return m_swap; }
    /// The one to come has been made, with that number.
    void setMade(quint32 oid);
    /// Swaps, and goes on with the new one: connection() of the run leads to it, and it is the
    /// stage's own on record. Throws Error, and the old one is in use as before.
    void perform();
    /// Gives the one to come its name where nothing has it yet; it is not the stage's own.
    void rename();
    /// Within the handler of any failure, which goes on from here: drops what was half made, and
    /// says so where it could not. Where another run has put a database of its own in the place
    /// meanwhile, the failure is but its trace: throws a refusing Error that says so instead.
    [[noreturn]] void abandon();

    /// For what the run needs on its way (0700): goes with this object, or where it is cut off,
    /// with the next start. Throws Error.
    QString workFolder();
    /// Where that is; it need not exist.
    static QString workFolderOf(const QString &journal);

    /// Of the run, as it is part of names: "20261121-064512-3f2a".
    static QString idOf(operations::Run &run);

private:
    void goOn();
    bool clearUp() noexcept;
    bool hasSwapped() noexcept;

    operations::Run &m_run;
    Swap m_swap;
    QString m_id;
    RestoreMark m_mark;
};

} // namespace arborist::backup
