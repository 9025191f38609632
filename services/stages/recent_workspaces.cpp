// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/stages/recent_workspaces.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include "services/stages/fingerprint_store.h"
#include "services/stages/workspace.h"
#include <QFile>
#include <QJsonArray>

namespace arborist::stages {

namespace {

constexpr std::size_t kMost = 10;

QString listKey()
{
    return QStringLiteral("workspaces");
}

std::vector<RecentWorkspace> fromJson(const QJsonObject &content)
{
    std::vector<RecentWorkspace> list;
    for (const QJsonValue &value : content[listKey()].toArray()) {
        RecentWorkspace entry;
        entry.location = value[QStringLiteral("location")].toString();
        entry.name = value[QStringLiteral("name")].toString();
        entry.openedAt =
            QDateTime::fromString(value[QStringLiteral("opened_at")].toString(), Qt::ISODate);
        if (!entry.location.isEmpty() && list.size() < kMost)
            list.push_back(std::move(entry));
    }
    return list;
}

QJsonArray toJson(const std::vector<RecentWorkspace> &list)
{
    QJsonArray array;
    for (const RecentWorkspace &entry : list)
        array.append(QJsonObject{
            {QStringLiteral("location"), entry.location},
            {QStringLiteral("name"), entry.name},
            {QStringLiteral("opened_at"), entry.openedAt.toUTC().toString(Qt::ISODate)}});
    return array;
}

void replaceList(const JsonFile &file,
                 const std::function<void(std::vector<RecentWorkspace> &)> &change)
{
    const auto edit = [&change](QJsonObject &content) {
        std::vector<RecentWorkspace> list = fromJson(content);
        change(list);
        content[listKey()] = toJson(list);
        return true;
    };
    try {
        file.read();
    } catch (const Error &) {
        QFile::remove(file.path());
    }
    file.update(edit);
}

} // namespace

RecentWorkspaces::RecentWorkspaces(const QString &file)
    : m_file(file.isEmpty() ? dataFolder() + QStringLiteral("/recent.json") : file)
{
}

std::vector<RecentWorkspace> RecentWorkspaces::list() const
{
    try {
        return fromJson(m_file.read());
    } catch (const Error &) {
        return {};
    }
}

void RecentWorkspaces::add(const Workspace &workspace)
{
    const RecentWorkspace entry{recordKey(workspace), workspace.name(),
                                QDateTime::currentDateTimeUtc()};
    replaceList(m_file, [&entry](std::vector<RecentWorkspace> &list) {
        std::erase_if(list, [&entry](const RecentWorkspace &known) {
            return known.location == entry.location;
        });
        list.insert(list.begin(), entry);
        if (list.size() > kMost)
            list.resize(kMost);
    });
}

void RecentWorkspaces::remove(const QString &location)
{
    replaceList(m_file, [&location](std::vector<RecentWorkspace> &list) {
        std::erase_if(
            list, [&location](const RecentWorkspace &known) { return known.location == location; });
    });
}

} // namespace arborist::stages
