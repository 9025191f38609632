// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/text.h"
#include "services/migrations/ledgers/drizzle_upgrade.h"
#include "services/migrations/states/states.h"
#include <QHash>

namespace arborist::migrations {
namespace {

class DrizzleV1States
{
public:
    DrizzleV1States(const MigrationSet &set, SetStatus &status)
        : m_set(set),
          m_status(status),
          m_rows(status.ledger.rows),
          m_rowOf(set.migrations.size(), -1)
    {
    }

    void read()
    {
        if (m_status.ledger.isNewForm || m_rows.empty())
            matchNames();
        else
            matchOldForm();
        qsizetype last = -1; // the newest that is applied
        for (qsizetype i = 0; i < qsizetype(m_set.migrations.size()); ++i)
            last = m_rowOf[std::size_t(i)] >= 0 ? i : last;
        for (qsizetype i = 0; i < qsizetype(m_set.migrations.size()); ++i)
            m_status.migrations.push_back(stateOf(i, i < last));
    }

private:
    const Migration &migration(qsizetype i) const { return m_set.migrations[std::size_t(i)]; }
    const LedgerRow &row(qsizetype i) const { return m_rows[std::size_t(i)]; }

    void add(const QString &code, Severity severity, const QString &name, const QString &text,
             const QString &remedy)
    {
        m_status.problems.push_back({code, severity, name, {}, text, remedy});
    }

    void matchNames()
    {
        QHash<QString, qsizetype> byName;
        for (qsizetype i = 0; i < qsizetype(m_set.migrations.size()); ++i)
            byName.insert(migration(i).id, i);
        for (qsizetype r = 0; r < qsizetype(m_rows.size()); ++r) {
            if (row(r).id.isEmpty())
                continue;
            const qsizetype i = byName.value(row(r).id, -1);
            if (i >= 0 && m_rowOf[std::size_t(i)] >= 0)
                add(QStringLiteral("duplicate-row"), Severity::Error, row(r).id,
                    Text::tr("Row %1 records it a second time: it ran twice, at the same time.")
                        .arg(row(r).row),
                    Text::tr("Check its effects, then take one of the two rows away: baseline "
                             "--forget-row %1.")
                        .arg(row(r).row));
            else if (i >= 0)
                m_rowOf[std::size_t(i)] = r;
            else
                m_status.problems.push_back(
                    orphanRow(row(r).id, Severity::Warning,
                              Text::tr("Applied, but not in this checkout: there is no folder of "
                                       "that name.")));
        }
        matchNameless();
    }

    /// Rows that drizzle-orm 0.45 has written into a table of the new form.
    void matchNameless()
    {
        for (qsizetype r = 0; r < qsizetype(m_rows.size()); ++r) {
            if (!row(r).id.isEmpty())
                continue;
            QString name = Text::tr("row %1").arg(row(r).row);
            for (qsizetype i = 0; i < qsizetype(m_set.migrations.size()); ++i) {
                const bool fits = row(r).hash == migration(i).hash && row(r).order &&
                                  *row(r).order / 1000 == migration(i).order / 1000;
                if (!fits || m_rowOf[std::size_t(i)] >= 0)
                    continue;
                m_rowOf[std::size_t(i)] = r;
                name = migration(i).name;
                break;
            }
            add(QStringLiteral("null-name"), Severity::Error, name,
                Text::tr("Row %1 has no name: drizzle 1.0 runs its migration again.")
                    .arg(row(r).row),
                Text::tr("Set its name to that of the migration's folder."));
        }
    }

    void matchOldForm()
    {
        const std::vector<qsizetype> matches = upgradeMatches(m_set, m_rows);
        for (qsizetype r = 0; r < qsizetype(m_rows.size()); ++r) {
            const qsizetype i = matches[std::size_t(r)];
            if (i >= 0)
                m_rowOf[std::size_t(i)] = r;
            else
                m_status.problems.push_back(orphanRow(
                    Text::tr("row %1").arg(row(r).row), Severity::Error,
                    Text::tr("Applied, but not in this checkout: drizzle 1.0 refuses to bring the "
                             "ledger to its form, and runs nothing.")));
        }
    }

    MigrationStatus stateOf(qsizetype index, bool isOlder)
    {
        const Migration &each = migration(index);
        MigrationStatus status;
        status.index = index;
        const qsizetype found = m_rowOf[std::size_t(index)];
        if (found >= 0) {
            status.row = row(found);
            status.appliedAt = row(found).appliedAt;
            ++m_status.applied;
        }
        if (isWithoutFile(each)) {
            setMissing(status);
        } else if (found < 0) {
            ++m_status.pending;
            status.state = isOlder ? State::OutOfOrder : State::Pending;
            if (isOlder) {
                status.text = Text::tr("Older than one that is applied; drizzle runs it all the "
                                       "same.");
                status.remedy = Text::tr("Check that it does not build on what came after it, then "
                                         "apply it.");
                m_status.problems.push_back(stateProblem(each, status, Severity::Warning));
            }
        } else if (m_status.ledger.isNewForm && row(found).id.isEmpty()) {
            status.state = State::WhenChanged;
            status.text = Text::tr("Applied, recorded without its name: drizzle runs it again.");
            status.remedy = Text::tr("Set the row's name."); // a problem of the row
        } else if (row(found).hash != each.hash) {
            setEdited(status, each.hash, row(found).hash);
            m_status.problems.push_back(stateProblem(each, status, Severity::Warning));
        } else {
            status.state = State::Applied;
        }
        return status;
    }

    const MigrationSet &m_set;
    SetStatus &m_status;
    const std::vector<LedgerRow> &m_rows;
    std::vector<qsizetype> m_rowOf; ///< of each migration
};

} // namespace

void drizzleV1States(const MigrationSet &set, SetStatus &status)
{
    DrizzleV1States(set, status).read();
}

} // namespace arborist::migrations
