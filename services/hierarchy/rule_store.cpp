// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/rule_store.h"

#include "services/core/data_folder.h"
#include "services/core/error.h"
#include <QCoreApplication>

namespace arborist::hierarchy {
namespace {

QString workspacesKey()
{
    return QStringLiteral("workspaces");
}

QString versionKey()
{
    return QStringLiteral("version");
}

/// The workspaces in it; throws Error for what another version wrote.
QJsonObject workspaces(const JsonFile &file, const QJsonObject &content)
{
    if (!content.isEmpty() && content[versionKey()].toInt() != 1)
        throw Error(QCoreApplication::translate("Rules", "%1, the rules kept on this machine, is "
                                                         "of another version.")
                        .arg(file.path()),
                    QCoreApplication::translate("Rules",
                                                "Open it with the version of Arborist that wrote "
                                                "it; or move it away, and choose the rules anew."))
            .setWhere(file.path());
    return content[workspacesKey()].toObject();
}

} // namespace

RuleStore::RuleStore(const QString &file)
    : m_file(file.isEmpty() ? dataFolder() + QStringLiteral("/rules.json") : file)
{
}

QMap<QString, RuleSettings> RuleStore::rules(const QString &workspace) const
{
    QMap<QString, RuleSettings> found;
    const QJsonObject tables = workspaces(m_file, m_file.read())[workspace].toObject();
    for (auto table = tables.begin(); table != tables.end(); ++table) {
        const QJsonObject settings = table->toObject();
        for (auto it = settings.begin(); it != settings.end(); ++it)
            found[table.key()].insert(it.key(), it->toString());
    }
    return found;
}

void RuleStore::keep(const QString &workspace, const QString &table,
                     const RuleSettings &settings) const
{
    m_file.update([&](QJsonObject &content) {
        QJsonObject all = workspaces(m_file, content);
        QJsonObject tables = all[workspace].toObject();
        QJsonObject kept = tables[table].toObject();
        for (auto it = settings.begin(); it != settings.end(); ++it)
            kept[it.key()] = it.value();
        tables[table] = kept;
        all[workspace] = tables;
        content[workspacesKey()] = all;
        content[versionKey()] = 1;
        return true;
    });
}

void RuleStore::forget(const QString &workspace, const QString &table,
                       const QStringList &keys) const
{
    m_file.update([&](QJsonObject &content) {
        QJsonObject all = workspaces(m_file, content);
        QJsonObject tables = all[workspace].toObject();
        QJsonObject kept = tables[table].toObject();
        if (kept.isEmpty())
            return false;
        for (const QString &key : keys)
            kept.remove(key);
        if (keys.isEmpty() || kept.isEmpty())
            tables.remove(table);
        else
            tables[table] = kept;
        if (tables.isEmpty())
            all.remove(workspace);
        else
            all[workspace] = tables;
        content[workspacesKey()] = all;
        return true;
    });
}

} // namespace arborist::hierarchy
