// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/demo/demo_plan.h"
#include "services/demo/item_table.h"
#include "services/postgres/connection.h"
#include "services/samples/random.h"
#include <vector>

namespace arborist::demo {

/// Everything of the demo but the items themselves.
class SideTables
{
public:
    SideTables(postgres::Connection &connection, const DemoPlan &plan)
        : m_connection(connection),
          m_plan(plan)
    {
    }
    /// Organizations, users, memberships, boards. A few organizations keep no sidebar forms, or not
    /// all of them: they came from before there were any.
    void writeBefore();
    /// Chooses time entries for some of the items at hand, about one for two items and at most
    /// 200,000 in all.
    void collectTimes(const OrganizationPlan &organization, const ItemTable &items);
    void writeTimes();

private:
    struct TimeEntry {
        qint64 item = 0;
        qint64 user = 0;
        qint32 organization = 0;
        qint32 day = 0; ///< since 1970
        qint32 minutes = 0;
        qint32 note = 0;
    };

    void writeOrganizations();
    void writeUsers();
    void writeMemberships();
    void writeBoards();
    void writeSidebarForms();

    postgres::Connection &m_connection;
    const DemoPlan &m_plan;
    std::vector<TimeEntry> m_times;
};

} // namespace arborist::demo
