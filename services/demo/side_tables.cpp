// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/side_tables.h"

#include "services/demo/copy_writer.h"
#include "services/samples/people.h"
#include <algorithm>
#include <array>

namespace arborist::demo {
namespace {

constexpr qint64 kDay = 86'400;
constexpr qint64 kMostTimeEntries = 200'000;

constexpr std::array<const char *, 12> kBoards = {
    "Delivery", "Operations", "Discovery", "Support", "Compliance", "Partners",
    "Finance",  "People",     "Platform",  "Data",    "Facilities", "Ideas"};
constexpr std::array<const char *, 6> kNotes = {"",        "Pairing", "Review",
                                                "Meeting", "Rework",  "On site"};

qint64 createdAt(const DemoPlan &plan, qint64 n)
{
    return plan.now - 440 * kDay + n % 400 * 3'600;
}

} // namespace

void SideTables::writeBefore()
{
    writeOrganizations();
    writeUsers();
    writeMemberships();
    writeBoards();
    writeSidebarForms();
}

void SideTables::writeOrganizations()
{
    CopyWriter copy(m_connection, QStringLiteral("public.organizations"),
                    QStringLiteral("id, name, slug, plan, created_at, updated_at"));
    for (const OrganizationPlan &organization : m_plan.organizations) {
        copy.beginRow();
        copy.addInt64(organization.id);
        copy.addText(organization.name.toUtf8());
        copy.addText(organization.slug.toUtf8());
        copy.addText(organization.plan.toUtf8());
        copy.addTime(createdAt(m_plan, organization.id));
        copy.addTime(createdAt(m_plan, organization.id) + 30 * kDay);
    }
    copy.finish();
}

void SideTables::writeUsers()
{
    CopyWriter copy(m_connection, QStringLiteral("public.users"),
                    QStringLiteral("id, email, name, is_active, last_seen_at, created_at, "
                                   "updated_at"));
    for (const OrganizationPlan &organization : m_plan.organizations) {
        for (qint64 n = 0; n < organization.users; ++n) {
            const qint64 user = organization.firstUser + n;
            const samples::Uuid id = samples::userId(user);
            const QString name = samples::userName(n);
            const bool active = user % 9 != 8;
            copy.beginRow();
            copy.addUuid(id.high, id.low);
            copy.addText(QString(name.toLower().replace(u' ', u'.') + u'@' + organization.slug +
                                 QStringLiteral(".example"))
                             .toUtf8());
            copy.addText(name.toUtf8());
            copy.addBool(active);
            copy.addTime(m_plan.now - (active ? user % 14 : 60 + user % 90) * kDay - user % 20'000);
            copy.addTime(createdAt(m_plan, user));
            copy.addTime(createdAt(m_plan, user) + kDay);
        }
    }
    copy.finish();
}

void SideTables::writeMemberships()
{
    CopyWriter copy(m_connection, QStringLiteral("public.memberships"),
                    QStringLiteral("organization_id, user_id, role, created_at"));
    for (size_t at = 0; at < m_plan.organizations.size(); ++at) {
        const OrganizationPlan &organization = m_plan.organizations[at];
        const auto add = [&](qint64 user, const char *role) {
            const samples::Uuid id = samples::userId(user);
            copy.beginRow();
            copy.addInt64(organization.id);
            copy.addUuid(id.high, id.low);
            copy.addText(role);
            copy.addTime(createdAt(m_plan, user));
        };
        for (qint64 n = 0; n < organization.users; ++n)
            add(organization.firstUser + n, n == 0 ? "owner" : n < 3 ? "admin" : "member");
        // An adviser from the organization before.
        if (at > 0)
            add(m_plan.organizations[at - 1].firstUser + 1, "guest");
    }
    copy.finish();
}

void SideTables::writeBoards()
{
    CopyWriter copy(m_connection, QStringLiteral("public.boards"),
                    QStringLiteral("id, organization_id, name, position, created_at, updated_at"));
    for (const OrganizationPlan &organization : m_plan.organizations) {
        for (qint32 n = 0; n < organization.boards; ++n) {
            copy.beginRow();
            copy.addInt64(organization.firstBoard + n);
            copy.addInt64(organization.id);
            copy.addText(kBoards[size_t(n) % kBoards.size()]);
            copy.addInt32(n + 1);
            copy.addTime(createdAt(m_plan, organization.id));
            copy.addTime(createdAt(m_plan, organization.id) + kDay);
        }
    }
    copy.finish();
}

void SideTables::writeSidebarForms()
{
    static constexpr std::array<const char *, 3> kForms = {"item", "board", "time_entry"};
    struct Form {
        qint64 organization;
        size_t form;
    };
    std::vector<Form> forms;
    for (const OrganizationPlan &organization : m_plan.organizations)
        for (size_t form = 0; form < kForms.size(); ++form)
            if (organization.id % 4 != 3 && (organization.id != 5 || form != 2))
                forms.push_back({organization.id, form});
    {
        CopyWriter copy(m_connection, QStringLiteral("public.sidebar_forms"),
                        QStringLiteral("id, organization_id, form, created_at, updated_at"));
        for (size_t n = 0; n < forms.size(); ++n) {
            copy.beginRow();
            copy.addInt64(qint64(n) + 1);
            copy.addInt64(forms[n].organization);
            copy.addText(kForms[forms[n].form]);
            copy.addTime(m_plan.now - 100 * kDay);
            copy.addTime(m_plan.now - 100 * kDay);
        }
        copy.finish();
    }
    CopyWriter copy(m_connection, QStringLiteral("public.sidebar_form_groups"),
                    QStringLiteral("sidebar_form_id, name, position, fields"));
    for (size_t n = 0; n < forms.size(); ++n) {
        const auto add = [&](const char *name, qint32 position, const char *fields) {
            copy.beginRow();
            copy.addInt64(qint64(n) + 1);
            copy.addText(name);
            copy.addInt32(position);
            copy.addJson(fields);
        };
        add("General", 1, R"(["title", "status", "assignee"])");
        if (forms[n].form == 0)
            add("Planning", 2, R"(["estimate", "start_date", "end_date"])");
    }
    copy.finish();
}

void SideTables::collectTimes(const OrganizationPlan &organization, const ItemTable &items)
{
    samples::Random random(0x7173'E000ULL + quint64(organization.id));
    // Each item that was worked on gets one to three entries; large demos take a sample.
    const qint64 share = std::min<qint64>(1000, kMostTimeEntries * 2000 / m_plan.items);
    const qint64 spring = 20'543 * kDay;
    for (qint32 i = 0; i < items.size(); ++i) {
        const auto at = size_t(i);
        const bool worked = items.status[at] != ItemStatus::Open && !items.removed[at] &&
                            items.timeSpent[at] == kNone;
        const int roll = random.below(1000);
        if (!worked || roll >= share || qint64(m_times.size()) >= kMostTimeEntries)
            continue;
        for (int n = roll % 3; n >= 0; n -= 2) {
            const qint64 from = std::max(items.created[at], spring);
            const auto days = qint32(std::max<qint64>(1, (m_plan.now - from) / kDay));
            m_times.push_back(
                {items.idOf(i), organization.firstUser + random.below(organization.users),
                 qint32(organization.id),
                 qint32(std::min(from, m_plan.now - kDay) / kDay) + random.below(days),
                 random.between(1, 24) * 15, random.below(qint64(kNotes.size()))});
        }
    }
}

void SideTables::writeTimes()
{
    CopyWriter copy(m_connection, QStringLiteral("public.time_entries"),
                    QStringLiteral("organization_id, item_id, user_id, spent_on, minutes, note, "
                                   "created_at"));
    for (const TimeEntry &entry : m_times) {
        const samples::Uuid user = samples::userId(entry.user);
        const char *note = kNotes[size_t(entry.note)];
        copy.beginRow();
        copy.addInt64(entry.organization);
        copy.addInt64(entry.item);
        copy.addUuid(user.high, user.low);
        copy.addDate(entry.day);
        copy.addInt32(entry.minutes);
        *note == '\0' ? copy.addNull() : copy.addText(note);
        copy.addTime(entry.day * kDay + 17 * 3'600);
    }
    copy.finish();
}

} // namespace arborist::demo
