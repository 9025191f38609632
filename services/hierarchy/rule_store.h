// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/core/json_file.h"
#include "services/hierarchy/rule_settings.h"

namespace arborist::hierarchy {

/// Rules that people have chosen for a workspace's hierarchies on this machine:
/// <data folder>/rules.json, permissions 0600. The workspace file outranks them. Every call is file
/// work and throws Error when the file cannot be used.
class RuleStore
{
public:
    /// `file` defaults to <data folder>/rules.json.
    explicit RuleStore(const QString &file = {});

    /// By table ("public.items"). `workspace`: its folder, or the address without a password.
    QMap<QString, RuleSettings> rules(const QString &workspace) const;
    /// Adds to what is kept for that table; the same key anew replaces its value.
    void keep(const QString &workspace, const QString &table, const RuleSettings &settings) const;
    /// Forgets these keys; all of the table's if `keys` is empty.
    void forget(const QString &workspace, const QString &table, const QStringList &keys = {}) const;

private:
    JsonFile m_file;
};

} // namespace arborist::hierarchy
