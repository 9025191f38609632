// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/data/reset/schemas_aside.h"
#include "services/postgres/connection.h"
#include "services/stages/workspace.h"
#include <functional>

namespace arborist::data {

/// What a run keeps that has put schemas aside: SchemasAside::toJson().
inline const QString kKeptSchemas = QStringLiteral("schemas");

/// A note, one small file a run in <data folder>/resets, that a run is about to put schemas aside:
/// by these a later start finds those that were cut off.
class ResetMark
{
public:
    /// Durable once it returns. Throws Error.
    explicit ResetMark(QString run);
    /// Takes it away unless left().
    ~ResetMark();
    ResetMark(const ResetMark &) = delete;
    ResetMark &operator=(const ResetMark &) = delete;

    /// Something remains to be done, by the next start.
    void leave() { m_leave = true; }

private:
    QString m_run;
    bool m_leave = false;
};

/// Gives the session a name by which it is found where its program is gone.
void nameSession(postgres::Connection &connection, const QString &run);

void inTransaction(postgres::Connection &connection, const std::function<void()> &work);

/// Ends the run's other sessions, and puts back what it has put aside unless it was through: true
/// then. Throws Error.
bool settleAside(postgres::Connection &connection, const SchemasAside &aside);

/// Settles the resets of that stage that were cut off, and says in the history how they ended.
/// Returns what there is to tell, a sentence a run. Costs next to nothing where there is none. A
/// server that does not answer leaves it to the next time. Never throws but Error::cancelled().
QStringList settleCutOffResets(const stages::Workspace &workspace, const stages::Stage &stage,
                               const std::stop_token &stop);
/// The same for every project that this machine knows such a run of: for the start of the window.
QStringList settleAllCutOffResets(const std::stop_token &stop);

} // namespace arborist::data
