// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/text.h"
#include "services/migrations/states/states.h"
#include <QHash>
#include <QSet>
#include <algorithm>

namespace arborist::migrations {
namespace {

class DrizzleStates
{
public:
    DrizzleStates(const MigrationSet &set, SetStatus &status)
        : m_set(set),
          m_status(status),
          m_rows(status.ledger.rows),
          m_migrationOf(m_rows.size(), -1),
          m_rowOf(set.migrations.size(), -1)
    {
    }

    void read()
    {
        for (const LedgerRow &row : m_rows) {
            if (row.order)
                m_last = std::max(m_last.value_or(*row.order), *row.order);
        }
        match();
        for (qsizetype i = 0; i < qsizetype(m_set.migrations.size()); ++i)
            m_status.migrations.push_back(stateOf(i));
        reportOrder();
        reportRows();
    }

private:
    const Migration &migration(qsizetype i) const { return m_set.migrations[std::size_t(i)]; }
    const LedgerRow &row(qsizetype i) const { return m_rows[std::size_t(i)]; }

    void pair(qsizetype migration, qsizetype row)
    {
        m_rowOf[std::size_t(migration)] = row;
        m_migrationOf[std::size_t(row)] = migration;
    }

    /// Each row is one migration's at most: by time and hash, then by time, then by hash.
    void match()
    {
        QMultiHash<qint64, qsizetype> byTime;
        QMultiHash<QString, qsizetype> byHash;
        for (qsizetype i = qsizetype(m_set.migrations.size()) - 1; i >= 0; --i) {
            byTime.insert(migration(i).order, i);
            if (!migration(i).hash.isEmpty())
                byHash.insert(migration(i).hash, i);
        }
        const auto free = [this](qsizetype i) { return m_rowOf[std::size_t(i)] < 0; };
        for (const bool isExact : {true, false}) {
            for (qsizetype r = 0; r < qsizetype(m_rows.size()); ++r) {
                if (m_migrationOf[std::size_t(r)] >= 0 || !row(r).order)
                    continue;
                for (const qsizetype i : byTime.values(*row(r).order)) {
                    if (free(i) && (!isExact || migration(i).hash == row(r).hash)) {
                        pair(i, r);
                        break;
                    }
                }
            }
        }
        for (qsizetype r = 0; r < qsizetype(m_rows.size()); ++r) {
            if (m_migrationOf[std::size_t(r)] >= 0 ||
                (row(r).order && byTime.contains(*row(r).order)))
                continue;
            for (const qsizetype i : byHash.values(row(r).hash)) {
                if (free(i)) {
                    pair(i, r);
                    break;
                }
            }
        }
    }

    MigrationStatus stateOf(qsizetype index)
    {
        const Migration &each = migration(index);
        MigrationStatus status;
        status.index = index;
        const qsizetype found = m_rowOf[std::size_t(index)];
        const bool isLate = m_last && each.order <= *m_last;
        if (found >= 0) {
            status.row = row(found);
            status.appliedAt = row(found).appliedAt;
            ++m_status.applied;
        }
        if (isWithoutFile(each)) {
            setMissing(status);
            return status;
        }
        if (found < 0) {
            status.state = isLate ? State::Skipped : State::Pending;
            if (isLate) {
                status.text = Text::tr("Never applied by drizzle: its time is not after %1, the "
                                       "newest in the ledger.")
                                  .arg(shownTime(*m_last));
                status.remedy =
                    Text::tr("Apply it by choosing it (migrate --only %1), or give it a newer "
                             "“when”.")
                        .arg(each.name);
                report(each, status, Severity::Error);
            } else {
                ++m_status.pending;
            }
        } else if (row(found).order != each.order) {
            status.state = State::WhenChanged;
            status.text = whenChangedText(row(found), isLate);
            status.remedy = Text::tr("Give the entry of the journal its former “when” again, or "
                                     "mark it as applied.");
            report(each, status, isLate ? Severity::Warning : Severity::Error);
        } else if (row(found).hash != each.hash) {
            setEdited(status, each.hash, row(found).hash);
            report(each, status, Severity::Warning);
        } else {
            status.state = State::Applied;
        }
        return status;
    }

    QString whenChangedText(const LedgerRow &row, bool isLate) const
    {
        if (!row.order)
            return Text::tr("Applied, recorded without a time: drizzle takes every migration for "
                            "pending.");
        return isLate ? Text::tr("Applied under another time (%1): drizzle takes it for done.")
                            .arg(shownTime(*row.order))
                      : Text::tr("Applied under another time (%1): drizzle runs it again.")
                            .arg(shownTime(*row.order));
    }

    void report(const Migration &each, const MigrationStatus &status, Severity severity)
    {
        m_status.problems.push_back(stateProblem(each, status, severity));
    }

    /// What is pending runs in one go; the older one of two is lost once the newer one has run.
    void reportOrder()
    {
        std::optional<qint64> newest;
        for (MigrationStatus &each : m_status.migrations) {
            if (each.state != State::Pending)
                continue;
            const Migration &one = migration(each.index);
            if (newest && one.order <= *newest) {
                m_status.problems.push_back(
                    {QStringLiteral("when-order"),
                     Severity::Warning,
                     one.name,
                     {},
                     Text::tr("Its time is not after that of a pending one before it: drizzle "
                              "skips it for ever when that one is applied first."),
                     Text::tr("Give it a newer “when”, or apply both together.")});
            }
            newest = std::max(newest.value_or(one.order), one.order);
        }
    }

    void reportRows()
    {
        QHash<qint64, qsizetype> times;
        QSet<QString> hashes;
        for (const Migration &each : m_set.migrations)
            hashes.insert(each.hash);
        for (qsizetype r = 0; r < qsizetype(m_rows.size()); ++r) {
            const LedgerRow &each = row(r);
            const qsizetype owner = m_migrationOf[std::size_t(r)];
            const QString name = owner >= 0 ? migration(owner).name : rowName(each);
            const auto add = [&](const QString &code, Severity severity, const QString &text,
                                 const QString &remedy) {
                m_status.problems.push_back({code, severity, name, {}, text, remedy});
            };
            if (!each.order)
                add(QStringLiteral("null-time"), Severity::Error,
                    Text::tr("Row %1 has no time: drizzle runs every migration again.")
                        .arg(each.row),
                    Text::tr("Set created_at to the “when” of its migration."));
            if (m_status.ledger.isNewForm && each.id.isEmpty())
                add(QStringLiteral("null-name"), Severity::Error,
                    Text::tr("Row %1 has no name: drizzle 1.0 runs its migration again.")
                        .arg(each.row),
                    Text::tr("Set its name to that of the migration's folder."));
            const bool isTwin = each.order && times.contains(*each.order);
            if (each.order)
                times.insert(*each.order, r);
            if (owner >= 0)
                continue;
            if (isTwin || (each.order && isTimeOfOther(*each.order)) || hashes.contains(each.hash))
                add(QStringLiteral("duplicate-row"), Severity::Error,
                    Text::tr("Row %1 records a migration that another row records too: it ran "
                             "twice, at the same time.")
                        .arg(each.row),
                    Text::tr("Check its effects, then take one of the two rows away: baseline "
                             "--forget-row %1.")
                        .arg(each.row));
            else
                m_status.problems.push_back(
                    orphanRow(name, Severity::Warning,
                              Text::tr("Applied, but not in this checkout: no migration has the "
                                       "time or the hash of row %1.")
                                  .arg(each.row)));
        }
    }

    bool isTimeOfOther(qint64 time) const
    {
        return std::any_of(m_set.migrations.begin(), m_set.migrations.end(),
                           [time](const Migration &each) { return each.order == time; });
    }

    static QString rowName(const LedgerRow &row)
    {
        if (!row.id.isEmpty())
            return row.id;
        return row.order ? shownTime(*row.order) : Text::tr("row %1").arg(row.row);
    }

    const MigrationSet &m_set;
    SetStatus &m_status;
    const std::vector<LedgerRow> &m_rows;
    std::vector<qsizetype> m_migrationOf; ///< of each row
    std::vector<qsizetype> m_rowOf;       ///< of each migration
    std::optional<qint64> m_last;
};

} // namespace

void drizzleStates(const MigrationSet &set, SetStatus &status)
{
    DrizzleStates(set, status).read();
}

} // namespace arborist::migrations
