// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_loader.h"

#include "models/data/data_summary.h"
#include "services/data/transfer/export.h"
#include "services/postgres/connection.h"
#include "ui/shell/session.h"

namespace arborist {

using data::DataOverview;

DataLoader::DataLoader(Session &session, QObject *parent) : QObject(parent), m_session(session) {}

void DataLoader::reset()
{
    ++m_turn;
    m_reading.reset();
    m_error.reset();
    m_isReading = false;
    Q_EMIT busyChanged();
}

void DataLoader::load()
{
    start({}, false);
}

void DataLoader::count(const QStringList &tables)
{
    start(tables, true);
}

void DataLoader::start(const QStringList &counted, bool listed)
{
    const auto workspace = m_session.workspace();
    if (!workspace || !m_session.target())
        return;
    JobRequest request;
    request.title = listed ? tr("Count rows of %1").arg(data_text::tables(counted.size()))
                           : tr("Read the tables of %1").arg(m_session.targetName());
    request.icon = QStringLiteral("server-database");
    request.background = !listed;
    request.view = QStringLiteral("data/tables");
    request.work = [workspace, counted](OperationContext &context) {
        postgres::Connection connection = context.connect();
        const auto ledgers = data::ledgersOf(*workspace);
        return std::any(std::make_shared<DataOverview>(
            counted.isEmpty() ? data::readOverview(connection, ledgers, context)
                              : data::countedOverview(connection, ledgers, counted, context)));
    };
    m_isReading = true;
    Q_EMIT busyChanged();
    m_session.start(std::move(request), this, [this, turn = ++m_turn](const Outcome &outcome) {
        if (turn != m_turn)
            return; // for another stage, or asked for again
        m_isReading = false;
        if (outcome.state == JobState::Succeeded) {
            m_error.reset();
            m_reading = std::any_cast<std::shared_ptr<DataOverview>>(outcome.result);
        } else if (outcome.state != JobState::Cancelled) {
            m_error = *outcome.error;
        }
        Q_EMIT read();
        Q_EMIT busyChanged();
    });
}

void DataLoader::details(quint32 table, DetailsDone done)
{
    if (!m_session.target())
        return;
    JobRequest request;
    request.title = tr("Read a table's details");
    request.background = true;
    request.view = QStringLiteral("data/details");
    request.work = [table](OperationContext &context) {
        postgres::Connection connection = context.connect();
        return std::any(data::readDetails(connection, table));
    };
    m_session.start(std::move(request), this,
                    [this, reading = m_reading, done = std::move(done)](const Outcome &outcome) {
                        if (reading != m_reading)
                            return;
                        if (outcome.state == JobState::Succeeded)
                            done(std::any_cast<data::TableDetails>(outcome.result), {});
                        else
                            done({}, outcome.error ? *outcome.error : Error::cancelled());
                    });
}

} // namespace arborist
