// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/scan_round.h"

#include "services/hierarchy/discovery.h"
#include "services/hierarchy/scan.h"
#include "services/hierarchy/scan_record.h"
#include "services/postgres/connection.h"
#include <algorithm>
#include <utility>

namespace arborist::hierarchy {

namespace {

class Round
{
public:
    Round(const ScanRound &wanted, History history, OperationContext &context)
        : m_wanted(wanted),
          m_history(std::move(history)),
          m_running(wanted.running),
          m_context(context)
    {
    }

    ScanRoundResult run();

private:
    LastScans lastScans() const;
    bool isDue(const LastScan &last) const;
    bool isAnyDue(const LastScans &last) const;
    void connect();
    void visit(const Mapping &mapping);
    void scanOne(const Mapping &mapping);
    void note(const Error &error);

    const ScanRound &m_wanted;
    History m_history;
    RunningScans m_running;
    OperationContext &m_context;
    std::optional<postgres::Connection> m_connection;
    ScanRoundResult m_result;
};

/// What the round before knew, and what others have scanned since. A record from ahead of the clock
/// was written before the clock was set back, and does not tell when to scan.
LastScans Round::lastScans() const
{
    LastScans last = m_wanted.known.value_or(LastScans());
    for (const ScanRecord &record : m_history.scans(m_wanted.workspace, m_wanted.stage)) {
        if (m_wanted.known && !last.contains(record.table))
            continue; // it is gone
        LastScan &scan = last[record.table];
        scan.driftedItems = record.driftedItems;
        if (record.at <= m_wanted.now && (!scan.at.isValid() || scan.at < record.at))
            scan.at = record.at;
    }
    return last;
}

bool Round::isDue(const LastScan &last) const
{
    return !last.at.isValid() || last.at.addSecs(m_wanted.interval.count()) <= m_wanted.now;
}

bool Round::isAnyDue(const LastScans &last) const
{
    return std::any_of(last.begin(), last.end(),
                       [this](const LastScan &each) { return isDue(each); });
}

void Round::connect()
{
    if (!m_connection)
        m_connection.emplace(m_context.connect());
}

void Round::scanOne(const Mapping &mapping)
{
    const auto before =
        m_history.scans(m_wanted.workspace, m_wanted.stage, mapping.qualifiedName(), 1);
    connect();
    const SnapshotPtr snapshot = scan({mapping, {}}, *m_connection, m_context);
    const ScanRecord record = recordOf(*snapshot, m_wanted.workspace, m_wanted.stage);
    m_history.add(record);
    // The record bears the server's time, whose clock may differ from ours.
    m_result.last.insert(record.table, {m_wanted.now, record.driftedItems});
    m_result.scanned.push_back(record);
    if (before.empty())
        return;
    const ScanChange change = changeBetween(before.back(), record);
    if (change.hasGrown())
        m_result.grown.push_back(change);
}

void Round::visit(const Mapping &mapping)
{
    const QString table = mapping.qualifiedName();
    const RunningScans::Hold hold = m_running.tryBegin(m_wanted.stage, table);
    if (!hold) {
        m_result.waiting = true;
        return;
    }
    try {
        scanOne(mapping);
    } catch (const Error &error) {
        note(error);
        m_connection.reset(); // its transaction has failed
        if (!m_result.unreachable)
            m_result.last[table].at = m_wanted.now; // tried again when it is due the next time
    }
}

void Round::note(const Error &error)
{
    if (error.kind() == ErrorKind::Cancelled)
        throw error;
    m_result.problem = error;
    if (!m_connection || error.sqlState().startsWith(QStringLiteral("08")) ||
        error.sqlState().startsWith(QStringLiteral("57P")))
        m_result.unreachable = true;
}

ScanRoundResult Round::run()
{
    m_result.last = lastScans();
    m_result.complete = m_wanted.known.has_value();
    if (!m_result.last.isEmpty() && !isAnyDue(m_result.last))
        return m_result;
    m_result.complete = false;
    try {
        connect();
        const std::vector<Mapping> found =
            findHierarchies(*m_connection, m_wanted.declared, m_wanted.rules);
        const LastScans before = std::exchange(m_result.last, {});
        for (const Mapping &mapping : found)
            m_result.last.insert(mapping.qualifiedName(), before.value(mapping.qualifiedName()));
        m_result.complete = true;
        for (const Mapping &mapping : found) {
            m_context.throwIfStopped();
            if (!m_result.unreachable && isDue(m_result.last.value(mapping.qualifiedName())))
                visit(mapping);
        }
    } catch (const Error &error) {
        note(error);
    }
    return m_result;
}

} // namespace

QDateTime firstDue(const LastScans &last, std::chrono::seconds interval)
{
    QDateTime first;
    for (const LastScan &each : last) {
        const QDateTime due = each.at.isValid() ? each.at.addSecs(interval.count())
                                                : QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
        if (!first.isValid() || due < first)
            first = due;
    }
    return first;
}

ScanRoundResult scanWhatIsDue(const ScanRound &round, History history, OperationContext &context)
{
    return Round(round, std::move(history), context).run();
}

} // namespace arborist::hierarchy
